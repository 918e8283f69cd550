"""What of a ticket an agent has seen: everything up to a message. What is newer is unread.

Tickets that came as history have been seen by everybody as they came; what joins them later has not.
"""

from collections.abc import Iterable
from typing import Final

from supportterm.core.ids import message_floor
from supportterm.store.concerning import OF_TICKETS
from supportterm.store.sqlite import Connection

EVERYBODY: Final = "*"
"""Stands for all agents; nobody's handle, which has letters and digits."""
_ALL: Final = f"'{EVERYBODY}'"


def seen_sql(agent: str) -> str:
    """SQL of the newest message of `ticket.id` that the agent in the parameter *agent* has seen, 0 for none.

    What they have looked at themselves counts for them, else what everybody has seen.
    """
    own, all = (f"SELECT message FROM seen WHERE agent = {who} AND seen.ticket = ticket.id" for who in (agent, _ALL))
    return f"ifnull(({own}), ifnull(({all}), 0))"


def seen(connection: Connection, agent: str, ticket: int) -> int:
    """Id of the newest message that the agent has seen on a ticket; 0 for none."""
    row = connection.execute(
        "SELECT message FROM seen WHERE agent IN (?1, ?2) AND ticket = ?3 ORDER BY agent = ?2 LIMIT 1",
        (agent, EVERYBODY, ticket),
    ).fetchone()
    return int(row[0]) if row else 0


def mark_seen(connection: Connection, agent: str, ticket: int, message: int) -> None:
    """The agent has seen all messages up to this one; what was seen stays so."""
    mark_all_seen(connection, agent, [(ticket, message)])


def mark_unseen(connection: Connection, agent: str, ticket: int) -> None:
    """The agent has yet to look at the ticket's last message, whatever they have seen."""
    connection.execute(
        """INSERT OR REPLACE INTO seen SELECT ?1, ?2, ifnull((SELECT max(id) FROM message
        WHERE ticket = ?2 AND NOT hidden AND id < (SELECT last_message FROM ticket WHERE id = ?2)), 0)""",
        (agent, ticket),
    )


def mark_all_seen(connection: Connection, agent: str, upto: Iterable[tuple[int, int]]) -> None:
    """As `mark_seen` for each (ticket, message)."""
    connection.executemany(
        "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET message = max(message, excluded.message)",
        [(agent, ticket, message) for ticket, message in upto],
    )


class History:
    """Tickets that come from now on are history: those older than this moment were dealt with before they came here."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._before = message_floor(now)
        self._first, self._seq = connection.execute(
            "SELECT (SELECT ifnull(max(id), 0) FROM ticket), (SELECT ifnull(max(seq), 0) FROM operation)"
        ).fetchone()

    def mark_seen(self, connection: Connection) -> None:
        """Everybody has seen what has come since the last call."""
        connection.execute(
            f"""INSERT OR REPLACE INTO seen SELECT :everybody, id, last_message FROM ticket WHERE id > :first
            AND last_message BETWEEN 1 AND :before AND id IN
            (SELECT subject FROM operation WHERE seq > :seq AND {OF_TICKETS})""",
            {"everybody": EVERYBODY, "first": self._first, "before": self._before, "seq": self._seq},
        )
        (self._seq,) = connection.execute("SELECT ifnull(max(seq), 0) FROM operation").fetchone()
