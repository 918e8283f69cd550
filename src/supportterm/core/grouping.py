"""Lists put together by what tickets have in common: the groups there are, in order, and which a ticket is in. Pure."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final, NamedTuple, Protocol

from supportterm.core.moments import day_words
from supportterm.core.orders import Order
from supportterm.core.terms import CHANNELS, Priority, Status

NONE: Final = "none"
OTHER: Final = "other"


class Row(Protocol):
    """What a list knows of a ticket, as far as it is grouped by that."""

    @property
    def status(self) -> int: ...
    @property
    def priority(self) -> int: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def team(self) -> str | None: ...
    @property
    def tier(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def created_at(self) -> int: ...
    @property
    def updated_at(self) -> int: ...
    @property
    def due_at(self) -> int | None: ...


class Group(NamedTuple):
    """A part of a list: the *query* that tells it from the others, in the query language."""

    word: str
    query: str


def groups(by: str, *, me: str, agents: Sequence[str], teams: Sequence[str]) -> tuple[Group, ...]:
    """The parts of a list grouped *by*, in order; together they hold every ticket, none twice. Empty: it is one part.

    A list by day is in the order of its time, and so in its groups already.
    """
    match by:
        case "status":
            return tuple(Group(status.word, f"status:{status.word}") for status in Status)
        case "priority":
            return tuple(Group(urgency.word, f"priority:{urgency.word}") for urgency in reversed(Priority))
        case "tier":
            return (*_of("tier", ("3", "2", "1")), Group(OTHER, "-tier:1..3"))
        case "channel":
            return _parted("channel", CHANNELS, none=False)
        case "assignee":
            return _parted("assignee", tuple(dict.fromkeys((*([me] if me else []), *agents))))
        case "team":
            return _parted("team", teams)
    return ()


def _of(field: str, words: Sequence[str]) -> tuple[Group, ...]:
    return tuple(Group(word, f"{field}:{word}") for word in words)


def _parted(field: str, words: Sequence[str], *, none: bool = True) -> tuple[Group, ...]:
    """A part for each of *words*, for what has none, and for what has another."""
    there = (*words, *([NONE] if none else []))
    return (*_of(field, there), Group(OTHER, f"-{field}:{','.join(there)}" if there else ""))


def word_of(row: Row, by: str) -> str:
    """The group that *row* is in, by its own word, whether or not it is among `groups`."""
    match by:
        case "status":
            return Status(row.status).word
        case "priority":
            return Priority(row.priority).word
        case "tier":
            return str(row.tier)
        case "channel":
            return row.channel
        case "assignee":
            return row.assignee or NONE
        case _:
            return row.team or NONE


def group_words(row: Row, by: str, order: Order, now: int, zone: tzinfo | None = None) -> str:
    """How the group that *row* is in is called on the screen; of a list by day the day of its order's time."""
    if by == "day":
        moment = (
            row.created_at if order.column == "created" else row.due_at if order.column == "due" else row.updated_at
        )
        return day_words(moment, now, zone) if moment is not None else "no day"
    word = word_of(row, by)
    if by == "tier":
        return f"tier {word}"
    return {"assignee": "nobody", "team": "no team"}.get(by, word) if word == NONE else word
