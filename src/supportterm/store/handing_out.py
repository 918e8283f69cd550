"""Tickets that wait are handed out once somebody is free: within the stroke that frees them, or by time alone."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from supportterm.core.operations import Operation
from supportterm.core.router import why_not
from supportterm.core.staff import is_away
from supportterm.store import routing, waiting
from supportterm.store.facts import StrokeFacts

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

MOST: Final = 20
"""Tickets that are handed out at once for one who has become free."""


def hand_out(stroke: "Stroke") -> Iterator[tuple[int, Sequence[Operation]]]:
    """Give what waits to whoever *stroke* freed, first things first; each ticket, and what came of it.

    What is more than can be done at once is left to whoever keeps the desk.
    """
    looked: set[int] = set()
    through = 0
    for agent, cause in _defined(stroke):
        yield from _give(stroke, agent, cause, looked)
    while through < len(stroke.moves):
        moves, through = stroke.moves[through:], len(stroke.moves)
        for agent, cause in waiting.freed(moves):
            yield from _give(stroke, agent, cause, looked)


def look_again(stroke: "Stroke", number: int) -> None:
    """The moment has come to see whether somebody is free for a ticket that waits."""
    connection, ticket, book = stroke.work.connection, stroke.work.ticket_or_none(number), stroke.book()
    connection.execute("UPDATE waiting SET at = NULL WHERE ticket = ? AND at <= ?", (number, stroke.now))
    if ticket is None or ticket.waits_since is None or why_not(ticket, book.looks_after(ticket), stroke.now):
        return
    routing.lead(stroke, book, StrokeFacts(stroke, number), None)


def _defined(stroke: "Stroke") -> list[tuple[str, Operation]]:
    """Who may have become free by what *stroke* defined."""
    defined = stroke.defined()
    return list(dict(waiting.redefined(*defined, stroke.done)).items()) if defined is not None else []


def _give(
    stroke: "Stroke", agent: str, cause: Operation, looked: set[int]
) -> Iterator[tuple[int, Sequence[Operation]]]:
    """Give *agent*, or anybody, what waits for them, as long as they can take something."""
    stroke.flush()  # what waits, and how much somebody has, is read from what is stored
    connection, now, awaited = stroke.work.connection, stroke.now, stroke.book().awaited_as(agent)
    found = (
        waiting.for_agent(connection, awaited, now, MOST + 1)
        if agent
        else waiting.for_anybody(connection, now, MOST + 1)
    )
    for number in found[:MOST]:
        if not _may_take(stroke, agent):
            return
        ticket, book = stroke.work.ticket(number), stroke.book()
        if number not in looked and not why_not(ticket, book.looks_after(ticket), now):
            looked.add(number)
            yield number, routing.lead(stroke, book, StrokeFacts(stroke, number), cause)
    if len(found) > MOST:
        waiting.look_again(stroke.work.connection, awaited, now)


def _may_take(stroke: "Stroke", handle: str) -> bool:
    """Whether an agent can take one more; anybody may."""
    if not handle:
        return True
    agent = stroke.book().scene(stroke.now).rules.agents.get(handle)
    if agent is None or is_away(agent, stroke.now):
        return False
    stroke.flush()
    return not agent.capacity or routing.load(stroke.work.connection, handle) < agent.capacity
