"""The column of time left: short, in the hours of the promise, its state told by a sign as well as a colour."""

from zoneinfo import ZoneInfo

import pytest

from core.schedules import at, workdays
from supportterm.core.moments import HOUR, MINUTE
from supportterm.core.nouns import Ticket
from supportterm.core.promised import Promised, read
from supportterm.core.schedule import Schedule
from supportterm.tui.render.card import Setting
from supportterm.tui.render.head import head_rows
from supportterm.tui.render.left import left

OFFICE = Schedule(workdays(("09:00", "17:00")))
FRIDAY = at("2026-11-27 16:00", "Europe/Berlin")
MONDAY = at("2026-11-30 10:00", "Europe/Berlin")


def open_time(hours: str, start: int, end: int) -> int:
    return OFFICE.business_between(start, end) if hours else end - start


def promised(due: int | None, **more: object) -> Promised:
    return Promised("first-reply", "office@1", due, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "promise", "now", "told"),
    [
        (None, None, FRIDAY, ("", "dim")),
        (MONDAY, promised(MONDAY), FRIDAY, ("2h", "dim")),
        (MONDAY, promised(MONDAY, warn=FRIDAY), FRIDAY, ("!2h", "high")),
        (MONDAY, promised(MONDAY, warn=FRIDAY + 1), FRIDAY, ("2h", "dim")),
        (MONDAY, promised(MONDAY), MONDAY - 30 * MINUTE, ("!30m", "high")),
        (FRIDAY, promised(FRIDAY), MONDAY, ("-2h", "urgent")),
        (FRIDAY + HOUR, promised(FRIDAY + HOUR), FRIDAY + 20 * HOUR, ("late", "urgent")),
        (MONDAY, None, FRIDAY, ("2d", "dim")),
        (FRIDAY + HOUR, promised(MONDAY), FRIDAY, ("1h", "dim")),
        (MONDAY, promised(MONDAY)._replace(hours=""), FRIDAY, ("2d", "dim")),
        (None, promised(None, left=26 * HOUR), FRIDAY, ("‖26h", "dim")),
        (None, promised(None, left=-1), FRIDAY, ("‖late", "dim")),
    ],
)
def test_what_is_left_is_told_in_five_cells(
    due: int | None, promise: Promised | None, now: int, told: tuple[str, str]
) -> None:
    found = left(due, promise, now, open_time)
    assert tuple(found) == told
    assert len(found.words) <= 5
    assert left(due, promise, now, open_time, unicode=False).words == told[0].replace("‖", "=")


@pytest.mark.parametrize(
    "promise", [promised(5), promised(5, warn=3), promised(None, left=-7), promised(1)._replace(hours="")]
)
def test_a_row_keeps_a_promise_as_one_line_of_text(promise: Promised) -> None:
    assert read(promise.text()) == promise
    assert read("") is None


@pytest.mark.parametrize(
    ("due", "promise", "now", "told"),
    [
        (MONDAY, promised(MONDAY), FRIDAY, "first reply due in 2h, Mon 10:00"),
        (MONDAY, promised(MONDAY), MONDAY - 30 * MINUTE, "first reply due in 30m"),
        (FRIDAY, promised(FRIDAY), MONDAY, "first reply overdue 2h"),
        (FRIDAY + HOUR, promised(FRIDAY + HOUR), FRIDAY + 20 * HOUR, "first reply overdue"),
        (MONDAY, None, FRIDAY, "due in 2d, Mon 10:00"),
        (None, promised(None, left=26 * HOUR), FRIDAY, "first reply paused with 26h left"),
        (None, promised(None, left=-1), FRIDAY, "first reply paused"),
    ],
)
def test_above_a_ticket_it_is_told_in_the_same_hours_with_the_moment(
    due: int | None, promise: Promised | None, now: int, told: str
) -> None:
    ticket = Ticket(1, "Refund", 1, 0, 0, due_set=None if promise else due, promise=promise, tags=("vip", "late"))
    setting = Setting(120, now, ZoneInfo("Europe/Berlin"))
    _, facts, *_ = head_rows(ticket, setting, 40, open_time=open_time)
    assert facts.text.split(" · ")[-2:] == [told, "#vip #late"]
