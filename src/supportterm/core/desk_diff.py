"""What an apply would change, for people: each definition that comes, goes or becomes another, field by field."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any, Final, Literal, NamedTuple

from supportterm.core.definitions import nouns
from supportterm.core.desk_plan import shared
from supportterm.core.directory import Definitions
from supportterm.core.operations import What
from supportterm.core.schedule_hours import Written
from supportterm.core.schedule_versions import Timetable, newest
from supportterm.core.sla_explain import length_words
from supportterm.core.sla_policy import Policy
from supportterm.core.surveys import Survey
from supportterm.core.terms import Priority, Status

KINDS: Final[tuple[What, ...]] = (
    "desk", "agent", "team", "schedule", "policy", "route", "rule", "macro", "view", "field", "survey", "incoming",
    "webhook", "setting",
)  # fmt: skip
"""What a desk file declares, in the order in which it is told."""

_MOST: Final = 6
"""So many of a list that came or went are named."""


class Difference(NamedTuple):
    what: str
    """A kind of definition, or `organization`."""
    name: str
    how: Literal["add", "change", "remove", "order"]
    fields: tuple[tuple[str, str, str], ...] = ()
    """Name, what it was and what it will be, in words; empty where there is nothing."""


def differences(before: Definitions, after: Definitions, names: Mapping[int, str]) -> Iterator[Difference]:
    """What is otherwise in *after*. *names*: what organizations are called, by number."""
    for what in KINDS:
        have, want = _named(before, what), _named(after, what)
        for name, noun in want.items():
            was, will = _flat(have[name], names) if name in have else {}, _flat(noun, names)
            changed = tuple((f, was.get(f, ""), will.get(f, "")) for f in {**will, **was} if was.get(f) != will.get(f))
            if name not in have:
                yield Difference(what, name, "add", changed)
            elif changed:
                yield Difference(what, name, "change", changed)
        for name in have:
            if name not in want:
                yield Difference(what, name, "remove")
        if what not in ("agent", "team", "schedule") and (order := _order(list(have), list(want))):
            yield Difference(what, "", "order", (("order", *order),))


def told(difference: Difference) -> Iterator[str]:
    """Lines for people."""
    what, name, how, fields = difference
    sign = {"add": "+", "change": "~", "remove": "-", "order": "~"}[how]
    if what == "desk":
        name = "itself"
    yield f"{sign} {what} {name}" if name else f"{sign} {what}: in another order"
    for field, was, will in fields:
        if field == "holidays":
            yield f"    {field}: {_days(was.split(), will.split())}"
        elif "\n" in was or "\n" in will:
            yield f"    {field}:"
            lines = list(unified_diff(was.splitlines(), will.splitlines(), lineterm="", n=1))[2:]
            yield from (f"      {line}" for line in lines if not line.startswith("@@"))
        elif how == "add":
            yield f"    {field}: {will}"
        else:
            yield f"    {field}: {was or '–'} → {will or '–'}"


def _days(was: list[str], will: list[str]) -> str:
    """Which days come and go, the first few by their dates."""
    words = []
    for sign, days in (("+", [d for d in will if d not in was]), ("−", [d for d in was if d not in will])):
        if days:
            more = f" and {len(days) - _MOST} more, the last {days[-1]}" if len(days) > _MOST else ""
            words.append(f"{sign} {', '.join(days[:_MOST])}{more}")
    return "; ".join(words)


def _named(definitions: Definitions, what: What) -> dict[str, Any]:
    found = nouns(definitions, what)
    return dict(newest(found.values())) if what == "schedule" else shared(found)


def _order(have: list[str], want: list[str]) -> tuple[str, str] | None:
    """How those that stay stood, and how they will stand."""
    was, will = [n for n in have if n in want], [n for n in want if n in have]
    return (", ".join(was), ", ".join(will)) if was != will else None


def _flat(noun: Any, names: Mapping[int, str]) -> dict[str, str]:
    """Fields in words; what is empty is left out."""
    match noun:
        case Policy():
            found = dict(_policy(noun, names))
        case Timetable():
            found = dict(_timetable(noun))
        case Survey():
            lengths = {"after": _age(noun.after), "again": _age(noun.again)}
            found = {field: lengths.get(field) or _words(getattr(noun, field)) for field in noun.__struct_fields__[1:]}
        case _:
            key, *fields = noun.__struct_fields__
            found = {field: _words(getattr(noun, field)) for field in fields}
            for shown in ("name", "title"):
                if found.get(shown) == getattr(noun, key):
                    del found[shown]
    return {field: words for field, words in found.items() if words}


def _age(length: int) -> str:
    return length_words(length) if length else ""


def _words(value: object) -> str:
    match value:
        case True:
            return "yes"
        case False | None | 0 | "":
            return ""
        case tuple() | list():
            many = [str(v) for v in value]
            return "\n".join(many) if any(" " in v for v in many) and len(many) > 1 else ", ".join(many)
        case dict():
            return ", ".join(f"{name}: {said}" for name, said in value.items())
        case str():
            return value.strip()
    return str(value)


def _policy(policy: Policy, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    when = policy.when
    yield "version", str(policy.version)
    yield "schedule", policy.schedule
    yield "for priority", ", ".join(p.word for p in when.priorities)
    yield "for segment", ", ".join(when.segments)
    yield "for organization", ", ".join(names.get(n, f"number {n}") for n in when.organizations)
    yield "for tag", ", ".join(when.tags)
    yield "for channel", ", ".join(when.channels)
    for promise in policy.promises:
        what = promise.metric.words
        lengths = (f"{p.word} {length_words(promise.lengths[p])}" for p in reversed(Priority) if p in promise.lengths)
        yield what, ", ".join(lengths) + (" day and night" if promise.calendar else "")
        if promise.pauses is not None:
            yield f"{what} stands still in", ", ".join(Status(s).word for s in promise.pauses) or "no status"
        yield f"{what} is warned of", length_words(promise.warn) + " before" if promise.warn else ""


def _timetable(timetable: Timetable) -> Iterator[tuple[str, str]]:
    yield "version", str(timetable.version)
    yield "zone", timetable.zone
    for day, spans in timetable.week.items():
        yield day, _spans(spans)
    yield "countries", ", ".join(timetable.countries)
    yield "holidays", "\n".join(timetable.holidays)
    for day, spans in timetable.dates.items():
        yield day, _spans(spans)
    for day, spans in timetable.breaks.items():
        yield f"{day} break", _spans(spans)


def _spans(spans: Written) -> str:
    return ", ".join(f"{start}–{end}" for start, end in spans) or "closed"
