"""Completions within a query: names of fields, and what can stand for their values on this desk."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from supportterm.core.query.completing import Typed, at_end, written
from supportterm.core.query.fields import CUSTOM_PREFIX, FIELDS, HAS, IS

if TYPE_CHECKING:
    from supportterm.commands.call import Call

LIMIT: Final = 20
_TIMES: Final = ("today", "yesterday", "<2h", "<7d", ">7d", "<30d")

Word = tuple[str, str]
"""What may stand there, and a word about it."""


def query_words(text: str, call: "Call") -> tuple[int, list[Word]]:
    """What the end of *text* may go on as, and where that begins. A name ends with its colon."""
    typed = at_end(text)
    if typed is None:
        return len(text), []
    if typed.field is None:
        return typed.start, list(_names(typed.prefix, call)) if typed.prefix else []
    low = typed.prefix.lower()
    found = (
        (value if typed.field.completer == "time" else written(value), note)
        for value, note in _values(typed, call)
        if value.lower().startswith(low) or typed.field.kind in ("person", "organization")
    )
    return typed.start, list(islice(dict(found).items(), LIMIT))


def _names(prefix: str, call: "Call") -> Iterator[Word]:
    low = prefix.lower()
    for field in FIELDS.values():
        for name in (field.name, *field.aliases):
            if name.startswith(low):
                yield f"{name}:", field.doc.partition(";")[0].partition(". ")[0]
    if low.startswith(CUSTOM_PREFIX[:2]):
        for own in call.desk.fields():
            name = f"{CUSTOM_PREFIX}{own.name}"
            if name.startswith(low):
                yield f"{name}:", own.title


def _values(typed: Typed, call: "Call") -> Iterable[Word]:
    assert typed.field is not None
    yield from _own_values(typed, typed.prefix, call)
    yield from ((choice, {**IS, **HAS}.get(choice, "")) for choice in typed.field.choices)
    if typed.field.none:
        yield "none", "no such thing"


def _own_values(typed: Typed, prefix: str, call: "Call") -> Iterable[Word]:
    """Those that this desk knows."""
    desk = call.desk
    match typed.field and typed.field.completer:
        case "agent":
            return (("me", "you"), *((agent.handle, agent.name) for agent in desk.agents()))
        case "team":
            return (("me", "one of yours"), *((team.handle, f"{team.name}, tier {team.tier}") for team in desk.teams()))
        case "tag":
            return ((tag, "") for tag in desk.tags(prefix, limit=LIMIT))
        case "person":
            return ((person.email or person.name, person.name) for person in desk.people(prefix, limit=LIMIT))
        case "organization":
            there = desk.organizations(prefix, limit=LIMIT) if prefix else ()
            return ((house.name, house.domain) for house in there)
        case "connection":
            return ((connected.name, connected.title) for connected in desk.connections())
        case "time":
            return ((words, "") for words in _TIMES)
        case "field":
            own = next((f for f in desk.fields() if f"{CUSTOM_PREFIX}{f.name}" == typed.name), None)
            return ((choice, "") for choice in (own.choices if own is not None else ()))
    return ()
