"""How lengths, hours, dates, trees and the like are written in a desk file."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from supportterm.config.marked import Items, Node, Problems, Table, Text, did_you_mean
from supportterm.config.typed import ReadsItself
from supportterm.core.moments import DAY, HOUR, MINUTE, parse_age
from supportterm.core.query import QueryError, parse
from supportterm.core.refusal import Refused
from supportterm.core.schedule_hours import DAY_END, WEEKDAYS, Written, clock_words, read_spans

BETWEEN: Final = "::"
"""Between the steps of a path through a tree."""

_SPAN: Final = re.compile(r"\s*([\d:.]+)\s*[-–]\s*([\d:.]+)\s*", re.ASCII)
_LONGEST_RANGE: Final = 400


class Several(tuple[str, ...], ReadsItself):
    """Texts: a list, or one alone."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Several":
        nodes = node.items if isinstance(node, Items) else () if isinstance(node, Text) and node.is_null else (node,)
        for one in nodes:
            if not isinstance(one, Text) or one.is_null:
                problems.error(one.place, f"{name} should be a text, or a list of them like [a, b]")
        return cls(one.value for one in nodes if isinstance(one, Text))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class Length(int, ReadsItself):
    """Milliseconds, written `45m`, `1h30m` or `2d`."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Length":
        try:
            if isinstance(node, Text):
                return cls(parse_age(node.value))
        except ValueError:
            pass
        said = f", not {node.value!r}" if isinstance(node, Text) else ""
        problems.error(node.place, f"{name} should be a length of time like 45m, 1h30m or 4h{said}")
        return cls()

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^(\d+\s*[a-z]+\s*)+$", "examples": ["45m", "1h30m", "4h"]}


def length_words(length: int, *, days: bool = False) -> str:
    """As `Length` reads it; *days*: whole days may be said as such."""
    if days and length and length % DAY == 0:
        return f"{length // DAY}d"
    units = ((HOUR, "h"), (MINUTE, "m"), (1000, "s"))
    pieces = []
    for unit, letter in units:
        if number := length // unit:
            pieces.append(f"{number}{letter}")
        length %= unit
    return "".join(pieces) or "0m"


class Question(str, ReadsItself):
    """A query, whose mistakes are told where they stand."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Question":
        if not isinstance(node, Text):
            problems.error(node.place, f"{name} should be a query like 'is:active tag:billing'; put it in quotes")
            return cls()
        text = "" if node.is_null else node.value
        try:
            parse(text)
        except QueryError as error:
            problems.error(node.at(error.column), f"in the query: {error.words}")
        return cls(text)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"type": "string", "examples": ["is:active tag:billing"]}


class Zone(str, ReadsItself):
    """A time zone."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Zone":
        from zoneinfo import ZoneInfo, available_timezones

        text = node.value if isinstance(node, Text) else ""
        try:
            ZoneInfo(text)
        except (ValueError, OSError, LookupError):
            hint = did_you_mean(text, available_timezones()) or "; write one like Europe/Berlin or UTC"
            problems.error(node.place, f"{text!r} is no time zone{hint}")
        return cls(text)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"type": "string", "examples": ["Europe/Berlin"]}


class Spans(tuple[tuple[str, str], ...], ReadsItself):
    """The hours of a day: `09:00-12:00, 13:00-17:00`, a list of such, or `closed`."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Spans":
        found: list[tuple[str, str]] = []
        for one in node.items if isinstance(node, Items) else (node,):
            if not isinstance(one, Text):
                problems.error(one.place, f"{name} should be hours like 09:00-17:00, or closed")
                continue
            for part in one.value.split(",") if one.value.strip() != "closed" else ():
                span = _SPAN.fullmatch(part)
                if span is None:
                    problems.error(
                        one.place, f"{name} should be hours like 09:00-17:00, or closed; {part!r} is neither"
                    )
                    return cls()
                found.append((span[1], span[2]))
        try:
            return cls((clock_words(start), clock_words(end)) for start, end in read_spans(tuple(found), name))
        except Refused as refused:
            problems.error(node.place, str(refused))
            return cls()

    @classmethod
    def schema(cls) -> dict[str, Any]:
        one = {"type": "string", "pattern": r"^closed$|^[\d:.,\s–-]+$", "examples": ["09:00-12:00, 13:00-17:00"]}
        return {"anyOf": [one, {"type": "array", "items": one}]}


def spans_words(spans: Written) -> str:
    return ", ".join(f"{start}-{end}" for start, end in spans) or "closed"


class Week(dict[str, Written], ReadsItself):
    """Hours by weekday: `mon-fri: 09:00-17:00`, `sat, sun: 10:00-12:00`; or `always`."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Week":
        if isinstance(node, Text) and node.value == "always":
            return cls(dict.fromkeys(WEEKDAYS, (("00:00", clock_words(DAY_END)),)))
        if not isinstance(node, Table):
            problems.error(node.place, f"{name} should hold lines like `mon-fri: 09:00-17:00`, or be the word always")
            return cls()
        week, where = cls(), dict[str, Text]()
        for entry in node.entries:
            spans = Spans.read(entry.value, entry.key.value, problems)
            for day in _weekdays(entry.key, problems):
                if day in where:
                    first = where[day].place.line
                    problems.error(entry.key.place, f"{WEEKDAYS[day]} has hours already, in line {first}")
                where[day] = entry.key
                if spans:
                    week[day] = tuple(spans)
        return cls((day, week[day]) for day in WEEKDAYS if day in week)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        days = "|".join(WEEKDAYS)
        hours = {"type": "object", "patternProperties": {rf"^({days})[\s,a-z-]*$": Spans.schema()}}
        return {"anyOf": [{"const": "always"}, hours | {"additionalProperties": False}]}


def _weekdays(key: Text, problems: Problems) -> Iterator[str]:
    days = tuple(WEEKDAYS)
    for part in key.value.lower().split(","):
        words = [word.strip() for word in part.split("-")]
        ends = [word[:3] for word in words]
        if len(ends) > 2 or not all(w and WEEKDAYS.get(w[:3], "").lower().startswith(w) for w in words):
            hint = did_you_mean(part.strip(), days) or f"; write {', '.join(days)}, or mon-fri"
            problems.error(key.place, f"{part.strip()!r} is no weekday{hint}")
            continue
        start, end = days.index(ends[0]), days.index(ends[-1])
        yield from days[start : end + 1] if start <= end else (*days[start:], *days[: end + 1])


class Dates(dict[str, Written], ReadsItself):
    """Hours by date: `2026-12-24: 09:00-12:00`, `2026-12-27..2026-12-31: closed`."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Dates":
        if isinstance(node, Text) and node.is_null:
            return cls()
        if not isinstance(node, Table):
            problems.error(
                node.place, f"{name} should hold lines like `2026-12-24: 09:00-12:00` or `2026-12-25: closed`"
            )
            return cls()
        found, where = cls(), dict[str, Text]()
        for entry in node.entries:
            spans = tuple(Spans.read(entry.value, entry.key.value, problems))
            for day in _dates(entry.key, problems):
                if day in where:
                    problems.error(entry.key.place, f"{day} is said already, in line {where[day].place.line}")
                where[day] = entry.key
                found[day] = spans
        return cls(sorted(found.items()))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        day = r"\d{4}-\d\d-\d\d"
        keys = {rf"^{day}(\s*\.\.\s*{day})?$": Spans.schema()}
        return {"type": "object", "patternProperties": keys, "additionalProperties": False}


def _dates(key: Text, problems: Problems) -> Iterator[str]:
    first, dots, last = (word.strip() for word in key.value.partition(".."))
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError:
        problems.error(key.place, f"{key.value!r} is no date; write it like 2026-12-24, or 2026-12-24..2026-12-31")
        return
    length = (end - start).days
    if not 0 <= length < _LONGEST_RANGE:
        words = "ends before it begins" if length < 0 else "is more than a year"
        problems.error(key.place, f"{key.value} {words}")
        return
    yield from ((start + timedelta(n)).isoformat() for n in range(length + 1))


class Tree(tuple[str, ...], ReadsItself):
    """Choices: a list, or a tree of tables whose leaves are lists; a leaf is called by its path, `Hardware::Screen`."""

    @classmethod
    def read(cls, node: Node, name: str, problems: Problems) -> "Tree":
        return cls(_leaves(node, (), name, problems))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        return {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "object"}]}


def _leaves(node: Node, path: tuple[str, ...], name: str, problems: Problems) -> Iterator[str]:
    match node:
        case Items(items):
            for item in items:
                yield from _leaves(item, path, name, problems)
        case Table(entries):
            for key, value in entries:
                if isinstance(value, Text) and value.is_null:
                    yield from _leaves(key, path, name, problems)
                else:
                    yield from _leaves(value, (*path, *_step(key, name, problems)), name, problems)
        case Text():
            if not (node.is_null and not path):
                yield BETWEEN.join((*path, *_step(node, name, problems)))


def _step(node: Text, name: str, problems: Problems) -> tuple[str, ...]:
    text = node.value.strip()
    if not text:
        problems.error(node.place, f"one of {name} is empty")
    return (text,)
