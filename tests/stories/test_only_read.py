"""A desk that one may read and not write, as those beside a team may."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from person import Home
from terminal import OURS, Terminal, terminal

from supportterm.core import verbs
from supportterm.core.terms import Priority
from supportterm.desk import Desk

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Who may do everything is one who may not, for once."""


@pytest.fixture
def theirs(home: Home, tmp_path: Path) -> Iterator[Path]:
    """Sam's desk where others may look at it."""
    if os.geteuid() == 0 and shutil.which(AS_ANYBODY[0]) is None:
        pytest.skip("root may write everything, and setpriv is not here")
    folder = tmp_path / "theirs"
    folder.mkdir()
    desk = folder / "desk"
    shutil.copy(home.desk, desk)
    shutil.copytree(f"{home.desk}.files", f"{desk}.files")
    with Desk.open(desk) as owner:
        owner.claim()
    desk.chmod(0o444)
    folder.chmod(0o555)
    yield desk
    folder.chmod(0o755)


@pytest.fixture
def reader(theirs: Path, own_home: Path) -> Iterator[Terminal]:
    program = (*AS_ANYBODY, *OURS) if os.geteuid() == 0 else OURS
    with terminal(["--desk", str(theirs), "--me", "sam"], own_home, program=program) as there:
        there.see("Charged twice for March")
        yield there


def test_it_is_read_and_searched_and_nothing_is_pretended(reader: Terminal, theirs: Path) -> None:
    before = theirs.read_bytes()
    reader.see("you may only read this desk")
    reader.command("open 1")
    reader.see("#1 Charged twice", "QY-7731")
    reader.press("u", "g", "/")
    reader.type("seats")
    reader.see("Can we get more seats?")
    reader.leave("esc cancel")
    reader.press("p", "u")
    reader.see("you may only read this desk: nothing you change or write in it is kept")
    reader.press("n")
    reader.see("INTERNAL NOTE")
    reader.type("a thought")
    reader.see("NOT SAVED, the text is only here: you may only read this desk")
    assert theirs.read_bytes() == before
    assert sorted(path.name for path in theirs.parent.iterdir()) == ["desk", "desk.files"]


def test_what_those_whose_it_is_do_meanwhile_is_seen(reader: Terminal, theirs: Path) -> None:
    theirs.chmod(0o644)
    theirs.parent.chmod(0o755)
    with Desk.open(theirs, me="sam") as owner:
        owner.change(6, verbs.set_subject, subject="Named anew")
        reader.see("Named anew")
        owner.change(6, verbs.set_priority, priority=Priority.URGENT)
    reader.see("!! Named anew")
