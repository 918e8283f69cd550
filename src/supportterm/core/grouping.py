"""Lists put together by what tickets have in common: the groups there are, in order, and which a ticket is in. Pure."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Final, NamedTuple, Protocol

from supportterm.core.moments import day_of, day_words
from supportterm.core.orders import Order
from supportterm.core.query.times import FIRST_YEAR, LAST_YEAR
from supportterm.core.terms import CHANNELS, Priority, Status

NONE: Final = "none"
OTHER: Final = "other"
_TITLES: Final = {
    ("assignee", NONE): "nobody",
    ("assignee", OTHER): "others",
    ("team", NONE): "no team",
    ("team", OTHER): "other teams",
    ("tier", OTHER): "no tier",
    ("channel", OTHER): "other channels",
}


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


def title(by: str, word: str) -> str:
    """What the group *word* of a list grouped *by* is called on the screen."""
    if by == "tier" and word != OTHER:
        return f"tier {word}"
    return _TITLES.get((by, word), word)


def day(row: Row, order: Order, zone: tzinfo | None = None) -> date | None:
    """The day of *row* in a list by day: that of the time which *order* goes by; None when it has none."""
    column = _time(order)
    moment = row.due_at if column == "due" else row.created_at if column == "created" else row.updated_at
    found = day_of(moment, zone) if moment is not None else None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


def day_title(day: date | None, now: int, zone: tzinfo | None = None) -> str:
    """How a day is called on the screen."""
    today = day_of(now, zone)
    return day_words(day, today) if day is not None and today is not None else "no day"


def day_query(day: date | None, order: Order) -> str:
    """The query of the tickets of a *day* in a list by day, where it is read in the zone in which days begin."""
    return f"-{_time(order)}:{FIRST_YEAR}..{LAST_YEAR}" if day is None else f"{_time(order)}:{day.isoformat()}"


def _time(order: Order) -> str:
    """The time that *order* goes by: numbers are given as tickets begin."""
    return {"due": "due", "created": "created", "number": "created"}.get(order.column, "updated")


def group_words(row: Row, by: str, order: Order, now: int, zone: tzinfo | None = None) -> str:
    """How the group that *row* is in is called on the screen; of a list by day the day of its order's time."""
    return day_title(day(row, order, zone), now, zone) if by == "day" else title(by, word_of(row, by))
