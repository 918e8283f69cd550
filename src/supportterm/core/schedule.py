"""When a team works, and arithmetic with its time.

Moments are milliseconds since 1970 in UTC, lengths milliseconds; spans are half-open. Exact over changes of summer
time and zones; what `schedule_hours` and `schedule_days` say holds for every method here. A deadline that falls on
closing time stays there and does not become the next opening: people read "due Friday 18:00".
"""

from collections.abc import Iterator
from typing import Final

from supportterm.core.moments import YEAR
from supportterm.core.refusal import Refused
from supportterm.core.schedule_days import FIRST, LAST, Days
from supportterm.core.schedule_hours import WEEKDAYS, Hours, read_hours

MOST: Final = 10 * YEAR
"""The longest business time that is added; whoever asks for more mistook the unit."""


class Schedule:
    """Open hours. Raises Refused when *hours* can't be. Never changes; equal when its hours are."""

    __slots__ = ("days", "hours")

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.days = Days(read_hours(hours))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schedule) and self.hours == other.hours

    def __hash__(self) -> int:
        return hash((self.hours.zone, tuple(self.hours.week), self.hours.holidays))

    def __repr__(self) -> str:
        return f"Schedule({self.hours!r})"

    def open_at(self, moment: int) -> bool:
        return any(start <= moment < end for start, end in self.days.day(self.days.ordinal(moment)))

    def next_open(self, moment: int) -> int:
        """*moment* itself when it is open, else the next opening."""
        return next(self.spans_after(moment))[0]

    def business_between(self, start: int, end: int) -> int:
        """How long it is open from *start* to *end*; 0 when the end is not later."""
        if end <= start:
            return 0
        days = self.days
        first, last = days.ordinal(start), days.ordinal(end)
        total = 0
        for ordinal in (first, last) if first < last else (first,):  # the days at both ends are cut
            for opens, closes in days.day(ordinal):
                if opens < end and start < closes:
                    total += min(closes, end) - max(opens, start)
        ordinal = first + 1
        while ordinal < last:
            if ordinal % 7 == 1 and ordinal + 6 < last:
                total += days.week(ordinal // 7)
                ordinal += 7
            else:
                total += days.length(ordinal)
                ordinal += 1
        return total

    def after(self, moment: int, length: int) -> int:
        """The first moment by which it was open for *length* since *moment*; with 0 the next open one.

        Raises Refused for a negative length and for one that no calendar holds.
        """
        if length == 0:
            return self.next_open(moment)
        left, days = _sane(length), self.days
        first = ordinal = days.ordinal(moment)
        while ordinal <= LAST:
            if ordinal > first:
                if ordinal % 7 == 1 and (whole := days.week(ordinal // 7)) < left:
                    left -= whole
                    ordinal += 7
                    continue
                if (whole := days.length(ordinal)) < left:
                    left -= whole
                    ordinal += 1
                    continue
            for start, end in days.day(ordinal):
                start = max(start, moment)
                if start + left <= end:
                    return start + left
                left -= max(0, end - start)
            ordinal += 1
        raise _beyond()

    def before(self, moment: int, length: int) -> int:
        """The last moment since which it was open for *length* until *moment*; with 0 the last open one or closing."""
        left = _sane(length)
        first = ordinal = self.days.ordinal(moment)
        if left == 0 and self.open_at(moment):
            return moment
        while ordinal >= FIRST:
            if ordinal % 7 == 0 and ordinal < first and (whole := self.days.week(ordinal // 7 - 1)) < left:
                left -= whole
                ordinal -= 7
                continue
            for start, end in reversed(self.days.day(ordinal)):
                end = min(end, moment)
                if start < end and end - left >= start:
                    return end - left
                left -= max(0, end - start)
            ordinal -= 1
        raise _beyond()

    def spans_after(self, moment: int) -> Iterator[tuple[int, int]]:
        """The open spans from *moment* on; the first begins there when it is open. Raises Refused at time's end."""
        for ordinal in range(self.days.ordinal(moment), LAST + 1):
            for start, end in self.days.day(ordinal):
                if moment < end:
                    yield max(start, moment), end
        raise _beyond()

    def spans_before(self, moment: int) -> Iterator[tuple[int, int]]:
        """The open spans back from *moment*, the latest first; Refused as above."""
        for ordinal in range(self.days.ordinal(moment), FIRST - 1, -1):
            for start, end in reversed(self.days.day(ordinal)):
                if start < moment:
                    yield start, min(end, moment)
        raise _beyond()


def _sane(length: int) -> int:
    if length < 0:
        raise Refused("a length of time can't be negative")
    if length > MOST:
        raise Refused("no deadline is more than 10 years of open hours away")
    return length


def _beyond() -> Refused:
    return Refused("no calendar reaches that far")


ALWAYS: Final = Schedule(Hours("UTC", dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),))))
"""Calendar time: open day and night."""
