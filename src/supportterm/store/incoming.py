"""Webhooks in, as strokes: a ticket that opens or goes on; and what became of the last deliveries."""

from typing import NamedTuple

from supportterm.core import verbs
from supportterm.core.incoming import Incoming, Told
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.verbs import Rules, held_back
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.store import authoring, tickets
from supportterm.store.customers import goes_on, open_ticket
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke


class Count(NamedTuple):
    """What came by a webhook."""

    taken: int
    last: int | None
    """Milliseconds."""
    refused: int
    refused_at: int | None
    why: str
    """Why the last one that was refused was."""


def take(stroke: Stroke, rules: Rules, incoming: Incoming, told: Told, channel: str) -> int:
    """What *told* says becomes a ticket, or goes on in the one with the same key; its number."""
    connection = stroke.work.connection
    number = _known(connection, incoming.name, told.key)
    if number is not None:
        _go_on(stroke, rules, number, told)
        return number
    new = NewTicket(
        told.email, told.subject, told.body, told.person, channel=channel,
        priority=told.priority or Priority.NORMAL, team=incoming.team or None, tags=incoming.tags,
        fields={name: value for name, value in told.fields.items() if value},
    )  # fmt: skip
    number = open_ticket(stroke, rules, new, asking=_asking(stroke, incoming, told), actor=stroke.actor)
    if told.status is not None and told.status is not Status.NEW:
        stroke.do(verbs.set_status(stroke.work.ticket(number), rules, told.status))
    if told.key:
        values = (incoming.name, told.key, number)
        connection.execute("INSERT OR REPLACE INTO incoming_ticket VALUES (?, ?, ?)", values)
    return number


def _asking(stroke: Stroke, incoming: Incoming, told: Told) -> int | None:
    """Number of who asks, where their address does not say it."""
    if told.email or (told.person and not told.phone):
        return None
    if told.phone:
        return authoring.person_calling(stroke, told.phone, told.person)
    connection = stroke.work.connection
    row = connection.execute("SELECT person FROM incoming WHERE name = ?", (incoming.name,)).fetchone()
    if row and row[0] is not None and stroke.work.person(row[0]) is not None:
        return int(row[0])
    itself = authoring.stranger(stroke, incoming.title or incoming.name)
    connection.execute(
        "INSERT INTO incoming (name, person) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET person = ?2",
        (incoming.name, itself),
    )
    return itself


def _known(connection: Connection, name: str, key: str) -> int | None:
    """The ticket that *key* belongs to, unless it is closed or gone: then another one begins."""
    if not key:
        return None
    row = connection.execute("SELECT ticket FROM incoming_ticket WHERE name = ? AND key = ?", (name, key)).fetchone()
    number = goes_on(connection, row[0]) if row else None
    if number is None:
        return None
    ticket = tickets.get(connection, number)
    return None if ticket.status is Status.CLOSED and not held_back(ticket) else number


def _go_on(stroke: Stroke, rules: Rules, number: int, told: Told) -> None:
    ticket = stroke.work.ticket(number)
    if told.body:
        # Where a ticket lives elsewhere nobody writes in a customer's name: colleagues there are told.
        role = Role.NOTE if ticket.home else Role.CUSTOMER
        said = NewMessage(role, told.body, markdown=False, person=None if ticket.home else ticket.requester)
        authoring.write(stroke, rules, number, said)
    for name, value in told.fields.items():
        stroke.do(verbs.set_field(stroke.work.ticket(number), rules, name, value or None))
    if told.priority is not None:
        stroke.do(verbs.set_priority(stroke.work.ticket(number), rules, told.priority))
    if told.status is not None and not held_back(ticket):
        stroke.do(verbs.set_status(stroke.work.ticket(number), rules, told.status))


# --- what became of the last ones


def counts(connection: Connection) -> dict[str, Count]:
    found = connection.execute("SELECT name, taken, last, refused, refused_at, why FROM incoming")
    return {name: Count(*rest) for name, *rest in found}


def taken(connection: Connection, name: str, at: int) -> None:
    connection.execute(
        "INSERT INTO incoming (name, taken, last) VALUES (?1, 1, ?2) "
        "ON CONFLICT (name) DO UPDATE SET taken = taken + 1, last = ?2",
        (name, at),
    )


def refused(connection: Connection, name: str, at: int, why: str) -> None:
    connection.execute(
        "INSERT INTO incoming (name, refused, refused_at, why) VALUES (?1, 1, ?2, ?3) "
        "ON CONFLICT (name) DO UPDATE SET refused = refused + 1, refused_at = ?2, why = ?3",
        (name, at, why),
    )
