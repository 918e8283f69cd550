"""What happened names people, tickets and messages by number: by those of the desk where it happened."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from supportterm.core.nouns import Value
from supportterm.core.operations import (
    Absorb,
    AnyPayload,
    Called,
    Delivered,
    Edited,
    Known,
    LinkArticle,
    LinkTicket,
    MergeInto,
    Observed,
    Set,
    SplitFrom,
    SplitOff,
    Surveyed,
)
from supportterm.core.refusal import Refused

AboutTickets = MergeInto | Absorb | LinkTicket | SplitOff | SplitFrom
"""They name another ticket, which may come later."""


class Numbers(msgspec.Struct):
    """Numbers there → numbers here. Messages are those of one ticket."""

    people: dict[int, int] = msgspec.field(default_factory=dict)
    organizations: dict[int, int] = msgspec.field(default_factory=dict)
    articles: dict[int, int] = msgspec.field(default_factory=dict)
    tickets: dict[int, int] = msgspec.field(default_factory=dict)
    messages: dict[int, int] = msgspec.field(default_factory=dict)


def values_in(payload: AnyPayload) -> Mapping[str, Value]:
    """The fields that a payload gives a ticket."""
    match payload:
        case Set(field, value):
            return {field: value}
        case Observed():
            return payload.values
    return {}


def other_ticket(payload: AboutTickets) -> int:
    """The ticket that it names, by its number there."""
    match payload:
        case MergeInto(target):
            return target
        case Absorb(source):
            return source
        case SplitOff(into):
            return into
    return payload.ticket


def renumbered(payload: Known, numbers: Numbers) -> Known:
    """*payload* with numbers of here. Raises Refused when it names somebody or something that is not here."""
    match payload:
        case LinkArticle(article):
            return replace(payload, article=_here(numbers.articles, article, "article"))
        case Set("requester" | "organization" as field, value):
            return Set(field, _value(field, value, numbers))
        case Observed(values=values):
            here = {field: _value(field, value, numbers) for field, value in values.items()}
            return replace(payload, values=here, number=None)
        case Called(message) | Delivered(message) | Edited(message) | Surveyed(message=message) if message:
            return replace(payload, message=_here(numbers.messages, message, "message"))
        case SplitOff(into, messages):
            kept = tuple(numbers.messages[m] for m in messages if m in numbers.messages)
            return SplitOff(into, kept)
    return payload


def about_here(payload: AboutTickets, ticket: int) -> AboutTickets:
    """*payload* with the number that the other *ticket* has here."""
    match payload:
        case MergeInto():
            return MergeInto(ticket)
        case Absorb():
            return Absorb(ticket)
        case SplitOff():
            return replace(payload, into=ticket)
    return replace(payload, ticket=ticket)


def _value(field: str, value: Value, numbers: Numbers) -> Value:
    known = {"requester": numbers.people, "organization": numbers.organizations}.get(field)
    return value if known is None or value is None else _here(known, value, field)


def _here(known: Mapping[int, int], number: object, what: str) -> int:
    found = known.get(number) if isinstance(number, int) else None
    if found is None:
        raise Refused(f"it names {what} {number}, which does not stand before it")
    return found
