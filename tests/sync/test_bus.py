"""Hints reach who keeps the desk, and nothing waits for them."""

import os
import socket
import tempfile
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


def test_a_desk_deep_down_is_heard_too_where_temporary_files_lie_deep_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("t" * 90)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    path = made(deep / "a.desk")
    with bus.Ear(path) as ear:
        assert bus.send(path, bus.WAKE)
        assert ear.hear(5) == {bus.WAKE}


def test_a_folder_that_is_somebody_elses_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, theirs = made(tmp_path / ("x" * 60) / ("y" * 60) / "a.desk"), tmp_path / "theirs"
    theirs.mkdir()
    everybodys = tmp_path / "tmp"
    everybodys.mkdir()
    everybodys.chmod(0o1777)
    (everybodys / f"supportterm-{os.getuid()}").symlink_to(theirs)  # as anybody can make it
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(everybodys))
    monkeypatch.setattr(bus, "SHORT", everybodys)
    with bus.Ear(path) as ear:
        assert not bus.send(path, bus.WAKE) and ear.hear(0) == frozenset()
    with pytest.raises(OSError, match="somebody else"):
        bus.bound(path, "1-1.ear", socket.SOCK_DGRAM, 0o600)
    assert not list(theirs.iterdir())


def test_where_no_socket_can_be_nothing_is_heard_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(bus, "SHORT", tmp_path / "file")
    path = made(tmp_path / ("x" * 60) / ("y" * 60) / "a.desk")
    with bus.Ear(path) as ear:
        assert not bus.send(path, bus.WAKE)
        assert ear.hear(0) == frozenset()
