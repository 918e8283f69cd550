"""When a query may come to hold, or cease to, although nothing happens to the ticket: by time alone."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from operator import attrgetter
from typing import Final

from supportterm.core.nouns import Ticket
from supportterm.core.query.times import age
from supportterm.core.query.tree import All, Any, Node, Not, Test, Value
from supportterm.core.query.values import within

_HELD: Final = {name: f"{name}_at" for name in ("created", "updated", "solved", "due", "customer", "replied")}
_BY_DAY: Final = ("today", "yesterday", "tomorrow")
_BY_TIME: Final = ("snoozed", "overdue")

Moments = Callable[[Ticket, int, tzinfo | None], Iterable[int]]
"""Of a ticket, now, in a zone."""


def loosened(node: Node) -> Node:
    """What must hold of a ticket for *node* to hold at any time: *node* without what depends on the time."""
    return _loosened(node, wanted=True)


def timed_part(node: Node) -> tuple[Node, ...]:
    """What is left to be asked for *node* to hold when `loosened` of it does: all of it that depends on the time."""
    return tuple(part for part in (node.parts if isinstance(node, All) else (node,)) if timed_tests(part))


def timed_tests(node: Node) -> tuple[Test, ...]:
    """The tests in *node* that may come to hold, or cease to, by time alone."""
    match node:
        case Test(field, values):
            return (node,) if _timed(field, values) else ()
        case All(parts) | Any(parts):
            return tuple(test for part in parts for test in timed_tests(part))
        case Not(part):
            return timed_tests(part)
    return ()


class Turning:
    """Tests, made ready to be asked when one of them may hold otherwise."""

    def __init__(self, tests: Iterable[Test]) -> None:
        self._moments = [moments for test in tests for moments in _moments(test)]

    def next(self, ticket: Ticket, now: int, zone: tzinfo | None = None) -> int | None:
        """The first moment after *now* at which one of them may, nothing else having happened."""
        first = None
        for moments in self._moments:
            for moment in moments(ticket, now, zone):
                if moment > now and (first is None or moment < first):
                    first = moment
        return first


def _loosened(node: Node, *, wanted: bool) -> Node:
    match node:
        case Test(field, values) if _timed(field, values):
            return All(()) if wanted else Any(())
        case All(parts):
            return All(tuple(_loosened(part, wanted=wanted) for part in parts))
        case Any(parts):
            return Any(tuple(_loosened(part, wanted=wanted) for part in parts))
        case Not(part):
            return Not(_loosened(part, wanted=not wanted))
    return node


def _timed(field: str, values: tuple[Value, ...]) -> bool:
    if field in _HELD:
        return any(_moves(value) for value in values)
    if field == "contacts":
        return any(within(value)[1] is not None for value in values)
    return field == "is" and any(value.text in _BY_TIME for value in values)


def _moves(value: Value) -> bool:
    """Whether what the value of a time means changes as time goes by."""
    return any(age(side) is not None or side in (*_BY_DAY, "now") for side in value.text.split(".."))


def _moments(test: Test) -> Iterator[Moments]:
    """About which moments *test* may turn."""
    match test.field:
        case "is":
            for value in test.values:
                if value.text == "snoozed":
                    yield lambda ticket, now, zone: () if ticket.snoozed_until is None else (ticket.snoozed_until,)
                if value.text == "overdue":
                    yield lambda ticket, now, zone: () if ticket.due_at is None else (ticket.due_at + 1,)
        case "contacts":
            for value in test.values:
                if (length := within(value)[1]) is not None:
                    yield partial(_outgrown, length + 1)
        case field:
            for value in test.values:
                for side in value.text.split(".."):
                    yield from _turns(attrgetter(_HELD[field]), side, ahead=field == "due")


def _outgrown(length: int, ticket: Ticket, now: int, zone: tzinfo | None) -> Iterable[int]:
    return [at + length for at in ticket.recent_contacts]


def _turns(held: Callable[[Ticket], int | None], side: str, *, ahead: bool) -> Iterator[Moments]:
    """About which moments one that is *held* passes what a *side* of a value says."""
    if side in _BY_DAY:
        yield lambda ticket, now, zone: () if held(ticket) is None else (_midnight_after(now, zone or UTC),)
        return
    length = age(side) if side != "now" else 0
    if length is not None:
        shift = -length if ahead else length
        yield lambda ticket, now, zone: () if (at := held(ticket)) is None else (at + shift, at + shift + 1)


def _midnight_after(now: int, zone: tzinfo) -> int:
    day = datetime.fromtimestamp(now / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((day + timedelta(days=1)).timestamp()) * 1000
