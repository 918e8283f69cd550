"""Which of what waits may leave now: the oldest of each ticket, when its moment has come and nothing has moved on."""

from typing import Final

import msgspec

from supportterm.core.moving import why_not_back
from supportterm.core.outbox import State
from supportterm.core.terms import Role
from supportterm.store import articles, definitions, outbox, replica, tickets
from supportterm.store.departing import weighed
from supportterm.store.moving import moved
from supportterm.store.outbox import ConflictRow, Entry
from supportterm.store.overtaking import written_since
from supportterm.store.sqlite import Connection
from supportterm.store.steps import goes_on

CHANGED: Final = "the article was changed there too"
OPENED: Final = 5_000
"""Milliseconds after which it is looked again whether a ticket is there."""

_to_json = msgspec.json.Encoder().encode


def claim(connection: Connection, name: str, now: int, fence: str) -> Entry | None:
    """The next thing to send, in state `sending` by the keeper *fence*; None when nothing can leave now.

    When the transaction has ended, and not before, the first byte may leave: whoever finds `sending` later knows that
    it may have left. On the way, what has moved on becomes a conflict and what came true already is done.
    """
    while waiting := outbox.due(connection, name, State.QUEUED, now):
        for entry in waiting:
            ready = _checked(connection, entry, now)
            if ready is not None:
                return outbox.move(
                    connection, ready, State.SENDING, at=now, sent_at=now, fence=fence, attempts=ready.attempts + 1
                )
    return None


def _checked(connection: Connection, entry: Entry, now: int) -> Entry | None:
    match entry.kind:
        case "say" if entry.message is not None and entry.doubt != outbox.REPEATED and moved(entry) is None:
            rows = _answered_since(connection, entry)
            if rows:
                outbox.clash(connection, entry, rows, at=now, words="the ticket moved on since you read it")
                return None
        case "set":
            known = replica.of_local(connection, "ticket", entry.ticket, entry.connection)
            if known is None:
                return entry
            left = weighed(connection, entry, known.shadow, now)
            if left is None:
                return None
            outbox.amend(connection, entry, what=_to_json(left).decode())
            return outbox.get(connection, entry.id)
        case "article":
            theirs = outbox.conflicts(connection, entry.id)
            if theirs:  # told while nobody knew whether ours had arrived, or while it waited for a person
                outbox.clash(connection, entry, theirs, at=now, words=CHANGED)
                return None
            return _readable(connection, entry, now)
        case "merge":
            return _merging(connection, entry, now)
    return entry


def _readable(connection: Connection, entry: Entry, now: int) -> Entry | None:
    """It leaves unless it became meanwhile what can't be kept from readers there."""
    article = articles.get(connection, -entry.ticket)
    by = next((c for c in definitions.all_of(connection, "connection") if c.name == entry.connection), None)
    if article is None or by is None:
        return entry
    lives = replica.of_local(connection, "article", article.id, by.name) is not None
    if why := why_not_back(article if lives else None, article, by.can):
        outbox.move(connection, entry, State.REJECTED, at=now, words=f"{by.title or by.name} {why}")
        return None
    return entry


def _merging(connection: Connection, entry: Entry, now: int) -> Entry | None:
    """It leaves when the ticket that the other is merged into is known at the remote."""
    into = goes_on(connection, int(msgspec.json.decode(entry.what)["into"]))
    if replica.of_local(connection, "ticket", into, entry.connection) is not None:
        return entry
    if any(other.kind == "open" for other in outbox.of_ticket(connection, into)):
        words = "the ticket that it goes on in is not there yet"
        outbox.amend(connection, entry, not_before=now + OPENED, words=words)
    else:  # its opening was discarded: waiting for it would hold up this ticket for ever
        outbox.move(
            connection, entry, State.REJECTED, at=now, words="the ticket that it goes on in was never opened there"
        )
    return None


def _answered_since(connection: Connection, entry: Entry) -> list[ConflictRow]:
    """The newest public message that the author of a reply had not seen, unless they wrote it themselves."""
    ticket = tickets.load(connection, entry.ticket)
    if ticket is None:
        return []
    role = connection.execute("SELECT role FROM message WHERE id = ?", (entry.message,)).fetchone()
    if role is None or role[0] == Role.NOTE:
        return []
    row = written_since(connection, ticket, entry, notes=False)
    return [row] if row else []
