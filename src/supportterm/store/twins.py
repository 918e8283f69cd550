"""A ticket that came after one was opened from here and reads the same: where no mark tells, it is that one."""

from typing import Final

from supportterm.store import messages, outbox, tickets
from supportterm.store.sqlite import Connection

LEEWAY: Final = 60_000
"""Milliseconds that clocks may differ beyond what is known of them."""


def twin(connection: Connection, entry: outbox.Entry, skew: int) -> str | None:
    """The key of the one ticket that came of opening *entry*'s; None when there is none, or more than one.

    Of the same requester, with the same subject and first message, made there since it was written here. *skew*:
    milliseconds that the remote's clock is ahead.
    """
    ours = tickets.load(connection, entry.ticket)
    if ours is None or entry.message is None:
        return None
    found = connection.execute(
        "SELECT replica.key, ticket.id FROM ticket JOIN replica ON replica.kind = 'ticket' "
        "AND replica.local = ticket.id AND replica.connection = ? WHERE ticket.requester = ? AND ticket.subject = ? "
        "AND ticket.created_at >= ? AND ticket.merged_into IS NULL AND ticket.id <> ? "
        "AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.kind = 'open' AND outbox.ticket = ticket.id)",
        (entry.connection, ours.requester, ours.subject, entry.at + skew - LEEWAY, ours.id),
    ).fetchall()
    wanted = messages.get(connection, entry.message).body.split()
    keys = [key for key, number in found if _first(connection, number) == wanted]
    return keys[0] if len(keys) == 1 else None


def _first(connection: Connection, number: int) -> list[str]:
    """The words of a ticket's first message; white space may have been changed on the way."""
    row = connection.execute("SELECT body FROM message WHERE ticket = ? ORDER BY id LIMIT 1", (number,)).fetchone()
    ticket = tickets.load(connection, number)
    return row[0].split() if row and ticket is not None and not ticket.gone else []
