"""What a query may ask of a ticket in the middle of a stroke, read when it is asked for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.core.nouns import Organization, Person, Ticket
from supportterm.core.query.context import Context
from supportterm.core.query.record import Asked, Document, Record, Texts
from supportterm.core.terms import Role
from supportterm.store import attention, messages, outbox, people, seen, tickets
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


_KEPT: Final = 8
"""Tickets whose texts are kept."""


def record_of(connection: Connection, number: int, me: str) -> Record:
    """All that the agent *me* may ask of a ticket. Raises Refused when there is none."""
    ticket = tickets.get(connection, number)
    organization = people.organization(connection, ticket.organization) if ticket.organization is not None else None
    texts = _texts(messages.said_on(connection, number), ticket.subject)
    waiting = [entry.state.for_people for entry in outbox.of_ticket(connection, number)]
    return Record(
        ticket,
        people.person(connection, ticket.requester),
        organization,
        texts.documents,
        ticket.last_message > seen.seen(connection, me, number),
        max(waiting, default=None),
        tuple(attention.agents_for(connection, number)),
    )


def _texts(said: Mapping[int, tuple[int, str]], subject: str) -> Texts:
    """Role and body of messages by id, the subject with the first."""
    each = enumerate(sorted(said.items()))
    return Texts(tuple(Document(body, "" if place else subject, Role(role)) for place, (_, (role, body)) in each))


class StrokeFacts:
    """A ticket as it is by now in *stroke*; its texts are kept while nothing is written on it."""

    def __init__(self, stroke: "Stroke", number: int) -> None:
        self._stroke = stroke
        self._number = number
        self._asked: Asked | None = None

    def asked(self) -> Asked:
        """The ticket, ready to be asked by nobody. The same while it has not changed."""
        if self._asked is None or self._asked.ticket is not self.ticket:
            self._asked = Asked(self, Context(self._stroke.now))
        return self._asked

    @property
    def ticket(self) -> Ticket:
        return self._stroke.work.ticket(self._number)

    @property
    def requester(self) -> Person | None:
        return self._stroke.work.person(self.ticket.requester)

    @property
    def organization(self) -> Organization | None:
        number = self.ticket.organization
        return self._stroke.work.organization(number) if number is not None else None

    @property
    def texts(self) -> Texts:
        ticket = self.ticket
        worded = (ticket.id, ticket.subject, ticket.messages, ticket.last_message)
        return self._stroke.texts.get(worded, self._read)

    def _read(self) -> Texts:
        said = messages.said_on(self._stroke.work.connection, self._number)
        said |= self._stroke.work.said_on(self._number)
        return _texts(said, self.ticket.subject)

    @property
    def unread(self) -> bool:
        return False  # nobody asks

    @property
    def concerned(self) -> frozenset[str]:
        return attention.agents_for(self._stroke.work.connection, self._number)

    @property
    def unsent(self) -> bool | None:
        waiting = [entry.state.for_people for entry in outbox.of_ticket(self._stroke.work.connection, self._number)]
        return max(waiting, default=None)


class EarlierFacts(StrokeFacts):
    """The ticket as it was before the stroke, with the texts that it has by now."""

    @property
    def ticket(self) -> Ticket:
        return self._stroke.before(self._number) or super().ticket


class KeptTexts:
    """Texts of the tickets that were asked about last, for one process: what is done next is mostly done to the same.

    They hold while nobody else writes on the desk and nothing is taken in, taken back or refused.
    """

    def __init__(self) -> None:
        self._texts: dict[object, Texts] = {}
        self._data_version = 0

    def look(self, connection: Connection) -> None:
        """A stroke begins: what another process has written may have changed them."""
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:
            self.forget()
            self._data_version = version

    def get(self, worded: object, read: Callable[[], Texts]) -> Texts:
        """Those of a ticket; *worded* is what is otherwise when they are."""
        if worded not in self._texts:
            if len(self._texts) >= _KEPT:
                self.forget()
            self._texts[worded] = read()
        return self._texts[worded]

    def forget(self) -> None:
        self._texts.clear()
