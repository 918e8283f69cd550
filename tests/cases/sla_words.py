"""How cases of business time and SLA write moments, calendars and statuses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from supportterm.core.schedule import Schedule
from supportterm.core.schedule_hours import Hours
from supportterm.core.terms import Status

Answer = dict[str, Any]
Calendars = Mapping[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STATUSES = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "pending": Status.PENDING,
    "replied": Status.PENDING,
    "paused": Status.ON_HOLD,
    "on_hold": Status.ON_HOLD,
    "resolved": Status.SOLVED,
    "solved": Status.SOLVED,
    "closed": Status.CLOSED,
}


def ms(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(milliseconds=1)


def iso(moment: int | None) -> str | None:
    return None if moment is None else (EPOCH + timedelta(milliseconds=moment)).strftime("%Y-%m-%dT%H:%M:%SZ")


def schedule_of(calendar: Any, calendars: Calendars) -> Schedule:
    given = calendars[calendar] if isinstance(calendar, str) else calendar
    written = {
        part: {day: tuple((start, end) for start, end in spans) for day, spans in given.get(part, {}).items()}
        for part in ("hours", "shifts", "breaks")
    }
    holidays = tuple(given.get("holidays", ()))
    return Schedule(Hours(given.get("tz", "UTC"), written["hours"], written["shifts"], written["breaks"], holidays))
