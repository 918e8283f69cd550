"""A desk that another takes the place of: whatever fails, and whenever the machine dies, it is there."""

import errno
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from shell_words import Shell

from supportterm.cli.main import main

TOUCHING = ("link", "replace", "rename", "unlink", "fsync")
"""What changes which files there are. A disk may refuse each, and a machine may die before each."""


@pytest.fixture
def kept(shell: Shell, own_home: Path) -> Path:
    """Dana's desk: its backup says `Refund`, and it says `Refund 2` by now."""
    assert shell("backup", "safe").status == 0
    assert shell("set", "1", "subject=Refund 2").status == 0
    return own_home / ".local" / "share" / "supportterm" / "main.desk"


def meddle(patch: pytest.MonkeyPatch, at: int, happens: Callable[[], None]) -> list[str]:
    """Before the *at*-th touch *happens*; the touches, as they come."""
    touched: list[str] = []
    real: dict[str, Callable[..., object]] = {name: getattr(os, name) for name in TOUCHING}
    for name in TOUCHING:

        def touch(*words: object, name: str = name, **more: object) -> object:
            touched.append(name)
            if len(touched) == at:
                happens()
            return real[name](*words, **more)

        patch.setattr(os, name, touch)
    return touched


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken_off(at: int) -> bool:
    """Restore in a process that is killed before its *at*-th touch; whether it lived so long."""
    child = os.fork()
    if not child:
        with pytest.MonkeyPatch.context() as patch:
            meddle(patch, at, lambda: os.kill(os.getpid(), signal.SIGKILL))
            os._exit(main(["restore", "safe", "--replace"]))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def beside(desk: Path) -> set[str]:
    """What lies there but for what every desk has."""
    return {path.name for path in desk.parent.iterdir() if "part" in path.name or "replaced" in path.name}


def content(desk: Path, name: str = "main.desk") -> dict[str, bytes]:
    """What lies there of the desk of this name, by ending."""
    endings = ("", "-wal", "-journal")
    return {end: desk.with_name(name + end).read_bytes() for end in endings if desk.with_name(name + end).exists()}


def contents_aside(desk: Path) -> list[dict[str, bytes]]:
    """The same of those that were set aside."""
    names = sorted(name for name in beside(desk) if "replaced" in name and not name.endswith(("-wal", "-journal")))
    return [content(desk, name) for name in names]


def damaged(desk: Path) -> None:
    """A desk that can't be read, with a journal that SQLite would write into any desk of its name."""
    desk.write_bytes(b"rubbish" * 1000)
    desk.with_name(desk.name + "-wal").write_bytes(b"what was not yet written")


def refused_in_turn(shell: Shell, stands: Callable[[str], None]) -> list[str]:
    """What a disk refused, another call each time, until a restore went through. *stands* looks what is there after
    each, and at what was said."""
    refused: list[str] = []
    for at in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            touched = meddle(patch, at, full)
            answer = shell("restore", "safe", "--replace")
        if answer.status == 0:
            break
        refused.append(touched[at - 1])
        stands(answer.err)
    return refused


def test_a_disk_that_refuses_leaves_the_desk_where_it_was(shell: Shell, kept: Path) -> None:
    def stands(said: str) -> None:
        assert "disk is full: nothing was saved" in said
        assert "Refund 2" in shell("list").out and beside(kept) == set()

    refused = refused_in_turn(shell, stands)
    assert [name for name in refused if name != "unlink"][-4:] == ["link", "fsync", "replace", "fsync"]
    (aside,) = beside(kept)
    assert "Refund 2" not in shell("list").out and "Refund 2" in shell("list", "--desk", str(kept.parent / aside)).out


def test_a_damaged_desk_and_its_journal_are_where_they_were_too(shell: Shell, kept: Path) -> None:
    damaged(kept)
    before = content(kept)

    def stands(_: str) -> None:
        assert content(kept) == before

    refused = refused_in_turn(shell, stands)
    assert refused.count("link") == 2 and refused[-2:] == ["replace", "fsync"]
    assert "Refund" in shell("list").out and contents_aside(kept) == [before]


def test_whoever_is_killed_leaves_the_desk_and_is_told_what_to_do(shell: Shell, kept: Path) -> None:
    told = at = 0
    while broken_off(at := at + 1):
        asides = [kept.parent / name for name in beside(kept) if name.startswith("main.desk.replaced")]
        if "Refund 2" not in shell("list").out:
            (aside,) = asides
            assert "restored from a backup" in shell("doctor").out
            assert "Refund 2" in shell("list", "--desk", str(aside)).out
            aside.replace(kept)  # and once more
        elif beside(kept):
            told += len(asides)
            words = next(line for line in shell("doctor").out.splitlines() if "broken off" in line)
            subprocess.run(["sh", "-c", words[words.index("rm ") :]], check=True)
            assert beside(kept) == set() and "Refund 2" in shell("list").out
            assert "broken off" not in shell("doctor").out
    assert told, "killed also when the desk had two names"


def test_after_a_kill_a_damaged_desk_is_replaced_by_saying_so_again(shell: Shell, kept: Path) -> None:
    damaged(kept)
    before = content(kept)
    at = 0
    while broken_off(at := at + 1):
        assert shell("restore", "safe", "--replace").status == 0
        assert "Refund" in shell("list").out
        assert contents_aside(kept)[0] == before
        for name in beside(kept):
            kept.with_name(name).unlink()
        damaged(kept)
    assert at > 5


def test_what_somebody_makes_just_now_is_not_told_as_left_behind(shell: Shell, kept: Path) -> None:
    kept.with_name(f".main.desk.{os.getpid()}.part").write_bytes(b"half of it")
    assert "broken off" not in shell("doctor").out
