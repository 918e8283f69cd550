"""The open hours of a schedule as people write them, read and checked.

    zone: Europe/Berlin
    week: {mon: [["09:00", "12:00"], ["13:00", "24:00"]], …}    several spans a day; a day without hours is left out
    dates: {"2026-12-24": [["09:00", "12:00"]]}                 that date's hours instead of its weekday's; [] is closed
    breaks: {"2026-11-26": [["14:00", "15:00"]]}                cut out of that date's hours
    holidays: ["2026-12-25"]                                    closed all day, whatever else is said of that date

A span begins in its first minute and ends before its last. 24:00 is the end of a day, and so is 23:59, which other
help desks ask for in its place.
"""

import re
from collections.abc import Iterable
from datetime import date, tzinfo
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from supportterm.core.refusal import Refused

Span = tuple[int, int]
"""Minutes since midnight on the wall, of which the second is outside."""
Spans = tuple[Span, ...]
"""In order, apart from each other."""

DAY_END: Final = 24 * 60
WEEKDAYS: Final = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Written = tuple[tuple[str, str], ...]


class Hours(msgspec.Struct, frozen=True):
    """A schedule as it is written down; the module says how."""

    zone: str
    week: dict[str, Written]
    dates: dict[str, Written] = msgspec.field(default_factory=dict)
    breaks: dict[str, Written] = msgspec.field(default_factory=dict)
    holidays: tuple[str, ...] = ()


class Read(msgspec.Struct, frozen=True):
    """`Hours` after reading: `week` has seven days from Monday on, `dates` all dates that differ from it."""

    zone: tzinfo
    week: tuple[Spans, ...]
    dates: dict[date, Spans]


def read_hours(hours: Hours) -> Read:
    """Raises Refused with a sentence that names the day and the span that can't be."""
    for name in hours.week:
        if name not in WEEKDAYS:
            raise Refused(f"{name!r} is not a weekday; write {', '.join(WEEKDAYS)}")
        if not hours.week[name]:
            raise Refused(f"{WEEKDAYS[name]} has no hours; leave out a day that is closed")
    week = tuple(read_spans(hours.week.get(name, ()), WEEKDAYS[name]) for name in WEEKDAYS)
    if not any(week):
        raise Refused("a schedule needs open hours on at least one weekday")
    dates = {_date(day): read_spans(written, day) for day, written in hours.dates.items()}
    for day, written in hours.breaks.items():
        found = _date(day)
        dates[found] = cut(dates.get(found, week[found.weekday()]), _union(_span(pair, day) for pair in written))
    dates.update((_date(day), ()) for day in hours.holidays)
    return Read(_zone(hours.zone), week, dates)


def cut(spans: Spans, away: Spans) -> Spans:
    """*spans* without *away*."""
    for start, end in away:
        spans = tuple(
            piece
            for first, last in spans
            for piece in ((first, min(last, start)), (max(first, end), last))
            if piece[0] < piece[1]
        )
    return spans


def clock_words(minute: int) -> str:
    """`09:00`, `24:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"{name!r} is not a time zone; write one like Europe/Berlin or UTC") from None


def read_spans(written: Written, day: str) -> Spans:
    """The hours of one day, called *day* in what is said; spans that touch become one. Raises Refused."""
    spans = sorted(_span(pair, day) for pair in written)
    for (first, last), (start, end) in pairwise(spans):
        if start < last:
            raise Refused(f"{day}: {_words(first, last)} and {_words(start, end)} overlap")
    return _union(spans)


def _union(spans: Iterable[Span]) -> Spans:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def _span(pair: tuple[str, str], day: str) -> Span:
    start, end = (_minute(clock, day) for clock in pair)
    if end == DAY_END - 1:
        end = DAY_END
    if start < end:
        return start, end
    hint = "; the end of the day is written 24:00" if end == 0 else ""
    raise Refused(f"{day}: {_words(start, end)} ends before it has begun{hint}")


def _minute(clock: str, day: str) -> int:
    found = _CLOCK.fullmatch(clock)
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else DAY_END + 1
    if minute > DAY_END:
        raise Refused(f"{day}: {clock!r} is not a time of day; write it like 09:00, at most 24:00")
    return minute


def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(f"{text!r} is not a date; write it like 2026-12-24")


def _words(start: int, end: int) -> str:
    return f"{clock_words(start)}–{clock_words(end)}"
