"""Ages and dates in queries → bounds in milliseconds."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from supportterm.core.query.tree import Value

_UNITS: Final = {
    "s": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    "mo": 2_592_000_000, "y": 31_536_000_000,
}  # fmt: skip
_AGE = re.compile(r"(?:\d{1,7}(?:\.\d{1,3})?(?:min|mo|[smhdwy]))+")
_PART = re.compile(r"([\d.]+)(min|mo|[smhdwy])")
_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)(?:t(\d\d?):(\d\d))?)?)?")
_DAYS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_LONGEST_AGE: Final = 1000 * _UNITS["y"]
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999


class Bounds(NamedTuple):
    """From *low* on and before *high*, in milliseconds; None is unbounded."""

    low: int | None
    high: int | None

    def hold(self, at: int | None) -> bool:
        return at is not None and (self.low is None or at >= self.low) and (self.high is None or at < self.high)


@lru_cache(maxsize=1024)
def age(text: str) -> int | None:
    """`2h`, `1d12h` → milliseconds; None when it is no age."""
    if not _AGE.fullmatch(text):
        return None
    return min(int(sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))), _LONGEST_AGE)


def check(value: Value) -> None:
    """Raises ValueError, a sentence, when *value* is no time."""
    bounds(value, 0, UTC, ahead=False)


def bounds(value: Value, now: int, zone: tzinfo | None, *, ahead: bool) -> Bounds:
    """What *value* means at the moment *now* in *zone*. An age counts back, or forward when *ahead*.

    `>7d` is *older* than seven days, and *later* than in seven days when ahead; `>2026-01-31` is after that day.
    """
    return bounds_of(value, ahead=ahead)(now, zone)


def bounds_of(value: Value, *, ahead: bool) -> Callable[[int, tzinfo | None], Bounds]:
    """`bounds` of a value that is asked for at many moments."""
    if value.op == "..":
        return lambda now, zone: _range(value.text, now, zone or UTC, ahead)
    length = age(value.text)
    if length is None:
        return lambda now, zone: _dated(value, now, zone or UTC)
    shift = length if ahead else -length
    near, or_equal = value.op in ("", "<", "<="), value.op.endswith("=")
    if near == ahead:
        return lambda now, zone: Bounds(None, now + shift + or_equal)
    return lambda now, zone: Bounds(now + shift + (not or_equal), None)


def _dated(value: Value, now: int, zone: tzinfo) -> Bounds:
    start, end = _interval(value.text, now, zone)
    by_sign = {"<": (None, start), "<=": (None, end), ">": (end, None), ">=": (start, None)}
    return Bounds(*by_sign.get(value.op, (start, end)))


def _range(text: str, now: int, zone: tzinfo, ahead: bool) -> Bounds:
    first, _, last = text.partition("..")
    spans: list[tuple[int, int]] = []
    for side in (first, last):
        length = age(side)
        if length is not None:
            if not (first and last):
                raise ValueError(f"a range of ages needs both ends; for one write >{side} or <{side}")
            point = now + length if ahead else now - length
            spans.append((point, point + 1))
        elif side:
            spans.append(_interval(side, now, zone))
    if not spans:
        raise ValueError(".. needs a date on one side at least")
    return Bounds(min(s for s, _ in spans) if first else None, max(e for _, e in spans) if last else None)


def _interval(text: str, now: int, zone: tzinfo) -> tuple[int, int]:
    """First millisecond of a minute, day, month or year, and the first one after it."""
    if text == "now":
        return now, now + 1
    if text in _DAYS:
        day = datetime.fromtimestamp(now / 1000, zone) + timedelta(days=_DAYS[text])
        return _span(day.replace(hour=0, minute=0, second=0, microsecond=0), "day")
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no age and no date")
    year, month, day_of_month, hour, minute = (int(part) if part else None for part in found.groups())
    if not FIRST_YEAR <= (year or 0) <= LAST_YEAR:
        raise ValueError(f"the year must be between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        start = datetime(year or 0, month or 1, day_of_month or 1, hour or 0, minute or 0, tzinfo=zone)
    except ValueError as error:
        raise ValueError(f"there is no {text}") from error
    return _span(start, "minute" if hour is not None else "day" if day_of_month else "month" if month else "year")


def _span(start: datetime, unit: str) -> tuple[int, int]:
    if unit == "year":
        end = start.replace(year=start.year + 1)
    elif unit == "month":
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    else:
        # On the wall clock, so that a day of 23 or 25 hours is still one day.
        end = start + (timedelta(days=1) if unit == "day" else timedelta(minutes=1))
    return _ms(start), _ms(end)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
