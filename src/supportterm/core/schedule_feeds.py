"""Holidays out of a calendar feed: its whole-day events, and the dates on which they come again."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count, islice
from typing import Final

import msgspec

from supportterm.core.refusal import Refused

_DAYS: Final = {"DAILY": 1, "WEEKLY": 7}
_MONTHS: Final = {"MONTHLY": 1, "YEARLY": 12}
_KNOWN: Final = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


class Event(msgspec.Struct, frozen=True):
    """A whole-day event. `rule` is its RRULE as RFC 5545 writes it, empty when it comes once."""

    name: str
    start: date
    rule: str = ""


def feed_holidays(events: Iterable[Event], today: date) -> dict[date, str]:
    """Names by date, from a year before *today* to three years after it; on a shared date the first name stays.

    Raises Refused for a rule that is not understood: a holiday that is silently missing moves deadlines.
    """
    first, last = _years(today, -1), _years(today, 3)
    found: dict[date, str] = {}
    for event in events:
        for day in _dates(event, last):
            if day >= first:
                found.setdefault(day, event.name)
    return found


def _dates(event: Event, last: date) -> Iterator[date]:
    rule = dict(part.partition("=")[::2] for part in event.rule.upper().split(";") if part)
    try:
        if not rule.keys() <= _KNOWN:
            raise ValueError(event.rule)
        steps = _steps(event.start, rule["FREQ"], int(rule.get("INTERVAL", 1))) if rule else iter([event.start])
        most = int(rule["COUNT"]) if "COUNT" in rule else None
        until = date.fromisoformat(rule["UNTIL"][:8]) if "UNTIL" in rule else last
    except (ValueError, LookupError):
        raise Refused(f"holiday {event.name}: the rule {event.rule!r} is not understood") from None
    for day in islice(steps, most):
        if day > min(last, until):
            return
        yield day


def _steps(start: date, frequency: str, interval: int) -> Iterator[date]:
    """The dates from *start* on, without end; a month or year that lacks the day is passed over."""
    if interval < 1:
        raise ValueError(interval)
    if frequency in _DAYS:
        return (start + timedelta(n * interval * _DAYS[frequency]) for n in count())
    step = interval * _MONTHS[frequency]
    months = (start.month - 1 + n * step for n in count())
    return (day for month in months if (day := _on(start.year + month // 12, month % 12 + 1, start.day)))


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        if year > 9999:
            raise
        return None


def _years(day: date, years: int) -> date:
    return _on(day.year + years, day.month, day.day) or date(day.year + years, 2, 28)
