"""Days on which a schedule is closed because others say so: public holidays, and whole days of iCal files.

The library of holidays is large and is asked by `desk check`, `plan` and `apply` alone: what it says is stored with
the schedule, so that a newer one moves no deadline.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.core.refusal import Refused
from supportterm.core.schedule_feeds import Event, feed_holidays

_MOST_DAYS: Final = 400
"""A whole-day event that is longer is a mistake, not a holiday."""
_LARGEST: Final = 5_000_000


def public_holidays(code: str, today: date) -> dict[date, str]:
    """Names of the holidays of a country, or a part of it, by date: `DE`, `DE-BY`.

    From the beginning of the year before *today* to the end of the third year after it. Raises Refused.
    """
    import holidays

    country, _, part = code.upper().partition("-")
    years = range(today.year - 1, today.year + 4)
    try:
        return dict(holidays.country_holidays(country, subdiv=part or None, years=years).items())
    except NotImplementedError:
        there = holidays.list_supported_countries()
    if country not in there:
        raise Refused(f"no holidays of {code!r} are known; write a country like DE, or its part like DE-BY")
    near = get_close_matches(part, there[country], 1, 0.5)
    hint = f"did you mean {country}-{near[0]}?" if near else f"there are {', '.join(there[country]) or 'none'}"
    raise Refused(f"{country} has no part {part!r}; {hint}")


def calendar_days(path: Path, today: date) -> dict[date, str]:
    """Names of the whole days in an iCal file, by date. Raises Refused when it can't be read or understood."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise Refused(f"{path} can't be read: {error.strerror or error}") from None
    text = raw.decode("utf-8", "replace")
    if len(raw) > _LARGEST or not text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR"):
        raise Refused(f"{path} is no iCal file")
    found: dict[date, str] = {}
    for event in _events(text):
        for day in feed_holidays([event.first], today):
            for n in range(event.days if day not in event.without else 0):
                found.setdefault(day + timedelta(n), event.first.name)
    return found


class _WholeDays(NamedTuple):
    first: Event
    """Its first day."""
    days: int
    without: set[date]
    """When it would begin and does not take place."""


def _events(text: str) -> Iterator[_WholeDays]:
    fields: dict[str, list[str]] | None = None
    for line in _unfolded(text):
        name, _, value = line.partition(":")
        name, _, parameters = name.upper().partition(";")
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            fields = {}
        elif (name, value.upper()) == ("END", "VEVENT"):
            if fields is not None and (event := _event(fields)) is not None:
                yield event
            fields = None
        elif fields is not None:
            whole_day = "VALUE=DATE" in parameters.split(";") or len(value) == 8
            fields.setdefault(name if whole_day or name not in ("DTSTART", "DTEND") else f"{name} TIMED", []).append(
                value
            )


def _event(fields: dict[str, list[str]]) -> _WholeDays | None:
    """None for what is no whole day or does not take place."""
    cancelled = fields.get("STATUS", [""])[0].upper() == "CANCELLED"
    if cancelled or "DTSTART" not in fields:
        return None
    name = _unescaped(fields.get("SUMMARY", ["closed"])[0])
    start = _date(fields["DTSTART"][0], name)
    end = _date(fields["DTEND"][0], name) if "DTEND" in fields else start + timedelta(1)
    length = max((end - start).days, 1)
    if length > _MOST_DAYS:
        raise Refused(f"holiday {name}: it is more than a year long")
    rule = fields.get("RRULE", [""])[0]
    without = {_date(day, name) for line in fields.get("EXDATE", ()) for day in line.split(",")}
    return _WholeDays(Event(name, start, rule), length, without)


def _unfolded(text: str) -> Iterator[str]:
    whole = ""
    for line in text.lstrip("\ufeff").splitlines():
        if line[:1] in (" ", "\t"):
            whole += line[1:]
            continue
        yield whole
        whole = line
    yield whole


def _unescaped(text: str) -> str:
    return text.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").replace("\\N", " ").strip()


def _date(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:8])
    except ValueError:
        raise Refused(f"holiday {name}: {text!r} is no date") from None
