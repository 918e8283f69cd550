"""The open spans of single dates, as moments.

A time that summer time skips is as much later as the clock jumps; one that happens twice is the first. What collapses
that way is dropped, and nothing reaches past the end of its own date: a date that a zone never had is empty.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from supportterm.core.schedule_hours import DAY_END, Read, Spans

Moments = tuple[tuple[int, int], ...]
"""Half-open spans in milliseconds, in order, apart from each other."""

FIRST: Final = date(1, 1, 8).toordinal()
LAST: Final = date(9999, 12, 19).toordinal()
"""Days outside are closed: with their neighbours they would leave what a date can be."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = _EPOCH.toordinal()
_MS: Final = timedelta(milliseconds=1)


class Days:
    """The dates of one schedule by their ordinals, and its weeks, which begin on Monday, by `(ordinal - 1) // 7`."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._special = frozenset((day.toordinal() - 1) // 7 for day in read.dates)
        self._plain = sum(end - start for day in read.week for start, end in day) * 60_000
        # Per object, so that a schedule that nobody holds any more takes its days along.
        self.day = lru_cache(maxsize=1_000)(self._day)
        self.midnight = lru_cache(maxsize=1_000)(self._midnight)
        self.length = lru_cache(maxsize=1_000)(self._length)
        self.week = lru_cache(maxsize=4_000)(self._week)

    def ordinal(self, moment: int) -> int:
        """The date whose midnight came last, no less than FIRST and no more than LAST.

        That is the date on the wall, but where the clocks go back over midnight: that hour belongs to the new date.
        """
        ordinal = max(FIRST, min(moment // 86_400_000 + _EPOCH_DAY, LAST))  # in UTC: no zone is more than a day away
        while ordinal < LAST and moment >= self.midnight(ordinal + 1):
            ordinal += 1
        while ordinal > FIRST and moment < self.midnight(ordinal):
            ordinal -= 1
        return ordinal

    def at(self, ordinal: int, minute: int) -> int:
        """The moment of a minute on the wall; minute 1440 is the next midnight."""
        if minute == DAY_END:
            ordinal, minute = ordinal + 1, 0
        naive = datetime.fromordinal(ordinal) + timedelta(minutes=minute)
        return (naive.replace(tzinfo=self._read.zone) - _EPOCH) // _MS

    def same_clock(self, moment: int, ordinal: int) -> int:
        """What the wall shows at *moment*, on another date."""
        wall = (_EPOCH + moment * _MS).astimezone(self._read.zone)
        moved = wall.replace(tzinfo=None, fold=0) + timedelta(ordinal - wall.toordinal())
        return (moved.replace(tzinfo=self._read.zone) - _EPOCH) // _MS

    def spans(self, ordinal: int) -> Spans:
        """The hours of a date on the wall."""
        day = date.fromordinal(ordinal)
        return self._read.dates.get(day, self._read.week[day.weekday()])

    def is_off(self, ordinal: int) -> bool:
        """Whether a date is closed although its weekday has hours: a holiday, most likely."""
        return not self.spans(ordinal) and bool(self._read.week[date.fromordinal(ordinal).weekday()])

    def _midnight(self, ordinal: int) -> int:
        return self.at(ordinal, 0)

    def _day(self, ordinal: int) -> Moments:
        if not FIRST <= ordinal <= LAST:
            return ()
        spans: list[tuple[int, int]] = []
        free, midnight = self.midnight(ordinal), self.midnight(ordinal + 1)
        # What summer time skips comes later than it is written, maybe after what is written behind it.
        for opens, closes in sorted(
            (self.at(ordinal, first), self.at(ordinal, last)) for first, last in self.spans(ordinal)
        ):
            start, end = max(opens, free), min(closes, midnight)
            if start < end:
                spans.append((start, end))
                free = end
        return tuple(spans)

    def _length(self, ordinal: int) -> int:
        return sum(end - start for start, end in self.day(ordinal))

    def _week(self, number: int) -> int:
        """How long the week is open. One without special dates or a change of the clocks is not added up."""
        monday = number * 7 + 1
        if number not in self._special and monday >= FIRST and monday + 7 <= LAST:
            midnights = [self.midnight(monday + n) for n in range(8)]
            if all(later - sooner == 86_400_000 for sooner, later in pairwise(midnights)):
                return self._plain
        return sum(self.length(monday + n) for n in range(7))
