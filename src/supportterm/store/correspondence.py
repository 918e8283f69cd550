"""What the desk knows of mails and of who takes part in which ticket, asked when a mail comes."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from supportterm.core.terms import Role, Status
from supportterm.store import outbox, people, tickets, timeline
from supportterm.store.sqlite import Connection


class Near(NamedTuple):
    """A ticket and when it was last written to (milliseconds)."""

    ticket: int
    at: int


class Correspondence:
    """Reads within the caller's transaction; what it has not stored yet is not seen."""

    def __init__(self, connection: Connection, normal_subject: Callable[[str], str]) -> None:
        self._connection = connection
        self._normal = normal_subject
        self._nowhere: set[str] = set()
        """Ids that were looked for at once and that no mail bears or answers."""

    def expect(self, ids: Iterable[str]) -> None:
        """Look at once which of these Message-IDs are here at all: most mails of a page are about none that is."""
        wanted = [id for id in dict.fromkeys(ids) if id and "\0" not in id]  # at which JSON in SQLite ends a text
        found = self._connection.execute(
            "SELECT key FROM json_each(?) WHERE NOT "
            "EXISTS (SELECT 1 FROM message WHERE message_id = value AND message_id <> '') AND NOT "
            "EXISTS (SELECT 1 FROM message WHERE in_reply_to = value AND in_reply_to <> '')",
            (json.dumps(wanted),),
        )
        self._nowhere.update(wanted[row[0]] for row in found)

    def stored(self, ids: Iterable[str]) -> None:
        """Mails that bear or answer these ids were written since they were looked for."""
        self._nowhere.difference_update(ids)

    def by_id(self, message_id: str) -> int | None:
        """The ticket that holds the mail of this Message-ID."""
        return self._one(
            "SELECT ticket FROM message WHERE message_id = ? AND message_id <> '' AND NOT hidden LIMIT 1", message_id
        )

    def awaiting(self, message_id: str) -> int | None:
        """A ticket that holds an answer to this id."""
        return self._one(
            "SELECT ticket FROM message WHERE in_reply_to = ? AND in_reply_to <> '' AND NOT hidden LIMIT 1", message_id
        )

    def ours(self, message_id: str) -> int | None:
        """The ticket of what left, or may have left, from here under this id: it begins with a marker of ours."""
        id = outbox.id_of(message_id.partition("@")[0])
        entry = outbox.get(self._connection, id) if id else None
        return entry.ticket if entry is not None else None

    def left_as(self, message_id: str) -> tuple[int, int] | None:
        """(ticket, message) of what left from here under this id."""
        id = outbox.id_of(message_id.partition("@")[0])
        entry = outbox.get(self._connection, id) if id else None
        return (entry.ticket, entry.message) if entry is not None and entry.message is not None else None

    def asked_about(self, subject: str, addresses: Iterable[str]) -> Iterator[Near]:
        """Tickets of this normalised subject that one of these people asked for, newest first."""
        for address in addresses:
            person = people.by_email(self._connection, address)
            if person is None:
                continue
            found = self._connection.execute(
                "SELECT id, subject, updated_at FROM ticket WHERE requester = ? ORDER BY updated_at DESC LIMIT 20",
                (person.id,),
            )
            for number, title, at in found:
                if self._normal(title) == subject:
                    yield Near(self._goes_on(number), at)

    def participants(self, ticket: int) -> frozenset[str]:
        """Addresses of the requester and of all who wrote or were written to in public, in small letters."""
        known = tickets.load(self._connection, ticket)
        if known is None:
            return frozenset()
        marks = ", ".join(map(str, timeline.family(self._connection, known)))
        found = self._connection.execute(
            f"SELECT address, recipients FROM message WHERE ticket IN ({marks}) AND NOT hidden "
            f"AND role IN ({int(Role.CUSTOMER)}, {int(Role.REPLY)})"
        ).fetchall()
        everyone = {row[0].lower() for row in found}
        for _, recipients in found:
            if recipients != "{}":
                everyone |= {a.lower() for kind in json.loads(recipients).values() for a in kind}
        requester = people.person(self._connection, known.requester)
        everyone |= {requester.email} if requester else set()
        return frozenset(a for a in everyone if "@" in a)

    def closed(self, ticket: int) -> bool:
        known = tickets.load(self._connection, self._goes_on(ticket))
        return known is None or known.status is Status.CLOSED or known.gone

    def under(self, message_id: str) -> tuple[str, str] | None:
        """(address, text) of the mail that is here under this Message-ID."""
        if message_id in self._nowhere:
            return None
        row = self._connection.execute(
            "SELECT address, body FROM message WHERE message_id = ? AND message_id <> '' AND NOT hidden LIMIT 1",
            (message_id,),
        ).fetchone()
        return (row[0], row[1]) if row else None

    def _goes_on(self, ticket: int) -> int:
        """The ticket that it was merged into, if it was."""
        met = {ticket}
        while (known := tickets.load(self._connection, ticket)) is not None and known.merged_into is not None:
            ticket = known.merged_into
            if ticket in met:
                break
            met.add(ticket)
        return ticket

    def _one(self, sql: str, message_id: str) -> int | None:
        if not message_id or message_id in self._nowhere:
            return None
        row = self._connection.execute(sql, (message_id,)).fetchone()
        return self._goes_on(int(row[0])) if row else None
