"""Times as people write them, and as they read them.

Moments are milliseconds since 1970 in UTC; ages are lengths in milliseconds. A zone of None is the machine's.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
MONTH: Final = 30 * DAY
YEAR: Final = 365 * DAY

UNDERSTOOD: Final = "20m, 2h30m, 3d, 17:00, tomorrow 9am, fri 17:00, next week, 24 dec or 2026-12-24 10:00"

_UNITS: Final = {
    **dict.fromkeys(["s", "sec", "secs", "second", "seconds"], SECOND),
    **dict.fromkeys(["m", "min", "mins", "minute", "minutes"], MINUTE),
    **dict.fromkeys(["h", "hr", "hrs", "hour", "hours"], HOUR),
    **dict.fromkeys(["d", "day", "days"], DAY),
    **dict.fromkeys(["w", "wk", "week", "weeks"], WEEK),
    **dict.fromkeys(["mo", "month", "months"], MONTH),
    **dict.fromkeys(["y", "yr", "year", "years"], YEAR),
}
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_CLOCK_WORDS: Final = {
    "morning": time(9),
    "noon": time(12),
    "afternoon": time(14),
    "eod": time(17),
    "evening": time(18),
    "tonight": time(20),
}
_MORNING: Final = time(9)
"""When a day begins for who names no hour."""

_PIECE: Final = re.compile(r"(\d{1,9})\s*([a-z]+)\s*", re.ASCII)
_CLOCK: Final = re.compile(r"(?:(\d{1,2})[:.](\d\d)|(\d{1,2}))\s*(am|pm)?", re.ASCII)
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", re.ASCII)


def parse_age(text: str) -> int:
    """The length `7d`, `2h30m` or `90 minutes` stands for. A month is 30 days, a year 365. Raises ValueError."""
    pieces = _pieces(text.strip().lower())
    if not pieces:
        raise ValueError(f"{text!r} is not a length of time; write it like 30m, 2h30m, 7d or 2w")
    return sum(number * unit for number, unit in pieces)


def parse_moment(text: str, now: int, zone: tzinfo | None = None) -> int:
    """The moment that *text* names, seen from *now*.

    A day without an hour is nine in the morning; an hour or a weekday alone is the next one to come. Days, weeks
    and months keep the clock's time over a change of summer time. Raises ValueError that says what is understood.
    """
    words = text.strip().lower()
    try:
        found = _moment(words, _local(now, zone), zone)
        if found is not None:
            return found
    except (ValueError, OverflowError, OSError):
        pass
    raise ValueError(f"{text!r} is not a time; write it like {UNDERSTOOD}")


def parse_past(text: str, now: int, zone: tzinfo | None = None) -> int:
    """The moment behind us that *text* names: `2h`, `3d ago`, `14:05`, `yesterday 9am`, `fri 17:00`, `2026-03-24`.

    What `parse_moment` would find ahead is the last such one: an hour alone is today's or yesterday's, a weekday the
    one that was, a date without a year this year's or last year's; today's morning, before it has come, is midnight.
    Raises ValueError.
    """
    words = text.strip().lower().removesuffix(" ago")
    if pieces := _pieces(words):
        back = [(-number, unit) for number, unit in pieces]
        return _ms(_later(_local(now, zone), back, zone))
    found = parse_moment(words, now, zone)
    if found <= now:
        return found
    when, today = _local(found, zone), _local(now, zone).date()
    first = words.split()[0]
    if _date(words, today) == today:  # before nine: what there is of it began at midnight
        return _ms(_at(today, time(0), zone))
    if _clock(words) is not None:
        day = when.date() - timedelta(1)
    elif _index(first, _WEEKDAYS) is not None:
        day = when.date() - timedelta(7)
    elif (when.month, when.day) != (2, 29) and not re.search(r"\d{4}|today|tomorrow|tmr|tom\b|next", words, re.ASCII):
        day = when.date().replace(year=when.year - 1)
    else:
        raise ValueError(f"{text!r} is still to come")
    return _ms(_at(day, when.time(), zone))


def _moment(words: str, now: datetime, zone: tzinfo | None) -> int | None:
    if words == "now":
        return _ms(now)
    if pieces := _pieces(words.removeprefix("in ").strip()):
        return _ms(_later(now, pieces, zone))
    if _ISO_DATE.match(words) and (exact := _exact(words)) is not None:
        return _ms(exact if exact.tzinfo else _at(exact.date(), exact.time(), zone))
    clock = _clock(words)
    if clock is not None:
        return _next_clock(now, clock, zone)
    return _day_and_clock(words, now, zone)


def _pieces(words: str) -> list[tuple[int, int]]:
    """`2h30m` as numbers and units in milliseconds; empty when it is anything else."""
    pieces = list(_PIECE.finditer(words))
    if "".join(p[0] for p in pieces) != words or any(p[2] not in _UNITS for p in pieces):
        return []
    return [(int(p[1]), _UNITS[p[2]]) for p in pieces]


def _later(now: datetime, pieces: list[tuple[int, int]], zone: tzinfo | None) -> datetime:
    """Days and longer go by the calendar, hours and shorter by the stopwatch."""
    days = sum(number * unit // DAY for number, unit in pieces if unit >= DAY)
    exact = sum(number * unit for number, unit in pieces if unit < DAY)
    moment = _at(now.date() + timedelta(days), now.time(), zone) if days else now
    return moment.astimezone(UTC) + timedelta(milliseconds=exact)


def _exact(words: str) -> datetime | None:
    """An ISO date with a time."""
    try:
        return datetime.fromisoformat(words.upper()) if len(words) > 10 else None
    except ValueError:
        return None


def _clock(words: str) -> time | None:
    """`9am`, `17:00`, `at 9`, `noon`; None for anything else."""
    words = words.removeprefix("at ").strip()
    if words in _CLOCK_WORDS:
        return _CLOCK_WORDS[words]
    if words == "midnight":
        return time(0)
    found = _CLOCK.fullmatch(words)
    if found is None:
        return None
    hour, minute, half = int(found[1] or found[3]), int(found[2] or 0), found[4]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _next_clock(now: datetime, clock: time, zone: tzinfo | None) -> int:
    today = _ms(_at(now.date(), clock, zone))
    return today if today > _ms(now) else _ms(_at(now.date() + timedelta(1), clock, zone))


def _day_and_clock(words: str, now: datetime, zone: tzinfo | None) -> int | None:
    """A day, with or without an hour after it."""
    parts = words.split()
    for n in range(len(parts), 0, -1):
        clock = _clock(" ".join(parts[n:])) if parts[n:] else _MORNING
        if clock is None:
            continue
        day = " ".join(parts[:n])
        weekday = _index(day.removeprefix("next "), _WEEKDAYS)
        if weekday is not None:
            return _next_weekday(now, weekday, clock, zone, after_today=day.startswith("next "))
        found = _date(day, now.date())
        if found is not None:
            return _ms(_at(found, clock, zone))
    return None


def _next_weekday(now: datetime, weekday: int, clock: time, zone: tzinfo | None, *, after_today: bool) -> int:
    ahead = (weekday - now.weekday()) % 7
    moment = _ms(_at(now.date() + timedelta(ahead), clock, zone))
    if ahead == 0 and (after_today or moment <= _ms(now)):
        return _ms(_at(now.date() + timedelta(7), clock, zone))
    return moment


def _date(words: str, today: date) -> date | None:
    match words:
        case "today":
            return today
        case "tomorrow" | "tmr" | "tom":
            return today + timedelta(1)
        case "yesterday":
            return today - timedelta(1)
        case "next week":
            return today + timedelta(7 - today.weekday())
        case "next month":
            return (today.replace(day=1) + timedelta(32)).replace(day=1)
        case "next year":
            return date(today.year + 1, 1, 1)
    if iso := _ISO_DATE.fullmatch(words):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED_DATE.fullmatch(words):
        return _in_year(int(dotted[1]), int(dotted[2]), dotted[3], today)
    return _spelled(words.replace(",", "").split(), today)


def _spelled(parts: list[str], today: date) -> date | None:
    """`24 dec`, `dec 24`, `24 december 2026`."""
    if len(parts) not in (2, 3) or (len(parts) == 3 and not re.fullmatch(r"\d{4}", parts[2], re.ASCII)):
        return None
    for day, month in (parts[:2], parts[1::-1]):
        number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?", day, re.ASCII)
        index = _index(month, _MONTHS)
        if number and index is not None:
            return _in_year(int(number[1]), index + 1, parts[2] if len(parts) == 3 else None, today)
    return None


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    """The date in *year*, or the next one to come."""
    if year:
        return date(int(year), month, day)
    for candidate in range(today.year, today.year + 9):  # the 29th of February may be eight years off
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError("no such day")


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """Which of *names* begins with *word*, of which three letters are enough."""
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(names) if name.lower().startswith(word)), None)


def age_words(age: int) -> str:
    """A length for a column, at most six wide: `now`, `3m`, `2h`, `5d`, `9w`, `3y`."""
    for unit, letter, limit in ((MINUTE, "m", HOUR), (HOUR, "h", DAY), (DAY, "d", 2 * WEEK), (WEEK, "w", YEAR)):
        if age < unit:
            return "now"
        if age < limit:
            return f"{age // unit}{letter}"
    return f"{min(age // YEAR, 99_999)}y"


def ago_words(age: int) -> str:
    """`just now`, `3m ago`."""
    words = age_words(age)
    return "just now" if words == "now" else f"{words} ago"


def length_words(length: int) -> str:
    """How long something will take, for a sentence: `less than a minute`, `about 40 minutes`, `about 3 hours`."""
    for unit, word in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if length >= 1.5 * unit or (word == "minute" and length >= unit):
            number = round(length / unit)
            return f"about {number} {word}{'s' * (number != 1)}"
    return "less than a minute"


def moment_words(moment: int, now: int, zone: tzinfo | None = None) -> str:
    """A moment for people: `14:05`, `yesterday 14:05`, `Fri 14:05`, `14 Mar 14:05`, `14 Mar 2004 14:05`."""
    try:
        when, today = _local(moment, zone), _local(now, zone).date()
    except (ValueError, OverflowError, OSError):
        return "an unknown time"
    clock = f"{when.hour:02}:{when.minute:02}"
    days = (when.date() - today).days
    near = {-1: "yesterday ", 0: "", 1: "tomorrow "}
    if days in near:
        return near[days] + clock
    if -7 < days < 7:
        return f"{_WEEKDAYS[when.weekday()][:3]} {clock}"
    year = "" if when.year == today.year else f" {when.year}"
    return f"{when.day} {_MONTHS[when.month - 1][:3]}{year} {clock}"


def day_words(when: date, today: date) -> str:
    """A day for people, at most eleven wide: `today`, `yesterday`, `Friday`, `14 Mar`, `14 Mar 2004`."""
    days = (when - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in near:
        return near[days]
    if -7 < days < 7:
        return _WEEKDAYS[when.weekday()]
    return f"{when.day} {_MONTHS[when.month - 1][:3]}{'' if when.year == today.year else f' {when.year}'}"


def day_of(moment: int, zone: tzinfo | None = None) -> date | None:
    """The day of a moment; None for one that no calendar has."""
    try:
        return _local(moment, zone).date()
    except (ValueError, OverflowError, OSError):
        return None


def _local(moment: int, zone: tzinfo | None) -> datetime:
    whole, rest = divmod(moment, 1_000)
    return datetime.fromtimestamp(whole, UTC).astimezone(zone) + timedelta(milliseconds=rest)


def _at(day: date, clock: time, zone: tzinfo | None) -> datetime:
    """That time on the clock of *zone*; one that summer time skips is an hour on."""
    naive = datetime.combine(day, clock)
    return naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()


def _ms(moment: datetime) -> int:
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return delta // timedelta(milliseconds=1)
