"""The radar: what breaches next and who could take it, live, and what would be if."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_of_sixty import console, lines, says, shown, typed
from textual.pilot import Pilot

from desk.asking import ticket
from desk.promising import Wall, promising
from supportterm.core import verbs
from supportterm.core.terms import Priority, Status
from supportterm.desk import Desk
from supportterm.tui.panes.radar import Radar


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, Wall]]:
    """Three tickets: sam has the first, nobody the second; the third is urgent and has a subject that is not nice."""
    monkeypatch.setenv("TZ", "UTC")
    with promising(tmp_path) as (desk, clock):
        for subject in ("Charged twice", "Refund", "[@click=app.quit]\x1b[31mLate\u202e"):
            ticket(desk, subject)
        desk.change(1, verbs.assign, agent="sam")
        desk.change(3, verbs.set_priority, priority=Priority.HIGH)
        yield desk, clock


async def foreseen(pilot: Pilot[None], words: str) -> None:
    """What is to come is read in a thread."""
    for _ in range(300):
        if words in shown(pilot):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"{words!r} is not on the screen:\n{shown(pilot)}")


async def test_what_breaches_is_told_by_who_could_take_it_and_its_ticket_opens(there: tuple[Desk, Wall]) -> None:
    desk, _ = there
    async with console(desk) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "0 late, 3 due within 8 hours, until 17:00")
        rows = [line.strip() for line in lines(pilot)]
        assert next(row for row in rows if row.startswith("anybody")).split() == ["anybody:", "dana", "or", "sam", "2"]
        assert [row.split()[:5] for row in rows if row[:3] in ("10:", "11:")] == [
            ["10:00", "1h", "3", "first", "reply"],
            ["11:00", "2h", "2", "first", "reply"],
            ["11:00", "2h", "1", "first", "reply"],
        ]
        assert "\x1b" not in shown(pilot) and "[@click=app.quit]" in shown(pilot)
        await typed(pilot, "j", "enter")
        await foreseen(pilot, "› #2")
        assert pilot.app.frame.subjects() == (2,)  # type: ignore[attr-defined]


async def test_a_narrow_radar_leaves_the_subject_room(there: tuple[Desk, Wall]) -> None:
    desk, _ = there
    async with console(desk, 60) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "2  first reply        Refund")
        assert not any(row.startswith(" 11:00") for row in lines(pilot))


async def test_what_is_done_to_the_ticket_under_the_cursor_shows_at_once(there: tuple[Desk, Wall]) -> None:
    desk, clock = there
    async with console(desk) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "anybody: dana or sam")
        await typed(pilot, "j", "a")
        assert desk.ticket(2).assignee == "dana"
        clock.to("12:30")
        pilot.app.frame.following.desk_changed()  # type: ignore[attr-defined]
        await foreseen(pilot, "3 late")
        radar = pilot.app.screen.pane("radar")  # type: ignore[attr-defined]
        assert radar.subjects() == (2,)  # the cursor stayed on its deadline
        await foreseen(pilot, "-30m")


async def test_what_would_be_is_asked_in_the_words_of_the_shell_and_taken_back(there: tuple[Desk, Wall]) -> None:
    desk, _ = there
    async with console(desk, 100) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "0 late, 3 due")
        await typed(pilot, "i", '"absent s', "enter")
        await foreseen(pilot, "if absent sam")
        await foreseen(pilot, "@ 11:00")
        assert "not sam" in shown(pilot)
        await typed(pilot, '":radar if solved 2', "enter")
        await foreseen(pilot, "if absent sam, solved 2")
        assert "- 1 due no more" in shown(pilot)
        await typed(pilot, "escape")
        await foreseen(pilot, "@ 1 in other hands")
        assert "solved 2" not in shown(pilot)
        await typed(pilot, '":radar if holiday 2026-11-26', "enter")
        await foreseen(pilot, "not 11:00")
        await typed(pilot, '":radar if none', "enter")
        await foreseen(pilot, "anybody: dana or sam")
        assert desk.ticket(2).status is Status.NEW  # nothing was changed by asking


async def test_what_can_not_be_supposed_says_why_and_is_not(there: tuple[Desk, Wall]) -> None:
    desk, _ = there
    async with console(desk) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "3 due")
        await typed(pilot, "i", '"snow', "enter")
        assert "'snow' is no what-if" in says(pilot)
        await typed(pilot, "escape", '":radar if pending 99', "enter")
        assert "there is no ticket 99" in says(pilot)
        await typed(pilot, '":radar if absent nobody', "enter")
        for _ in range(100):
            if "there is no agent 'nobody'" in says(pilot):
                break
            await pilot.pause(0.02)
        assert "there is no agent 'nobody'; there are dana, sam" in says(pilot)
        radar = pilot.app.screen.pane("radar")  # type: ignore[attr-defined]
        assert isinstance(radar, Radar) and not radar.back()


async def test_it_looks_further_ahead_and_says_so_when_nothing_is_due(there: tuple[Desk, Wall]) -> None:
    desk, _ = there
    async with console(desk) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "within 8 hours")
        await typed(pilot, '":radar hours 1', "enter")
        await foreseen(pilot, "0 late, 1 due within 1 hour,")
        await typed(pilot, "w")
        await foreseen(pilot, "within 2 hours")
        desk.change([1, 2, 3], verbs.set_status, status=Status.SOLVED)
        await foreseen(pilot, "nothing is due")


async def test_equals_derives_the_deadline_under_the_cursor(there: tuple[Desk, Wall]) -> None:
    desk, _ = there
    async with console(desk) as pilot:
        await typed(pilot, "g", "R")
        await foreseen(pilot, "3 due")
        await typed(pilot, "=")
        assert "why #3" in shown(pilot)
        assert "promised by standard" in shown(pilot)
