"""Schedules at random on the days on which clocks change, against one that counts minutes."""

from hypothesis import assume, given
from hypothesis import strategies as st

from core.schedules import Slow, hours, moments
from supportterm.core.moments import DAY, MINUTE
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_hours import Hours


@given(hours, moments, st.integers(1, 2 * 1440))
def test_every_minute_is_open_or_closed_as_the_wall_says(hours: Hours, start: int, span: int) -> None:
    schedule, end = Schedule(hours), start + span * MINUTE
    slow = Slow(hours, start, end)
    assert [schedule.open_at(m) for m in range(start, end, MINUTE)] == [
        slow.is_open(m) for m in range(start, end, MINUTE)
    ]
    assert schedule.business_between(start, end) == slow.between(start, end)


@given(hours, moments, st.integers(0, 1440))
def test_deadlines_are_those_of_counting_minutes(hours: Hours, start: int, length: int) -> None:
    schedule, slow = Schedule(hours), Slow(hours, start - 4 * DAY, start + 4 * DAY)
    later, sooner = slow.after(start, length * MINUTE), slow.before(start, length * MINUTE)
    assume(later is not None or sooner is not None)
    if later is not None:
        assert schedule.after(start, length * MINUTE) == later
    if sooner is not None and length:
        assert schedule.before(start, length * MINUTE) == sooner


@given(hours, moments, st.integers(1, DAY), st.integers(1, DAY))
def test_what_is_added_is_what_lies_between(hours: Hours, start: int, length: int, other: int) -> None:
    schedule = Schedule(hours)
    due = schedule.after(start, length)
    assert schedule.business_between(start, due) == length
    assert schedule.business_between(start, due - 1) == length - 1
    assert schedule.business_between(schedule.before(due, other), due) == other
    assert schedule.after(due, other) == schedule.after(start, length + other)


@given(hours, moments, st.lists(st.integers(0, 90 * DAY), min_size=1, max_size=5))
def test_the_parts_of_a_span_add_up(hours: Hours, start: int, steps: list[int]) -> None:
    schedule, moment, total = Schedule(hours), start, 0
    for step in steps:
        total += schedule.business_between(moment, moment + step)
        moment += step
    assert total == schedule.business_between(start, moment)


@given(hours, moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(hours: Hours, moment: int) -> None:
    schedule = Schedule(hours)
    opening = schedule.next_open(moment)
    assert schedule.open_at(opening)
    assert schedule.business_between(moment, opening) == 0
    assert opening == moment or not schedule.open_at(opening - 1)
