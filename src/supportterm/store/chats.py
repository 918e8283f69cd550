"""Whether who chats is still there, what they have seen, and what they are owed. No operations: it is of the moment."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from supportterm.core.conversations import waits_since
from supportterm.core.ids import message_time
from supportterm.core.terms import Role, Status
from supportterm.store.sqlite import Connection


def here(connection: Connection, ticket: int, until: int) -> None:
    """Who asked is at the chat, as far as is known, until a moment (milliseconds); when that has passed they left."""
    connection.execute(
        "INSERT INTO chat (ticket, here) VALUES (?1, ?2) ON CONFLICT (ticket) DO UPDATE SET here = ?2", (ticket, until)
    )


def are_here(connection: Connection, tickets: Iterable[int], until: int) -> None:
    """The same of all who are at a chat."""
    connection.executemany("UPDATE chat SET here = ? WHERE ticket = ?", [(until, ticket) for ticket in tickets])


def is_here(connection: Connection, ticket: int, now: int) -> bool:
    row = connection.execute("SELECT here FROM chat WHERE ticket = ?", (ticket,)).fetchone()
    return row is not None and row[0] > now


def left(connection: Connection, ticket: int, until: int) -> None:
    """Who asked has gone from the chat, and is waited for until a moment at most."""
    connection.execute("UPDATE chat SET here = min(here, ?) WHERE ticket = ?", (until, ticket))


def present(connection: Connection, beyond: int) -> tuple[int, ...]:
    """Chats at which somebody is known to be beyond a moment, whichever process serves them."""
    return tuple(row[0] for row in connection.execute("SELECT ticket FROM chat WHERE here > ?", (beyond,)))


def saw(connection: Connection, ticket: int, message: int) -> None:
    """Who asked has seen the chat up to *message*."""
    connection.execute(
        "UPDATE chat SET seen = ?2, owed = CASE WHEN owed > ?2 THEN owed ELSE 0 END WHERE ticket = ?1 AND seen < ?2",
        (ticket, message),
    )


def owe(connection: Connection, ticket: int, message: int) -> None:
    """*message* is on the screen of who asked, and not mailed: it is once they leave without having seen it."""
    connection.execute("UPDATE chat SET owed = ? WHERE ticket = ?", (message, ticket))


def settle(connection: Connection, ticket: int, left_at: int) -> tuple[int, ...]:
    """What who asked is owed since they left at a moment, oldest first; from then on it is not owed any more.

    Empty when they came back or have seen it.
    """
    row = connection.execute(
        "UPDATE chat SET owed = 0 WHERE ticket = ? AND here = ? AND owed > 0 RETURNING seen", (ticket, left_at)
    ).fetchone()
    if row is None:
        return ()
    found = connection.execute(
        "SELECT id FROM message INDEXED BY message_ticket WHERE ticket = ? AND id > ? AND role = ? "
        "AND delivery = 'kept' AND NOT hidden ORDER BY id",
        (ticket, row[0], int(Role.REPLY)),
    )
    return tuple(each[0] for each in found)


class Visit(NamedTuple):
    """How who asked stands to their chat."""

    here: int
    """Until when they are there, as far as is known; milliseconds."""
    seen: int
    """The newest message that they have seen; 0: none."""


def visits(connection: Connection, tickets: Sequence[int]) -> dict[int, Visit]:
    """Of those of *tickets* that are chats with a visitor, by ticket."""
    marks = ", ".join("?" * len(tickets))
    found = connection.execute(f"SELECT ticket, here, seen FROM chat WHERE ticket IN ({marks})", tickets)
    return {row[0]: Visit(row[1], row[2]) for row in found}


def handed(connection: Connection, tickets: Sequence[int]) -> dict[int, int]:
    """Since when those of *tickets* wait that were handed to a higher tier and that nobody there has; milliseconds."""
    marks = ", ".join("?" * len(tickets))
    found = connection.execute(
        f"SELECT id, handed_at FROM ticket WHERE id IN ({marks}) AND handed_at IS NOT NULL", tickets
    )
    return {row[0]: row[1] for row in found}


def unanswered_since(connection: Connection, tickets: Sequence[int]) -> dict[int, int]:
    """When the customers of *tickets* first wrote what no person has answered, milliseconds; of those who did.

    What machines answered is no answer.
    """
    found = {}
    for ticket in tickets:
        answer = connection.execute(
            "SELECT id FROM message INDEXED BY message_ticket WHERE ticket = ? AND role = ? AND agent IS NOT NULL "
            "AND NOT hidden ORDER BY id DESC LIMIT 1",
            (ticket, int(Role.REPLY)),
        ).fetchone()
        asked = connection.execute(
            "SELECT id FROM message INDEXED BY message_ticket WHERE ticket = ? AND id > ? AND role = ? AND NOT hidden "
            "ORDER BY id LIMIT 1",
            (ticket, answer[0] if answer is not None else 0, int(Role.CUSTOMER)),
        ).fetchone()
        if asked is not None:
            found[ticket] = message_time(asked[0])
    return found


def waiting(connection: Connection, tickets: Sequence[int], until: int) -> list[tuple[int, str, int]]:
    """Those of *tickets* whose customers have waited for a person since before *until*, and have met none.

    Ticket, whose line it is (a team's, or an agent's who got it and has not taken it up), and since when; milliseconds.
    """
    marks = ", ".join("?" * len(tickets))
    rows = connection.execute(
        f"SELECT id, status, team, assignee, handed_at FROM ticket WHERE id IN ({marks}) AND channel = 'chat' "
        "AND status < ?",
        (*tickets, int(Status.SOLVED)),
    ).fetchall()
    unmet = [row for row in rows if row[3] is None or not _has_met(connection, row[0], row[3])]
    asked = unanswered_since(connection, [row[0] for row in unmet])
    since = {row[0]: waits_since(row[1], asked.get(row[0]), row[4]) for row in unmet}
    lines = {row[0]: f"agent {row[3]}" if row[3] is not None else f"team {row[2] or ''}" for row in unmet}
    return [(ticket, lines[ticket], at) for ticket, at in since.items() if at is not None and at <= until]


def _has_met(connection: Connection, ticket: int, agent: str) -> bool:
    """Whether who asked knows who has their conversation: *agent* took it, or has answered."""
    if accepted_by(connection, ticket) == agent:
        return True
    found = connection.execute(
        "SELECT 1 FROM message INDEXED BY message_ticket WHERE ticket = ? AND role = ? AND agent = ? LIMIT 1",
        (ticket, int(Role.REPLY), agent),
    ).fetchone()
    return found is not None


def accepted_by(connection: Connection, ticket: int) -> str | None:
    """Who took the conversation last."""
    row = connection.execute(
        "SELECT actor FROM operation WHERE subject_kind = 'ticket' AND subject = ? AND kind = 'accept' "
        "ORDER BY seq DESC LIMIT 1",
        (ticket,),
    ).fetchone()
    return row[0] if row else None


def seen_by_agents(connection: Connection, ticket: int) -> int:
    """The newest message that somebody of the desk has seen; 0: none."""
    row = connection.execute("SELECT max(message) FROM seen WHERE ticket = ? AND agent <> '*'", (ticket,)).fetchone()
    return int(row[0] or 0)
