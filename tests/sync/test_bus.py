"""Hints reach who keeps the desk, and nothing waits for them."""

import os
from pathlib import Path

import pytest

from supportterm.desk import Desk
from supportterm.sync import bus


def made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Desk.create(path, "Team").close()
    return path


def test_hints_are_heard_together_and_once(tmp_path: Path) -> None:
    path = made(tmp_path / "a.desk")
    with bus.Ear(path) as ear:
        assert bus.send(path, bus.WAKE) and bus.send(path, bus.LOOK) and bus.send(path, bus.WAKE)
        assert ear.hear(5) == {bus.WAKE, bus.LOOK}
        assert ear.hear(0) == frozenset()
    assert not bus.send(path, bus.WAKE)


def test_the_socket_of_a_keeper_that_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    path = made(tmp_path / "a.desk")
    bus.Ear(path)  # never closed
    with bus.Ear(path) as ear:
        bus.send(path, bus.WAKE)
        assert ear.hear(5) == {bus.WAKE}


def test_a_desk_deep_down_is_heard_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    path = made(tmp_path / ("x" * 60) / ("y" * 60) / "a.desk")
    assert len(os.fsencode(bus.address(path))) < 108
    with bus.Ear(path) as ear:
        bus.send(path, bus.LOOK)
        assert ear.hear(5) == {bus.LOOK}


def test_where_no_socket_can_be_nothing_is_heard_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "file"))
    path = made(tmp_path / ("x" * 60) / ("y" * 60) / "a.desk")
    with bus.Ear(path) as ear:
        assert not bus.send(path, bus.WAKE)
        assert ear.hear(0) == frozenset()
