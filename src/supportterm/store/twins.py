"""What came after something was sent from here and reads the same: where no mark tells, it is that."""

from typing import Final

from supportterm.core.merge import Shadow, Wish
from supportterm.core.outbox import State
from supportterm.core.remote import RemoteMessage
from supportterm.core.subjects import first_line
from supportterm.store import messages, outbox, replica, tickets
from supportterm.store.moving import moved
from supportterm.store.sqlite import Connection
from supportterm.store.steps import opening

LEEWAY: Final = 60_000
"""Milliseconds that clocks may differ beyond what is known of them."""


def twin(connection: Connection, entry: outbox.Entry, skew: int) -> str | None:
    """The key of the one ticket that came of opening *entry*'s; None when there is none, or more than one.

    Of the same requester, with the same first message, made there since it was written here; with the same subject, or
    with none where that is given later. *skew*: milliseconds that the remote's clock is ahead.
    """
    ours = tickets.load(connection, entry.ticket)
    if ours is None or entry.message is None:
        return None
    wanted = messages.get(connection, entry.message).body
    found = connection.execute(
        "SELECT replica.key, ticket.id FROM ticket JOIN replica ON replica.kind = 'ticket' "
        "AND replica.local = ticket.id AND replica.connection = ? WHERE ticket.requester = ? "
        "AND ticket.subject IN (?, ?) AND ticket.created_at >= ? AND ticket.merged_into IS NULL AND ticket.id <> ? "
        "AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.kind = 'open' AND outbox.ticket = ticket.id)",
        (entry.connection, ours.requester, ours.subject, first_line([wanted]), entry.at + skew - LEEWAY, ours.id),
    ).fetchall()
    keys = [key for key, number in found if _first(connection, number) == wanted.split()]
    return keys[0] if len(keys) == 1 else None


def left(connection: Connection, entry: outbox.Entry, twin: Shadow) -> Wish:
    """What *twin* lacks of what *entry* was to open: nothing where it has its subject, for then it was done whole."""
    ours = tickets.get(connection, entry.ticket)
    theirs = twin.values.get("subject")
    if theirs in (None, ours.subject):
        return Wish()
    history = moved(entry)
    values, tags = (opening(ours), ours.tags) if history is None else (history.values, history.tags)
    lacking = {name: value for name, value in values.items() if value is not None and twin.values.get(name) is None}
    add = tuple(tag for tag in tags if tag not in twin.tags)
    return Wish({"subject": ours.subject, **lacking}, {"subject": theirs}, add)


def said(connection: Connection, name: str, ticket: int, told: RemoteMessage) -> outbox.Entry | None:
    """What was sent to *ticket* by the connection *name* without an answer, and says what *told* does, made since."""
    words = told.body.split()
    for entry in outbox.of_ticket(connection, ticket):
        if entry.connection != name or entry.kind != "say" or entry.state not in (State.UNCERTAIN, State.ASKING):
            continue
        ours = messages.get(connection, entry.message) if entry.message is not None else None
        if ours is not None and (ours.role, ours.body.split()) == (told.role, words):
            skew = replica.state(connection, name).skew
            return entry if told.at >= entry.at + skew - LEEWAY else None
    return None


def _first(connection: Connection, number: int) -> list[str]:
    """The words of a ticket's first message; white space may have been changed on the way."""
    row = connection.execute("SELECT body FROM message WHERE ticket = ? ORDER BY id LIMIT 1", (number,)).fetchone()
    ticket = tickets.load(connection, number)
    return row[0].split() if row and ticket is not None and not ticket.gone else []
