"""What people say to `connect`, read: each wrong answer names its setting. Shared by all backends."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from supportterm.backends.errors import Invalid
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Priority, Status

_DAY: Final = 86_400_000
_UNITS: Final = {"day": _DAY, "week": 7 * _DAY, "month": 31 * _DAY, "year": 366 * _DAY}
_AGE: Final = re.compile(r"[1-9][0-9]{0,3} (?:day|week|month|year)s?")
_PAIR: Final = re.compile(r"\s*([^=,]+?)\s*=\s*([^\s,=]+)\s*(?:,|\s|$)")

T = TypeVar("T")


def wrong(setting: str, wanted: str) -> Invalid:
    return Invalid(f"{setting}: {wanted}", {setting: wanted})


def words(settings: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Names with commas between."""
    return tuple(part.strip() for part in settings.get(name, "").split(",") if part.strip())


def seconds(settings: Mapping[str, str], name: str, default: float, *, least: int = 1) -> float:
    text = settings.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= 86_400:
        raise wrong(name, f"whole seconds, from {least} to a day's 86400")
    return float(text)


def age(settings: Mapping[str, str], name: str) -> str:
    """`90 days`, or nothing for everything."""
    text = settings.get(name, "").strip().lower()
    if text and not _AGE.fullmatch(text):
        raise wrong(name, "a time like `90 days`, or nothing for everything")
    return text


def milliseconds(age: str) -> int:
    """Of what `age` answered."""
    number, _, unit = age.partition(" ")
    return int(number) * _UNITS[unit.rstrip("s")]


def statuses(settings: Mapping[str, str], usual: Mapping[str, Status]) -> dict[str, Status]:
    """`waiting=pending In Progress=open`, lower case; what is told comes before what is usual."""
    example = f"pairs like `stalled=pending`, with one of {', '.join(STATUS_BY_WORD)}"
    return _meanings(settings, "statuses", usual, STATUS_BY_WORD, example)


def priorities(settings: Mapping[str, str], usual: Mapping[str, Priority]) -> dict[str, Priority]:
    example = f"pairs like `immediate=urgent`, with one of {', '.join(PRIORITY_BY_WORD)}"
    return _meanings(settings, "priorities", usual, PRIORITY_BY_WORD, example)


def _meanings(
    settings: Mapping[str, str], name: str, usual: Mapping[str, T], known: Mapping[str, T], example: str
) -> dict[str, T]:
    text = settings.get(name, "").strip()
    told: dict[str, T] = {}
    place = 0
    while place < len(text):
        pair = _PAIR.match(text, place)
        if pair is None or pair[2].lower() not in known:
            raise wrong(name, example)
        told[pair[1].lower()] = known[pair[2].lower()]
        place = pair.end()
    return told | {word: meant for word, meant in usual.items() if word not in told}
