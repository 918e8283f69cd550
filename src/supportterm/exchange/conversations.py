"""What an import knows of conversations: those it has just read, from memory, and those of the desk, from the desk."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from supportterm.exchange import threading
from supportterm.exchange.mime import ParsedMail
from supportterm.exchange.threading import Place

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.bulk import Bulk

KEPT: Final = 100_000
"""Ids and conversations kept in memory; older ones are asked of the desk."""
_ASKED: Final = 5
"""People whose tickets are looked through for a subject."""


class _Talk:
    """A conversation of this import: who took part, when it was last written to."""

    __slots__ = ("at", "people", "ticket")

    def __init__(self, ticket: int, at: int) -> None:
        self.ticket = ticket
        self.at = at
        self.people: set[str] = set()


class Conversations(threading.Known):
    """*alone*: the desk was empty, so that what is not in memory is nowhere."""

    def __init__(self, desk: "Desk", bulk: "Bulk", *, alone: bool) -> None:
        self._desk = desk
        self._bulk = bulk
        self._alone = alone
        self._ids: dict[str, int] = {}
        self._awaited: dict[str, int] = {}
        self._talks: dict[int, _Talk] = {}
        self._subjects: dict[str, list[_Talk]] = {}
        self._first: dict[int, int] = {}

    def message_of(self, message_id: str) -> int | None:
        """The message with this id, when it is in already."""
        if self._alone and message_id not in self._ids:
            return None
        known = self._bulk.known(message_id)
        return known[0] if known else None

    def by_id(self, message_id: str) -> int | None:
        ticket = self._ids.get(message_id)
        if ticket is None and not self._alone:
            known = self._bulk.known(message_id)
            ticket = known[1] if known else None
        return ticket

    def awaiting(self, message_id: str) -> int | None:
        ticket = self._awaited.get(message_id)
        if ticket is None and not self._alone:
            ticket = min((t for _, t in self._bulk.children(message_id)), default=None)
        return ticket

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterator[Place]:
        wanted = tuple(people)[:_ASKED]
        for talk in self._subjects.get(subject, ()):
            if not talk.people.isdisjoint(wanted):
                yield Place(talk.ticket, talk.at)
        if self._alone:
            return
        for address in wanted:
            person = self._desk.person_by_email(address)
            for ticket, title, at in self._bulk.tickets_of(person.id) if person else ():
                if threading.normal_subject(title) == subject:
                    yield Place(ticket, at)

    def first(self, ticket: int) -> int:
        """When the oldest message of a ticket was written, milliseconds."""
        known = self._first.get(ticket)
        return self._desk.ticket(ticket).created_at if known is None else known

    def note(self, mail: ParsedMail, ticket: int, at: int, message_id: str) -> None:
        """*mail* lies in *ticket* now."""
        self._ids[message_id] = ticket
        for ancestor in threading.ancestors(mail):
            if ancestor not in self._ids:
                self._awaited.setdefault(ancestor, ticket)
        talk = self._talks.get(ticket)
        if talk is None:
            talk = self._talks[ticket] = _Talk(ticket, at)
            subject = threading.normal_subject(mail.subject)
            if subject:
                self._subjects.setdefault(subject, []).append(talk)
        talk.at = max(talk.at, at)
        talk.people.update(threading.people(mail))
        self._first[ticket] = min(self._first.get(ticket, at), at)
        if len(self._ids) > KEPT or len(self._awaited) > KEPT:
            self._bulk.commit()  # from here on the desk is asked, and must know all
            self._alone = False
            for kept in (self._ids, self._awaited, self._talks, self._subjects, self._first):
                kept.clear()
