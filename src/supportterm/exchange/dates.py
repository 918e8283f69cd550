"""The Date of a mail → milliseconds UTC."""

import re
from datetime import date
from email.utils import parsedate_tz
from typing import Final

_USUAL: Final = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s*)?(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*\.?[\s-]+(\d{4}|\d\d)[\s,]+"
    r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(?:([+-])(\d\d):?(\d\d)|([A-Z]{1,5}))?"
)
_ISO: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(?:([+-])(\d\d):?(\d\d)|(Z|UTC|GMT))?"
)
_CTIME: Final = re.compile(
    r"([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s+(?:([+-])(\d\d)(\d\d)\s+|([A-Z]{3,4})\s+)?(\d{4})"
)
_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTHS_ELSEWHERE: Final = {"mär": 3, "mai": 5, "okt": 10, "dez": 12, "maj": 5, "dec": 12, "ene": 1, "ago": 8}
_ZONES: Final = {
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "CET": 60, "CEST": 120, "MET": 60, "MEST": 120, "EET": 120, "EEST": 180, "BST": 60, "MSK": 180, "JST": 540,
}  # fmt: skip
_EPOCH: Final = date(1970, 1, 1).toordinal()
_LAST_YEAR: Final = 2100


def parse(text: str) -> int | None:
    """The moment in milliseconds; None when there is none in *text*, or none between 1970 and 2100.

    The first moment of 1970 is none: a clock that was never set says so.
    """
    text = text[:200]
    found = _USUAL.match(text.lstrip())
    if found is not None:
        day, month, year, hour, minute, second, sign, zone_h, zone_m, zone = found.groups()
        month_number = _MONTHS.get(month.lower()) or _MONTHS_ELSEWHERE.get(month.lower())
        if month_number:
            offset = _minutes(sign, zone_h, zone_m, zone)
            return _moment(_year(year), month_number, int(day), int(hour), int(minute), int(second or 0), offset)
    found = _ISO.search(text)
    if found is not None:
        year, month, day, hour, minute, second, sign, zone_h, zone_m, zone = found.groups()
        offset = _minutes(sign, zone_h, zone_m, zone)
        return _moment(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), offset)
    try:
        parts = parsedate_tz(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if parts is None:
        return None
    offset = (parts[9] or 0) // 60
    return _moment(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], offset)


def parse_ctime(text: str) -> int | None:
    """The moment of "Thu Jan  1 19:34:00 2004", the form of mbox separators."""
    found = _CTIME.search(text[:200])
    if found is None:
        return parse(text)
    month, day, hour, minute, second, sign, zone_h, zone_m, zone, year = found.groups()
    number = _MONTHS.get(month.lower())
    if number is None:
        return None
    offset = _minutes(sign, zone_h, zone_m, zone)
    return _moment(int(year), number, int(day), int(hour), int(minute), int(second or 0), offset)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _minutes(sign: str | None, hours: str | None, minutes: str | None, zone: str | None) -> int:
    """East of Greenwich. Military letters and unknown names say nothing (RFC 5322, 4.3): UTC."""
    if sign and hours and minutes:
        offset = int(hours) * 60 + int(minutes)
        return offset if sign == "+" else -offset
    return _ZONES.get(zone or "", 0)


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int, offset: int) -> int | None:
    if not 1970 <= year <= _LAST_YEAR or hour > 24 or minute > 59 or second > 60 or abs(offset) > 24 * 60:
        return None
    try:
        days = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    moment = (((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000
    return moment if moment > 0 else None
