"""Tickets that are for an agent: something concerns them there, and they have not looked yet.

A row is written in the stroke that concerns somebody, from news only, and goes when they have looked, when the stroke
is undone, or, for a reason that is not of core/attention.py, when whoever put it there takes it away (`drop`).
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from supportterm.core.attention import WORDS, Concern, concerns
from supportterm.core.operations import Operation
from supportterm.store import messages
from supportterm.store.append import operations_of
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

_OVER_WHEN_SEEN: Final = ", ".join(f"'{why}'" for why in WORDS)


def notice(stroke: "Stroke", operations: Iterable[Operation]) -> None:
    """Let those know whom *operations*, which are stored, concern."""
    connection = stroke.work.connection

    def message(number: int) -> tuple[str, str]:
        found = messages.get(connection, number)
        return found.author, found.body

    def agents() -> Collection[str]:
        return stroke.book().scene(stroke.now).rules.agents

    for operation in operations:
        if operation.subject.kind == "ticket":
            ticket = stroke.work.ticket(operation.subject.id)
            for concern in concerns(ticket, operation, message, agents):
                put(connection, ticket.id, concern, stroke.now, operation.change)


def put(connection: Connection, ticket: int, concern: Concern, at: int, change: bytes) -> None:
    """*ticket* is for an agent, for one reason more; of two alike the newer counts."""
    values = (concern.agent, ticket, concern.why, concern.who, at, change)
    connection.execute("INSERT OR REPLACE INTO attention VALUES (?, ?, ?, ?, ?, ?)", values)


def drop(connection: Connection, ticket: int, why: str, agent: str | None = None) -> None:
    """That reason is gone, for *agent* or for all."""
    connection.execute(
        "DELETE FROM attention WHERE ticket = ?1 AND why = ?2 AND (?3 IS NULL OR agent = ?3)", (ticket, why, agent)
    )


def looked(connection: Connection, agent: str, ticket: int) -> bool:
    """The agent has looked at the ticket; whether that changed anything."""
    before = connection.total_changes
    connection.execute(
        f"DELETE FROM attention WHERE agent = ? AND ticket = ? AND why IN ({_OVER_WHEN_SEEN})", (agent, ticket)
    )
    return connection.total_changes > before


def is_for(connection: Connection, agent: str, ticket: int) -> bool:
    """Whether a look at it would change something."""
    sql = f"SELECT 1 FROM attention WHERE agent = ? AND ticket = ? AND why IN ({_OVER_WHEN_SEEN})"
    return connection.execute(sql, (agent, ticket)).fetchone() is not None


def agents_for(connection: Connection, ticket: int) -> frozenset[str]:
    """Those whom it is for."""
    found = connection.execute("SELECT agent FROM attention WHERE ticket = ?", (ticket,))
    return frozenset(row[0] for row in found)


def turned(stroke: "Stroke", changes: Iterable[bytes]) -> None:
    """These were undone, and nobody need know of them; or are done again, and concern people as before."""
    connection = stroke.work.connection
    for change in changes:
        connection.execute("DELETE FROM attention WHERE change = ?", (change,))
        found = connection.execute("SELECT first, last FROM change WHERE id = ? AND NOT undone", (change,)).fetchone()
        if found is not None:
            notice(stroke, operations_of(connection, change, *found))
