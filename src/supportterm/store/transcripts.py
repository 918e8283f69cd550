"""A conversation as a mail: all that was said in public, for who asked to have it or for whom an agent sends it.

What it says is made when it is sent. Who answers it answers on the ticket.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.core.mail_address import is_address
from supportterm.core.nouns import Message, Ticket
from supportterm.core.numbers import label
from supportterm.core.refusal import Refused
from supportterm.core.remote import Say
from supportterm.core.terms import Role
from supportterm.store import customers, letters, lookups, messages, outbox, people, tickets
from supportterm.store.outbox import Entry
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

KIND: Final = "transcript"


def ask(stroke: "Stroke", number: int, to: str = "") -> str:
    """A transcript of a ticket waits to leave for *to*, or for who asked; the address.

    One that waits already is enough. Raises Refused when there is no address, or nothing can carry it.
    """
    connection = stroke.work.connection
    ticket = stroke.work.ticket(number)
    person = people.person(connection, ticket.requester)
    address = to or (person.email if person is not None else "")
    called = label(ticket.id, ticket.number)
    if ticket.home:
        raise Refused(f"{called} lives at {ticket.home}, which writes to its customer itself")
    if not is_address(address):
        raise Refused(f"{address!r} is no mail address" if address else f"who asked {called} gave no mail address")
    by = letters.carrier(connection)
    if by is None:
        raise Refused("this desk has no mail connection; `connect mail` makes one")
    there = [e for e in outbox.of_ticket(connection, number) if e.kind == KIND and e.unsent]
    if all(_to(entry) != address for entry in there):
        outbox.add(
            connection, id=stroke.work.new_id(stroke.now), name=by.name, ticket=number, kind=KIND, what={"to": address},
            change=stroke.id, actor=stroke.actor, at=stroke.now, not_before=stroke.now,
        )  # fmt: skip
    return address


def step_of(connection: Connection, entry: Entry, references: tuple[str, ...]) -> Say:
    """The mail, with all that can be read by the moment it is sent."""
    ticket = tickets.get(connection, entry.ticket)
    found = customers.request(connection, ticket.requester, ticket.id, entry.sent_at or entry.at)
    said = found.messages if found is not None else ()
    name = lookups.name(connection)
    return Say(
        entry.marker, "", Role.REPLY, "\n\n".join(_lines(connection, ticket, said, name)), author=name,
        to=(_to(entry),), at=entry.sent_at or entry.at, subject=ticket.subject, number=ticket.id, team=ticket.team,
        references=references, automatic=True,
    )  # fmt: skip


def _to(entry: Entry) -> str:
    return str(msgspec.json.decode(entry.what)["to"])


def _lines(connection: Connection, ticket: Ticket, said: tuple[Message, ...], name: str) -> Iterator[str]:
    yield f"What was said{f' with {name}' if name else ''} about “{ticket.subject}”. Times are UTC."
    day = ""
    for message in said:
        moment = datetime.fromtimestamp(message.at / 1000, UTC)
        date = f"{moment.day} {moment:%B %Y}, " if (today := f"{moment:%Y%m%d}") != day else ""
        day = today
        yield f"{message.author or 'You'}, {date}{moment:%H:%M}:"
        ours = message.role is Role.REPLY
        files = messages.attachments_of(connection, message.id) if message.attachments else ()
        text = "\n\n".join(filter(None, (message.body, *(f"(file: {file.name})" for file in files))))
        yield text if ours else "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
