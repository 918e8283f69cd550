"""A ticket is the fold of its operations.

`fold` is total over known kinds: a log that was accepted once folds for ever, whatever later versions
would refuse. What it can't read, a value that means nothing to it included, it counts in `Ticket.unknown`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec.structs import replace

from supportterm.core.fold_hand_off import accepted, escalated, handed_back, with_card_settled
from supportterm.core.ids import LAST_MOMENT, message_time
from supportterm.core.nouns import Link, Ticket, Value
from supportterm.core.operations import (
    Absorb,
    Accept,
    AnyPayload,
    Create,
    Escalate,
    Follow,
    HandBack,
    LinkArticle,
    LinkTicket,
    MergeInto,
    Observed,
    Operation,
    Rated,
    Remark,
    Routed,
    Set,
    Snooze,
    SplitFrom,
    SplitOff,
    Suspend,
    Tag,
    Undo,
    Wrote,
)
from supportterm.core.terms import RECENT_CONTACTS, SUSPENDED, Priority, Role, Status

T = TypeVar("T", str, int, Link)

_COLUMNS: Mapping[str, tuple[str, type, bool]] = {
    "subject": ("subject", str, False),
    "assignee": ("assignee", str, True),
    "team": ("team", str, True),
    "tier": ("tier", int, False),
    "organization": ("organization", int, True),
    "due": ("due_set", int, True),
}
"""Fields that `Set` writes as they are: the attribute each lands in, what it holds, whether it can be empty."""

_STATUSES: Mapping[Value, Status] = {int(s): s for s in Status}
_PRIORITIES: Mapping[Value, Priority] = {int(p): p for p in Priority}
_ROLES: Mapping[int, Role] = {int(r): r for r in Role}


class Happened(Protocol):
    """As much of an operation as tells what was undone."""

    @property
    def change(self) -> bytes: ...
    @property
    def payload(self) -> AnyPayload: ...


class LogBroken(ValueError):
    """The log does not begin with the creation of its ticket."""


def fold(ticket: Ticket | None, number: int, operation: Operation) -> Ticket:
    """*ticket* after *operation*; None is a ticket that is not there yet.

    `Undo` leaves it as it is: what an undo means can only be told from the whole log, by `fold_all`.
    """
    payload = operation.payload
    at = operation.at
    if isinstance(payload, Create):
        return _created(payload, number, at)
    if ticket is None:
        raise LogBroken(f"the log of ticket {number} does not begin with its creation")
    match payload:
        case Wrote():
            return _wrote(ticket, payload)
        case Undo() | Remark():
            return ticket
        case Routed(nobody=nobody):
            waits = nobody and ticket.waits_since is None and ticket.assignee is None
            return replace(ticket, waits_since=at) if waits else ticket
        case Rated(score=score, recommends=recommends):
            changed = replace(ticket, nps=score) if recommends else replace(ticket, csat=score)
        case Observed():
            changed = with_card_settled(_observed(ticket, payload, at), operation.actor, at)
        case Set():
            changed = with_card_settled(_set(ticket, payload.field, payload.value, at), operation.actor, at)
        case Tag():
            changed = replace(ticket, tags=_changed(ticket.tags, payload.add, payload.remove))
        case Follow():
            changed = replace(ticket, followers=_changed(ticket.followers, payload.add, payload.remove))
        case Escalate():
            changed = escalated(ticket, payload, operation.actor, at)
        case Accept():
            changed = accepted(ticket, operation.actor, at)
        case HandBack():
            changed = handed_back(ticket, payload, operation.actor, at)
        case Snooze(until):
            changed = replace(ticket, snoozed_until=until)
        case MergeInto(target):
            changed = replace(_status(ticket, Status.CLOSED, at), merged_into=target, snoozed_until=None)
        case Absorb(source):
            changed = replace(ticket, absorbed=_changed(ticket.absorbed, (source,), ()))
        case SplitOff():
            changed = ticket
        case SplitFrom(other):
            changed = replace(ticket, split_from=other)
        case Suspend(reason):
            changed = _suspended(ticket, reason, at)
        case LinkTicket(other, kind, link):
            there = (Link(kind, other),)
            changed = replace(ticket, links=_changed(ticket.links, there if link else (), () if link else there))
        case LinkArticle(article, link):
            one = (article,)
            changed = replace(ticket, articles=_changed(ticket.articles, one if link else (), () if link else one))
        case _:
            changed = replace(ticket, unknown=ticket.unknown + 1)
    if changed.waits_since is not None and (changed.assignee is not None or changed.status >= Status.SOLVED):
        changed = replace(changed, waits_since=None)
    return replace(changed, updated_at=max(at, ticket.updated_at))


def fold_all(number: int, log: Sequence[Operation]) -> Ticket | None:
    """The ticket that *log*, oldest first, adds up to without what was undone; None when its creation was."""
    without = undone_changes(log)
    ticket: Ticket | None = None
    for operation in log:
        if operation.change in without:
            if isinstance(operation.payload, Create):
                return None
            continue
        ticket = fold(ticket, number, operation)
    return ticket


def undone_changes(log: Sequence[Happened]) -> set[bytes]:
    """Ids of the changes that have no effect: undone, and not brought back by undoing that undo.

    An undo can only name an earlier change, so reading backwards meets each undo after those that undo it.
    """
    without: set[bytes] = set()
    for operation in reversed(log):
        payload = operation.payload
        if isinstance(payload, Undo) and operation.change not in without:
            without.add(bytes.fromhex(payload.change))
    return without


def _created(payload: Create, number: int, at: int) -> Ticket:
    status, priority = _STATUSES.get(payload.status), _PRIORITIES.get(payload.priority)
    return Ticket(
        id=number,
        subject=payload.subject,
        requester=payload.requester,
        created_at=at,
        updated_at=at,
        status=Status.NEW if status is None else status,
        priority=Priority.NORMAL if priority is None else priority,
        channel=payload.channel,
        organization=payload.organization,
        team=payload.team,
        tier=payload.tier,
        tags=tuple(sorted(set(payload.tags))),
        fields=dict(payload.fields),
        home=payload.home,
        number=payload.number,
        solved_at=at if status is not None and status >= Status.SOLVED else None,
        unknown=(status is None) + (priority is None),
    )


def _wrote(ticket: Ticket, payload: Wrote) -> Ticket:
    """Times come from the message itself, so that history read out of order folds to the same ticket."""
    at = message_time(payload.message)
    role = _ROLES.get(payload.role)
    person = payload.person
    earlier, customer, replied = ticket.earlier_contacts, ticket.customer_at, ticket.replied_at
    if role is Role.CUSTOMER:
        *before, customer = sorted((*ticket.recent_contacts, at))
        earlier = tuple(before[1 - RECENT_CONTACTS :])
    elif role is Role.REPLY:
        replied = max(at, replied or 0)
    return replace(
        ticket,
        created_at=min(ticket.created_at, at),
        updated_at=max(ticket.updated_at, at),
        customer_at=customer,
        earlier_contacts=earlier,
        replied_at=replied,
        last_message=max(ticket.last_message, payload.message),
        messages=ticket.messages + 1,
        contacts=ticket.contacts + (role is Role.CUSTOMER),
        attachments=ticket.attachments + payload.attachments,
        participants=_participants(ticket, ticket.requester, person),
        unknown=ticket.unknown + (role is None),
    )


def _set(ticket: Ticket, field: str, value: Value, at: int) -> Ticket:
    if field == "status" and value in _STATUSES:
        return _status(ticket, _STATUSES[value], at)
    if field == "priority" and value in _PRIORITIES:
        return replace(ticket, priority=_PRIORITIES[value])
    if field.startswith("field."):
        name = field.removeprefix("field.")
        rest = {k: v for k, v in ticket.fields.items() if k != name}
        return replace(ticket, fields=rest if value is None else {**rest, name: value})
    if field == "requester" and type(value) is int:
        return replace(ticket, requester=value, participants=_participants(ticket, value, ticket.requester))
    if field == "due" and type(value) is int and not 0 <= value <= LAST_MOMENT:
        return replace(ticket, unknown=ticket.unknown + 1)
    if field in _COLUMNS:
        attribute, kind, optional = _COLUMNS[field]
        if type(value) is kind or (optional and value is None):
            return replace(ticket, **{attribute: value})
    return replace(ticket, unknown=ticket.unknown + 1)


def _observed(ticket: Ticket, payload: Observed, at: int) -> Ticket:
    for field, value in payload.values.items():
        ticket = _set(ticket, field, value, at)
    return replace(
        ticket,
        tags=_changed(ticket.tags, payload.add, payload.remove),
        number=ticket.number if payload.number is None else payload.number,
        gone=ticket.gone if payload.gone is None else payload.gone,
    )


def _participants(ticket: Ticket, requester: int, person: int | None) -> tuple[int, ...]:
    """Who takes part beside *requester*, now that *person* does too, in the order in which they came."""
    others = dict.fromkeys(ticket.participants)
    if person is not None:
        others[person] = None
    return tuple(other for other in others if other != requester)


def _status(ticket: Ticket, status: Status, at: int) -> Ticket:
    """Solved at the first of solved and closed; no longer when work goes on."""
    solved = (ticket.solved_at or at) if status >= Status.SOLVED else None
    return replace(ticket, status=status, solved_at=solved)


def _suspended(ticket: Ticket, reason: str, at: int) -> Ticket:
    """Closed and tagged while it is held back; new when it is let in."""
    ticket = _status(ticket, Status.CLOSED if reason else Status.NEW, at)
    tag = (SUSPENDED,)
    tags = _changed(ticket.tags, tag if reason else (), () if reason else tag)
    return replace(ticket, suspended=reason, tags=tags, snoozed_until=None)


def _changed(have: tuple[T, ...], add: Iterable[T], remove: Iterable[T]) -> tuple[T, ...]:
    """A sorted set as a tuple; what is both added and removed is gone."""
    return tuple(sorted((set(have) | set(add)) - set(remove)))
