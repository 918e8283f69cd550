"""When a query may come to hold, or cease to, although nothing happens to the ticket: by time alone."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from supportterm.core.nouns import Ticket
from supportterm.core.query.times import age
from supportterm.core.query.tree import All, Any, Node, Not, Test, Value
from supportterm.core.query.values import within

_HELD: Final = {name: f"{name}_at" for name in ("created", "updated", "solved", "due", "customer", "replied")}
_BY_DAY: Final = ("today", "yesterday", "tomorrow")
_BY_TIME: Final = ("snoozed", "overdue")


def loosened(node: Node) -> Node:
    """What must hold of a ticket for *node* to hold at any time: *node* without what depends on the time."""
    return _loosened(node, wanted=True)


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


def next_turn(tests: Iterable[Test], ticket: Ticket, now: int, zone: tzinfo | None = None) -> int | None:
    """The first moment after *now* at which one of *tests* may hold otherwise, nothing else having happened."""
    moments = (moment for test in tests for moment in _moments(test, ticket, now, zone) if moment > now)
    return min(moments, default=None)


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


def _moments(test: Test, ticket: Ticket, now: int, zone: tzinfo | None) -> Iterator[int]:
    if test.field == "is":
        for value in test.values:
            if value.text == "snoozed" and ticket.snoozed_until is not None:
                yield ticket.snoozed_until
            if value.text == "overdue" and ticket.due_at is not None:
                yield ticket.due_at + 1
        return
    if test.field == "contacts":
        lengths = [length for value in test.values if (length := within(value)[1]) is not None]
        yield from (at + length + 1 for at in ticket.recent_contacts for length in lengths)
        return
    held: int | None = getattr(ticket, _HELD[test.field])
    if held is not None:
        for value in test.values:
            yield from _turns(held, value, now, zone, ahead=test.field == "due")


def _turns(held: int, value: Value, now: int, zone: tzinfo | None, *, ahead: bool) -> Iterator[int]:
    """Moments about which a moment that is *held* passes what *value* says."""
    for side in value.text.split(".."):
        length = age(side)
        if length is not None:
            turn = held - length if ahead else held + length
            yield from (turn, turn + 1)
        elif side in _BY_DAY:
            yield _midnight_after(now, zone or UTC)
        elif side == "now":
            yield from (held, held + 1)


def _midnight_after(now: int, zone: tzinfo) -> int:
    day = datetime.fromtimestamp(now / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((day + timedelta(days=1)).timestamp()) * 1000
