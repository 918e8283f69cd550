"""Command lines run before are there again: in the next session, in the console beside, for nobody else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.tui import history
from supportterm.tui.app import SupportTerm
from supportterm.tui.history import REMEMBERED, History, file_of


def test_lines_are_kept_for_the_next_session_each_once_the_newest_first(tmp_path: Path) -> None:
    file = file_of(tmp_path / "state", "dana")
    first = History(file)
    for line in ("view mine", "filter tag:billing", "view mine"):
        first.add(line)
    assert History(file).lines() == ["view mine", "filter tag:billing"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_two_consoles_share_the_lines_and_two_agents_do_not(tmp_path: Path) -> None:
    one, other = History(file_of(tmp_path, "dana")), History(file_of(tmp_path, "dana"))
    one.add("take")
    other.add("solve")
    assert one.lines() == ["solve", "take"]
    assert History(file_of(tmp_path, "lee")).lines() == []
    assert file_of(tmp_path, "../lee").parent == tmp_path


def test_a_line_that_begins_with_a_space_is_not_remembered(tmp_path: Path) -> None:
    there = History(tmp_path / "lines")
    there.add(" note 12 'the password is x'")
    there.add("  ")
    assert there.lines() == []
    assert not (tmp_path / "lines").exists()


def test_what_no_file_can_hold_is_known_until_the_console_ends(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    there = History(tmp_path / "file" / "lines")
    there.add("take")
    assert there.lines() == ["take"]


def test_a_link_put_in_the_place_of_the_file_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("as it was")
    os.symlink(tmp_path / "victim", tmp_path / "lines")
    History(tmp_path / "lines").add("take")
    assert (tmp_path / "victim").read_text() == "as it was"


def test_the_file_stays_small(tmp_path: Path, monkeypatch: object) -> None:
    there = History(tmp_path / "lines")
    long = "x" * 500
    for number in range(history._TOO_LONG // 500 + REMEMBERED):
        there.add(f"{number} {long}")
    assert (tmp_path / "lines").stat().st_size <= history._TOO_LONG + 600
    assert there.lines()[0].startswith(f"{history._TOO_LONG // 500 + REMEMBERED - 1} ")
    assert (tmp_path / "lines").stat().st_mode & 0o777 == 0o600


# --- at the keys


@asynccontextmanager
async def console(path: Path) -> AsyncIterator[Pilot[None]]:
    with Desk.open(path, me="dana", clock=count(1_790_000_000_000, 1000).__next__) as desk:
        async with SupportTerm(desk).run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.05)
            yield pilot


def line(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one("#prompt", Input).value


async def test_up_brings_the_last_line_of_the_session_before_and_ctrl_r_finds_an_older_one(tmp_path: Path) -> None:
    with Desk.create(tmp_path / "a.desk", "A", me="dana") as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        desk.create_ticket(NewTicket("kim@mail.test", "Question", "Hello"))
    async with console(tmp_path / "a.desk") as pilot:
        await pilot.press("colon", *"view", "space", *"all", "enter")
        await pilot.press("colon", *"solve", "enter")
    async with console(tmp_path / "a.desk") as pilot:
        await pilot.press("colon", "up", "tab")
        assert line(pilot) == "solve"
        await pilot.press("ctrl+r", *"view", "enter")
        assert line(pilot) == "view all"
        await pilot.press("enter")
        await pilot.pause()
        assert "All" in pilot.app.screen.header.line(0, 80).text  # type: ignore[attr-defined]
