"""A ticket as lists show it, straight from SQL.

Free of msgspec, so that a list in the shell does not pay for loading it.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from supportterm.core.promised import Promised
from supportterm.core.promised import read as promised_from
from supportterm.store.concerning import reason_sql
from supportterm.store.seen import seen_sql
from supportterm.store.unsent import FOR_PEOPLE, OPEN

Key = tuple[int, ...]
"""A row's place in an order: the order's value, then the ticket's number; in a grouped list the group before both."""


class TicketRow(NamedTuple):
    """One line of a queue. Status and priority are the integers of core/terms.py; times are milliseconds."""

    id: int
    subject: str
    status: int
    priority: int
    requester: str
    """Display name."""
    email: str
    organization: str
    segment: str
    assignee: str | None
    team: str | None
    tier: int
    channel: str
    tags: tuple[str, ...]
    created_at: int
    updated_at: int
    due_at: int | None
    snoozed_until: int | None
    messages: int
    attachments: int
    unread: bool
    """Something was written since the agent last looked."""
    draft: bool
    """The agent has something unsent on it."""
    escalated: bool
    merged_into: int | None
    number: str
    """What people call it, where that is not its id."""
    home: str
    promise: Promised | None
    """What is promised next."""
    unsent: bool | None
    """Something of it waits to leave; True: for a person. None: nothing waits."""
    fields: str
    """Its custom fields, a JSON object."""
    why: str
    """Why it is for the agent, and who made it so: `mentioned Dana`; empty when it is not."""
    key: Key


COLUMNS = f"""ticket.id, ticket.subject, ticket.status, ticket.priority,
 ifnull(requester_.name, ''), ifnull(requester_.email, ''),
 ifnull(organization_.name, ''), ifnull(organization_.segment, ''),
 ticket.assignee, ticket.team, ticket.tier, ticket.channel, ticket.tags, ticket.created_at, ticket.updated_at,
 ticket.due_at, ticket.snoozed_until, ticket.messages, ticket.attachments,
 ticket.last_message > {seen_sql(":me")},
 EXISTS (SELECT 1 FROM draft WHERE agent = :me AND ticket = ticket.id),
 ticket.escalations > 0, ticket.merged_into, ticket.number, ticket.home,
 ticket.promise,
 (SELECT max({FOR_PEOPLE}) FROM outbox WHERE outbox.ticket = ticket.id AND {OPEN}),
 ticket.fields, {reason_sql(":me")}"""
"""Everything of a `TicketRow` but its key; `:me` is the agent."""

JOINS = """ LEFT JOIN person AS requester_ ON requester_.id = ticket.requester
 LEFT JOIN organization AS organization_ ON organization_.id = ticket.organization"""


def rows_from(found: Iterable[tuple[Any, ...]]) -> list[TicketRow]:
    """Rows of `COLUMNS` and a key value as `TicketRow`s."""
    return [_row(row) for row in found]


def _row(row: tuple[Any, ...]) -> TicketRow:
    unsent = None if row[26] is None else bool(row[26])
    promised = promised_from(row[25]) if row[25] else None
    flags = map(bool, row[19:22])
    values = (*row[:12], tags_from(row[12]), *row[13:19], *flags, *row[22:25], promised, unsent, *row[27:29])
    return TicketRow._make((*values, (row[29], row[0])))


def tags_from(text: str) -> tuple[str, ...]:
    """The tags in a row's JSON array. Splitting reads it, but for quotes and the like that history may bring."""
    if "\\" in text:
        import json

        return tuple(json.loads(text))
    return tuple(text[2:-2].split('","')) if len(text) > 2 else ()
