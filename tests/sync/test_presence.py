"""Consoles of a desk know where the others are, and find out who is gone."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from supportterm.desk import Desk
from supportterm.sync import bus
from supportterm.sync.presence import Presence, Present


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "team.desk"
    Desk.create(file, "Team").close()
    return file


@pytest.fixture
def dana(path: Path) -> Iterator[Presence]:
    presence = Presence(path, "dana")
    yield presence
    presence.close()


@pytest.fixture
def lee(path: Path, dana: Presence) -> Iterator[Presence]:
    """Comes after dana."""
    presence = Presence(path, "lee")
    yield presence
    presence.close()


def test_who_opens_a_ticket_is_seen_there_and_who_writes_is_seen_writing(dana: Presence, lee: Presence) -> None:
    dana.at(12)
    assert lee.hear()
    assert lee.on(12) == (Present("dana", 12),)
    dana.at(12, "reply")
    assert lee.hear()
    assert lee.on(12) == (Present("dana", 12, "reply"),)
    dana.at(0)
    assert lee.hear()
    assert lee.others == ()


def test_who_comes_later_is_told_where_the_others_are_already(path: Path, dana: Presence) -> None:
    dana.at(7, "note")
    lee = Presence(path, "lee")
    dana.hear()
    assert lee.hear()
    assert lee.on(7) == (Present("dana", 7, "note"),)
    lee.close()


def test_who_leaves_is_gone_at_once(path: Path, dana: Presence) -> None:
    lee = Presence(path, "lee")
    lee.at(3)
    dana.hear()
    assert dana.on(3)
    lee.close()
    assert dana.hear()
    assert dana.others == ()


def test_who_was_killed_is_gone_when_somebody_speaks_to_them(path: Path, dana: Presence, lee: Presence) -> None:
    lee.at(3)
    dana.hear()
    lee._socket.close()  # type: ignore[union-attr]  # as the kernel does for a process that is killed
    assert dana.say_again()
    assert dana.others == ()
    assert len(list(bus.consoles(path).iterdir())) == 1
    lee._socket = None


def test_the_same_is_not_told_twice(dana: Presence, lee: Presence) -> None:
    dana.at(12)
    lee.hear()
    dana.at(12)
    assert not lee.hear()


@pytest.mark.parametrize(
    "word", [b"", b"{", b'{"console":"../../x"}', b'{"console":"1-1","ticket":"9"}', b"[1,2]", b'"' * 3000]
)
def test_a_word_that_is_none_is_not_heard(path: Path, dana: Presence, word: bytes) -> None:
    there = next(iter(bus.consoles(path).iterdir()))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(word, str(there))
    assert not dana.hear()
    assert dana.others == ()


def test_a_desk_that_others_may_not_use_is_not_listened_to(path: Path, dana: Presence) -> None:
    folder = bus.consoles(path)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert next(iter(folder.iterdir())).stat().st_mode & 0o777 == 0o600


def test_on_a_shared_desk_colleagues_of_the_group_are_heard(path: Path) -> None:
    path.chmod(0o660)
    presence = Presence(path, "dana")
    folder = bus.consoles(path)
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert next(iter(folder.iterdir())).stat().st_mode & 0o777 == 0o660
    presence.close()


def test_where_no_socket_can_be_nobody_is_seen_and_nothing_fails(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    folder = bus.consoles(path)
    folder.parent.mkdir(exist_ok=True)
    folder.touch()
    presence = Presence(path, "dana")
    presence.at(1)
    assert presence.fileno() == -1
    assert not presence.hear() and not presence.say_again() and presence.others == ()
    presence.close()
