"""Whether a machine may write to who asks: the loop guard of all that answers by itself, mail room and rules alike.

What a mail that came says against it was judged when it came (exchange/caution.py) and lies in `unanswerable`.
"""

from supportterm.core.autoreply import Recent, too_many
from supportterm.core.ids import message_floor
from supportterm.core.moments import DAY, HOUR
from supportterm.core.nouns import Ticket
from supportterm.core.terms import Role
from supportterm.store.sqlite import Connection


def why_not(connection: Connection, ticket: Ticket, now: int) -> str:
    """Empty when a machine may write on *ticket* to its requester, else why not, as a sentence."""
    row = connection.execute(
        "SELECT why FROM unanswerable WHERE message = "
        "(SELECT max(id) FROM message WHERE ticket = ? AND role = ? AND NOT hidden)",
        (ticket.id, int(Role.CUSTOMER)),
    ).fetchone()
    return row[0] if row else too_many(recent(connection, ticket.requester, now))


def is_unanswerable(connection: Connection, message: int, why: str) -> None:
    """No machine may answer *message*."""
    connection.execute("INSERT OR REPLACE INTO unanswerable VALUES (?, ?)", (message, why))


def recent(connection: Connection, person: int, now: int) -> Recent:
    """The automatic answers that somebody had lately."""
    return Recent(hour=answers(connection, person, now - HOUR), day=answers(connection, person, now - DAY))


def answers(connection: Connection, person: int, since: int) -> int:
    """How many automatic answers somebody has had since a moment, milliseconds."""
    found = connection.execute(
        "SELECT count(*) FROM ticket JOIN message ON message.ticket = ticket.id WHERE ticket.requester = ? "
        "AND message.id >= ? AND message.role = ? AND message.agent IS NULL AND NOT message.hidden",
        (person, message_floor(since), int(Role.REPLY)),
    ).fetchone()
    return int(found[0])
