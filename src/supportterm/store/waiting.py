"""Tickets that wait for an agent: for whom each waits, and who has become free.

A row says that a ticket could be an agent's, or one of a pool's (`core.pools`), but for the moment, and when to look
again where that is known: somebody is back then. Whoever frees an agent finds by it what to give them, without looking
at what waits for others.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.core.directory import Definitions
from supportterm.core.nouns import Ticket
from supportterm.core.operations import Define, Operation
from supportterm.core.terms import Status
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Moved, Stroke

URGENCY: Final = "ticket.priority DESC, ticket.due_order, ticket.waits_since, ticket.id"
"""What is handed out first: the most urgent, then what is due first, then what has waited longest."""
ANYBODY: Final = ""
"""Stands for whoever it may be: the ticket is looked at again without anybody having become free."""
_HAS_ROOM: Final = frozenset({"away", "away_until", "capacity"})
_NO_MATTER: Final = frozenset({"name", "email", "signature", "unix_user"})


def note(connection: Connection, ticket: int, awaited: Mapping[str, int | None]) -> None:
    """*ticket* waits for these agents and pools, each perhaps back at a moment, in milliseconds."""
    forget(connection, ticket)
    connection.executemany(
        "INSERT INTO waiting VALUES (?, ?, ?)", [(agent, ticket, back) for agent, back in awaited.items()]
    )


def forget(connection: Connection, ticket: int) -> None:
    connection.execute("DELETE FROM waiting WHERE ticket = ?", (ticket,))


def for_agent(connection: Connection, awaited: Collection[str], now: int, limit: int) -> list[int]:
    """Tickets that wait for somebody who is *awaited* under these names, first things first; what is snoozed or handed
    over is not looked for an agent."""
    among = (
        "JOIN (SELECT DISTINCT ticket FROM waiting WHERE agent IN (SELECT value FROM json_each(?))) AS waits "
        "ON waits.ticket = ticket.id"
    )
    return _listed(connection, among, (json.dumps([*awaited]),), now, limit)


def for_anybody(connection: Connection, now: int, limit: int) -> list[int]:
    """All tickets that wait, first things first."""
    return _listed(connection, "INDEXED BY ticket_waiting", (), now, limit)


def look_again(connection: Connection, awaited: Collection[str], now: int) -> None:
    """Whoever keeps the desk looks at once what can be given to who is *awaited* under these names, and was freed
    without anything following."""
    if ANYBODY in awaited:
        connection.execute(
            "INSERT OR REPLACE INTO waiting SELECT ?, id, ? FROM ticket WHERE waits_since IS NOT NULL", (ANYBODY, now)
        )
    else:
        connection.executemany("UPDATE waiting SET at = ? WHERE agent = ?", [(now, name) for name in awaited])


def freed(moves: Iterable["Moved"]) -> Iterator[tuple[str, Operation]]:
    """Agents who have a ticket less to work on, each with the operation that took it from them."""
    for move in moves:
        agent = _works_on(move.before)
        if agent is not None and agent != _works_on(move.after):
            yield agent, move.operation


def redefined(before: Definitions, after: Definitions, done: Iterable[Operation]) -> Iterator[tuple[str, Operation]]:
    """Agents who may have become free as the desk defines them now; `ANYBODY` where others than before may be found."""
    for operation in done:
        match operation.payload:
            case Define("agent", name):
                was, now = before.get(("agent", name)) or {}, after.get(("agent", name)) or {}
                other = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)} - _NO_MATTER
                if other:
                    yield (name if other <= _HAS_ROOM and was and now else ANYBODY), operation
            case Define("team" | "route" | "connection"):
                yield ANYBODY, operation


def settle(stroke: "Stroke", numbers: Iterable[int]) -> None:
    """At the end of a stroke: what has an agent or is done with waits for nobody.

    Where nothing follows from what was done, because it was taken back, the keeper does what would have followed.
    """
    connection = stroke.work.connection
    for number in numbers:
        before, after = stroke.before(number), stroke.work.ticket_or_none(number)
        if after is None or after.waits_since is None:
            forget(connection, number)
        elif not stroke.news and (before is None or before.waits_since is None):
            from supportterm.store.routing import look

            note(connection, number, look(connection, number, stroke.now).choice.awaited)
        agent = _works_on(before)
        if not stroke.news and agent is not None and agent != _works_on(after):
            look_again(connection, stroke.book().awaited_as(agent), stroke.now)


def _works_on(ticket: Ticket | None) -> str | None:
    """Whose capacity a ticket takes."""
    return ticket.assignee if ticket is not None and ticket.status < Status.PENDING else None


def _listed(connection: Connection, among: str, values: tuple[object, ...], now: int, limit: int) -> list[int]:
    found = connection.execute(
        f"SELECT ticket.id FROM ticket {among} WHERE ticket.waits_since IS NOT NULL AND ticket.handed_at IS NULL "
        f"AND ifnull(ticket.snoozed_until, 0) <= ? ORDER BY {URGENCY} LIMIT ?",
        (*values, now, limit),
    )
    return [number for (number,) in found]
