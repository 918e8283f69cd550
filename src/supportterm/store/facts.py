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
    from supportterm.store.work import Work


_KEPT: Final = 64
"""Tickets whose texts are kept: those that were asked about last."""


def record_of(connection: Connection, number: int, me: str) -> Record:
    """All that the agent *me* may ask of a ticket. Raises Refused when there is none."""
    ticket = tickets.get(connection, number)
    organization = people.organization(connection, ticket.organization) if ticket.organization is not None else None
    texts = _texts(messages.said_on(connection, number), ticket.subject)
    return Record(
        ticket,
        people.person(connection, ticket.requester),
        organization,
        texts.documents,
        ticket.last_message > seen.seen(connection, me, number),
        outbox.unsent(connection, number),
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
        self.number = number
        self._asked: Asked | None = None
        self._work: Work | None = None

    def asked(self) -> Asked:
        """The ticket, ready to be asked by nobody. The same while it has not changed and nothing was stored."""
        work = self._stroke.work
        if self._asked is None or self._asked.ticket is not self.ticket or self._work is not work:
            self._asked, self._work = self.asked_at(self._stroke.now), work
        return self._asked

    def asked_at(self, moment: int) -> Asked:
        """The same, as if it were another moment."""
        return Asked(self, Context(moment))

    @property
    def ticket(self) -> Ticket:
        return self._stroke.work.ticket(self.number)

    @property
    def requester(self) -> Person | None:
        return self._stroke.work.person(self.ticket.requester)

    @property
    def organization(self) -> Organization | None:
        number = self.ticket.organization
        return self._stroke.work.organization(number) if number is not None else None

    @property
    def texts(self) -> Texts:
        return self._stroke.texts.of(self._stroke.work.ticket(self.number), self._said)

    def _said(self, after: int) -> dict[int, tuple[int, str]]:
        said = messages.said_on(self._stroke.work.connection, self.number, after)
        return said | {id: one for id, one in self._stroke.work.said_on(self.number).items() if id > after}

    @property
    def unread(self) -> bool:
        return False  # nobody asks

    @property
    def concerned(self) -> frozenset[str]:
        return attention.agents_for(self._stroke.work.connection, self.number)

    @property
    def unsent(self) -> bool | None:
        return outbox.unsent(self._stroke.work.connection, self.number)


class EarlierFacts(StrokeFacts):
    """The ticket as it was before the stroke, with the texts that it has by now."""

    @property
    def ticket(self) -> Ticket:
        return self._stroke.before(self.number) or super().ticket


class KeptTexts:
    """Texts of the tickets that were asked about last, for one process: what is done next is mostly done to the same.

    They hold while nobody else writes on the desk and nothing is taken in, taken back or refused.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Ticket, Texts]] = {}
        """By ticket, as it was when they were read."""
        self._data_version = 0

    def look(self, connection: Connection) -> None:
        """A stroke begins: what another process has written may have changed them."""
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:
            self.forget()
            self._data_version = version

    def of(self, ticket: Ticket, said: Callable[[int], Mapping[int, tuple[int, str]]]) -> Texts:
        """Those of *ticket*; *said* reads role and body of its messages after one, by id."""
        before, texts = self._kept.pop(ticket.id, (None, None))
        if before is None or texts is None or not _goes_on(before, ticket):
            texts = _texts(said(0), ticket.subject)
        elif before.messages != ticket.messages:
            more = said(before.last_message)
            if len(more) == ticket.messages - before.messages:
                texts = texts.followed_by(_texts(more, "").documents)
            else:
                texts = _texts(said(0), ticket.subject)
        if len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[ticket.id] = ticket, texts
        return texts

    def forget(self) -> None:
        self._kept.clear()


def _goes_on(before: Ticket, ticket: Ticket) -> bool:
    """Whether nothing was said on *ticket* since but after all else, if anything."""
    if before.subject != ticket.subject or not before.messages:
        return False
    return (before.messages, before.last_message) == (ticket.messages, ticket.last_message) or (
        before.messages < ticket.messages and before.last_message < ticket.last_message
    )
