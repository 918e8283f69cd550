"""Whole business days: the clock on the wall stays, the date moves over days that have hours."""

from collections.abc import Iterator
from itertools import islice

from supportterm.core.refusal import Refused
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_days import FIRST, LAST


def days_after(schedule: Schedule, moment: int, count: int) -> int:
    """*count* business days later; closed there, it is the next opening. Raises Refused for a negative count."""
    return schedule.next_open(_moved(schedule, moment, count, 1))


def days_before(schedule: Schedule, moment: int, count: int) -> int:
    """*count* business days sooner; closed there, it is the closing before."""
    return schedule.before(_moved(schedule, moment, count, -1), 0)


def _moved(schedule: Schedule, moment: int, count: int, way: int) -> int:
    if count < 0:
        raise Refused("a number of days can't be negative")
    if count == 0:
        return moment
    days = schedule.days
    ordinal = days.ordinal(moment)
    target = next(islice(_open_dates(schedule, ordinal, way), count - 1, None), None)
    if target is None:
        raise Refused("no calendar reaches that far")
    return days.same_clock(moment, target)


def _open_dates(schedule: Schedule, ordinal: int, way: int) -> Iterator[int]:
    ordinal += way
    while FIRST <= ordinal <= LAST:
        if schedule.days.spans(ordinal):
            yield ordinal
        ordinal += way
