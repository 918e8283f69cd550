"""Tickets ↔ their rows. A row is the fold of the ticket's log; only changed columns are written."""

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from supportterm.core import promised
from supportterm.core.nouns import HandOff, Link, Ticket, Value
from supportterm.core.numbers import bare
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Status
from supportterm.store.sqlite import Connection

_PLAIN: Final = [
    "subject",
    "status",
    "priority",
    "channel",
    "requester",
    "organization",
    "assignee",
    "team",
    "tier",
    "created_at",
    "updated_at",
    "due_set",
    "snoozed_until",
    "waits_since",
    "solved_at",
    "customer_at",
    "replied_at",
    "last_message",
    "messages",
    "contacts",
    "attachments",
    "merged_into",
    "escalations",
    "unknown",
    "home",
    "number",
]
_COLUMNS: Final = (*_PLAIN, "handed_at", "promise", "due_at", "tags", "fields", "rest")
_SELECT: Final = f"SELECT id, {', '.join(_COLUMNS)} FROM ticket WHERE id = ?"
_INSERT: Final = f"INSERT INTO ticket (id, {', '.join(_COLUMNS)}) VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"


class _Rest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What no list is ordered by."""

    followers: tuple[str, ...] = ()
    participants: tuple[int, ...] = ()
    absorbed: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()
    hand_off: HandOff | None = None
    hand_offs: tuple[HandOff, ...] = ()
    articles: tuple[int, ...] = ()
    gone: bool = False
    suspended: str = ""
    split_from: int | None = None
    csat: int | None = None
    nps: int | None = None
    earlier_contacts: tuple[int, ...] = ()


_NO_REST = _Rest()
_to_json = msgspec.json.Encoder().encode
_rest_from = msgspec.json.Decoder(_Rest).decode
_tags_from = msgspec.json.Decoder(tuple[str, ...]).decode
_fields_from = msgspec.json.Decoder(dict[str, Value]).decode


def load(connection: Connection, number: int) -> Ticket | None:
    row = connection.execute(_SELECT, (number,)).fetchone()
    return _ticket_from(row) if row else None


def get(connection: Connection, number: int) -> Ticket:
    """Raises Refused when there is no such ticket."""
    ticket = load(connection, number)
    if ticket is None:
        raise Refused(f"there is no ticket {bare(number)}")
    return ticket


def save(connection: Connection, old: Ticket | None, new: Ticket | None) -> None:
    """Make the row of *old* the row of *new*; None is a ticket that is not there."""
    save_all(connection, [(old, new)])


def save_all(connection: Connection, changes: Iterable[tuple[Ticket | None, Ticket | None]]) -> None:
    """As `save` for each (old, new)."""
    created: list[Ticket] = []
    for old, new in changes:
        if old is not None:
            _change(connection, old, new)
        elif new is not None:
            created.append(new)
    connection.executemany(_INSERT, [(new.id, *_values(new)) for new in created])
    connection.executemany("INSERT INTO ticket_tag VALUES (?, ?)", [(t, new.id) for new in created for t in new.tags])
    for new in created:
        _link(connection, new.id, (), new.links)


def _change(connection: Connection, old: Ticket, new: Ticket | None) -> None:
    if new is None:
        connection.execute("DELETE FROM ticket WHERE id = ?", (old.id,))
    else:
        before, after = _values(old), _values(new)
        changed = [i for i in range(len(after)) if after[i] != before[i]]
        if changed:
            sets = ", ".join(f"{_COLUMNS[i]} = ?" for i in changed)
            connection.execute(f"UPDATE ticket SET {sets} WHERE id = ?", [*(after[i] for i in changed), new.id])
    _link(connection, old.id, old.links, new.links if new else ())
    tags = new.tags if new else ()
    if tags != old.tags:
        gone, come = set(old.tags).difference(tags), set(tags).difference(old.tags)
        connection.executemany("DELETE FROM ticket_tag WHERE tag = ? AND ticket = ?", [(t, old.id) for t in gone])
        connection.executemany("INSERT INTO ticket_tag VALUES (?, ?)", [(t, old.id) for t in sorted(come)])


def _link(connection: Connection, ticket: int, before: tuple[Link, ...], after: tuple[Link, ...]) -> None:
    if before == after:
        return
    connection.executemany(
        "DELETE FROM ticket_link WHERE ticket = ? AND kind = ? AND other = ?",
        [(ticket, link.kind, link.ticket) for link in before if link not in after],
    )
    come = [(ticket, link.kind, link.ticket) for link in after if link not in before]
    connection.executemany("INSERT INTO ticket_link VALUES (?, ?, ?)", come)


def _values(ticket: Ticket) -> tuple[Any, ...]:
    rest = _Rest(
        ticket.followers, ticket.participants, ticket.absorbed, ticket.links, ticket.hand_off, ticket.hand_offs,
        ticket.articles, ticket.gone, ticket.suspended, ticket.split_from, ticket.csat, ticket.nps,
        ticket.earlier_contacts,
    )  # fmt: skip
    return (
        ticket.subject,
        int(ticket.status),
        int(ticket.priority),
        ticket.channel,
        ticket.requester,
        ticket.organization,
        ticket.assignee,
        ticket.team,
        ticket.tier,
        ticket.created_at,
        ticket.updated_at,
        ticket.due_set,
        ticket.snoozed_until,
        ticket.waits_since,
        ticket.solved_at,
        ticket.customer_at,
        ticket.replied_at,
        ticket.last_message,
        ticket.messages,
        ticket.contacts,
        ticket.attachments,
        ticket.merged_into,
        ticket.escalations,
        ticket.unknown,
        ticket.home,
        ticket.number,
        ticket.handed_at,
        ticket.promise.text() if ticket.promise else "",
        ticket.due_at,
        _to_json(ticket.tags).decode() if ticket.tags else "[]",
        json.dumps(ticket.fields, ensure_ascii=False, sort_keys=True) if ticket.fields else "{}",
        "{}" if rest == _NO_REST else _to_json(rest).decode(),
    )


def _ticket_from(row: tuple[Any, ...]) -> Ticket:
    values = dict(zip(_PLAIN, row[1:], strict=False))
    values["status"] = Status(row[2])
    values["priority"] = Priority(row[3])
    rest = _rest_from(row[-1]) if row[-1] != "{}" else _NO_REST
    return Ticket(
        id=row[0],
        **values,
        tags=_tags_from(row[-3]) if row[-3] != "[]" else (),
        fields=_fields_from(row[-2]) if row[-2] != "{}" else {},
        followers=rest.followers,
        participants=rest.participants,
        absorbed=rest.absorbed,
        links=rest.links,
        hand_off=rest.hand_off,
        hand_offs=rest.hand_offs,
        articles=rest.articles,
        gone=rest.gone,
        suspended=rest.suspended,
        split_from=rest.split_from,
        csat=rest.csat,
        nps=rest.nps,
        earlier_contacts=rest.earlier_contacts,
        promise=promised.read(row[-5]),
    )
