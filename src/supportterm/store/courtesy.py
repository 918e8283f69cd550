"""Whether a machine may write to who asks: the loop guard of all that answers by itself, mail room and rules alike.

What a mail that came says against it was judged when it came (exchange/caution.py) and lies in `unanswerable`.
"""

from typing import Final

from supportterm.core.autoreply import ANSWERS, SURVEYS, Recent, too_many
from supportterm.core.ids import message_floor
from supportterm.core.moments import DAY, HOUR
from supportterm.core.nouns import Ticket
from supportterm.core.terms import Role
from supportterm.store.sqlite import Connection

_ASKS: Final = (
    "EXISTS (SELECT 1 FROM operation WHERE subject_kind = 'ticket' AND subject = ticket.id AND kind = 'surveyed' "
    "AND json_extract(CAST(payload AS TEXT), '$.message') = message.id)"
)
"""Whether a message asks a survey."""


def why_not(connection: Connection, ticket: Ticket, now: int, *, asks: bool = False) -> str:
    """Empty when a machine may write on *ticket* to its requester, else why not, as a sentence.

    *asks*: it is a survey. These are counted apart: a machine's answers leave room for one, and it none the less for
    them; both together are bounded, so that two machines never write to one another for ever.
    """
    row = connection.execute(
        "SELECT why FROM unanswerable WHERE message = "
        "(SELECT max(id) FROM message WHERE ticket = ? AND role = ? AND NOT hidden)",
        (ticket.id, int(Role.CUSTOMER)),
    ).fetchone()
    if row:
        return str(row[0])
    return too_many(_recent(connection, ticket.requester, now, asks), SURVEYS if asks else ANSWERS)


def is_unanswerable(connection: Connection, message: int, why: str) -> None:
    """No machine may answer *message*."""
    connection.execute("INSERT OR REPLACE INTO unanswerable VALUES (?, ?)", (message, why))


def _recent(connection: Connection, person: int, now: int, asks: bool) -> Recent:
    """What machines wrote to somebody lately: surveys, or all else."""
    return Recent(*(_written(connection, person, now - span, asks) for span in (HOUR, DAY)))


def _written(connection: Connection, person: int, since: int, asks: bool) -> int:
    found = connection.execute(
        "SELECT count(*) FROM ticket JOIN message ON message.ticket = ticket.id WHERE ticket.requester = ? "
        f"AND message.id >= ? AND message.role = ? AND message.agent IS NULL AND NOT message.hidden AND {_ASKS} = ?",
        (person, message_floor(since), int(Role.REPLY), asks),
    ).fetchone()
    return int(found[0])
