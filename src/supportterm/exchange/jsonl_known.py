"""Which tickets and messages of a file are here already: an import can be repeated, or go on where it broke off."""

import hashlib
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.core import operations
from supportterm.core.operations import Create, Wrote
from supportterm.core.query import parse

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.bulk import Bulk

_UNLIKELY: Final = 20
"""Tickets of another subject that are looked at when a ticket may be here already."""


class Here(msgspec.Struct):
    """What is known of the ticket whose lines are being read."""

    number: int
    messages: dict[bytes, int] = msgspec.field(default_factory=dict)
    """By fingerprint."""
    changes: set[tuple[int, bytes]] = msgspec.field(default_factory=set)


class Known:
    def __init__(self, desk: "Desk", bulk: "Bulk") -> None:
        self._desk = desk
        self._bulk = bulk
        self._empty = desk.count(parse("")) == 0
        """Nothing can be here already."""
        self._met: set[int] = set()
        """Tickets of this desk that have come in the file: another ticket there is another here."""
        self._people: set[int] = set()
        """The same of people."""

    def met(self, person: int) -> None:
        """*person* of this desk is one of the file's."""
        self._people.add(person)

    def nameless(self, name: str) -> int | None:
        """Somebody of this desk who is called so and has no address either."""
        there = self._desk.people(name, 50) if not self._empty else ()
        same = [p.id for p in there if p.name == name and not p.email and p.id not in self._people]
        self._people.update(same[:1])
        return same[0] if same else None

    def made(self, number: int) -> Here:
        """The ticket *number* was made just now."""
        self._met.add(number)
        return Here(number)

    def ticket(self, subject: str, requester: int, asks: int, at: int) -> Here | None:
        """A ticket of this desk that *requester* began at the moment *at*, and whose requester is *asks* now."""
        if self._empty:
            return None
        theirs = [t[:2] for t in self._bulk.tickets_of(asks, 1_000) if t[0] not in self._met]
        # A subject may have been changed since; that happens, but not often.
        likely = [n for n, title in theirs if title == subject]
        others = [n for n, title in theirs if title != subject][:_UNLIKELY]
        for number in (*likely, *others):
            log = [e.operation for e in self._desk.log(number)]
            began = log[0].payload
            if isinstance(began, Create) and log[0].at == at and began.requester == requester:
                return self._here(number, log[1:])
        return None

    def mail(self, message_id: str) -> int | None:
        """The message that came by the same mail, when it is on a ticket that is not one of the file's."""
        found = self._bulk.known(message_id) if message_id and not self._empty else None
        return found[0] if found is not None and found[1] not in self._met else None

    def _here(self, number: int, log: list[operations.Operation]) -> Here:
        here = self.made(number)
        for operation in log:
            payload = operation.payload
            if isinstance(payload, Wrote):
                m = self._desk.message(payload.message)
                here.messages[fingerprint(m.role.word, m.at, m.body, m.message_id)] = m.id
            else:
                here.changes.add((operation.at, operations.encode(payload)))
        return here


def fingerprint(role: str, at: int, body: str, message_id: str) -> bytes:
    return hashlib.sha256(f"{role}\0{at}\0{message_id}\0{body}".encode("utf-8", "replace")).digest()
