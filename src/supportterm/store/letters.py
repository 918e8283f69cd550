"""Mails that belong to no ticket: the link by which somebody comes to their own requests.

A letter waits in the outbox as everything that leaves. What it says is made when it is sent, so that the link in it
lies nowhere, and lasts from then on.
"""

from typing import Final

from supportterm.core import passes
from supportterm.core.ids import uuid7
from supportterm.core.moments import HOUR
from supportterm.core.nouns import Connected
from supportterm.core.remote import Say
from supportterm.core.terms import Role
from supportterm.store import definitions, lookups, outbox, people, portal
from supportterm.store.outbox import Entry
from supportterm.store.sqlite import Connection

KIND: Final = "letter"
ENTER: Final = "enter"
"""What the pass in the link is for; it claims a person and the address it went to."""
LASTS: Final = HOUR
_PLACE: Final = 1 << 48
"""Letters to one person keep their order, and one that can't leave holds no other's: further below 0 than articles."""


def is_letter(place: int) -> bool:
    """Whether `Entry.ticket` is that of a letter."""
    return place <= -_PLACE


def ask(connection: Connection, email: str, at: int, random: bytes) -> bool:
    """A link for the person with this address waits to leave; False when there is nobody, or nothing can carry it.

    One that waits already is enough. Inside the caller's transaction; *random*: ten bytes.
    """
    person = people.by_email(connection, email)
    by = carrier(connection)
    if person is None or by is None or not portal.address(connection):
        return False
    place = -_PLACE - person.id
    if any(entry.unsent for entry in outbox.of_ticket(connection, place)):
        return True
    id = uuid7(at, lambda _: random)
    outbox.add(
        connection, id=id, name=by.name, ticket=place, kind=KIND, what={}, change=id, actor="customer", at=at,
        not_before=at,
    )  # fmt: skip
    return True


def step_of(connection: Connection, entry: Entry) -> Say | None:
    """The mail, with a link that is good from the moment of sending; None when the person or the site is gone."""
    person = people.person(connection, -_PLACE - entry.ticket)
    key, address = portal.key(connection), portal.address(connection)
    if person is None or not person.email or key is None or not address:
        return None
    at = entry.sent_at or entry.at
    name = lookups.name(connection)
    link = f"{address}/requests/enter?pass={passes.signed(key, ENTER, (person.id, person.email), at + LASTS)}"
    body = (
        f"Somebody, most likely you, asked to see your requests. This link opens them:\n\n<{link}>\n\n"
        "It works for one hour. If it was not you who asked, there is nothing to do: the link went to nobody else."
    )
    return Say(
        entry.marker, "", Role.REPLY, body, author=name, to=(person.email,), at=at,
        subject=f"Your requests at {name}" if name else "Your requests", automatic=True,
    )  # fmt: skip


def carrier(connection: Connection) -> Connected | None:
    """The connection by which mails leave that answer no mail; None when there is none."""
    there = definitions.all_of(connection, "connection")
    return next((c for c in there if "tickets" not in c.can and "reply" in c.can and not c.paused), None)
