"""A ticket's story: its messages, those of tickets merged into it, and what else happened to it."""

from collections.abc import Collection
from typing import Final, NamedTuple

from supportterm.core.fold import undone_changes
from supportterm.core.ids import MESSAGE_TIE_BITS, message_floor
from supportterm.core.nouns import Message, Ticket, Value
from supportterm.core.operations import (
    Absorb,
    AnyPayload,
    Called,
    Create,
    Delivered,
    Observed,
    Operation,
    Subject,
    Undo,
    Wrote,
)
from supportterm.store import messages, outbox, tickets
from supportterm.store.append import entries_of, log_of, since
from supportterm.store.sqlite import Connection

_LATER = 1 << (MESSAGE_TIE_BITS - 1)
_MOST: Final = 200
"""Operations that are told as news; of more, all is read again."""


class Event(NamedTuple):
    """Something that happened to a ticket and is no message."""

    id: int
    """Its place in the timeline, comparable with the ids of messages; after those of the same millisecond."""
    ticket: int
    at: int
    actor: str
    payload: AnyPayload
    base: dict[str, Value]
    change: bytes


def read(
    connection: Connection,
    ticket: Ticket,
    *,
    before: int | None,
    after: int | None,
    size: int,
    until: int | None = None,
) -> tuple[Message | Event, ...]:
    """Up to *size* items with ids below *before* or above *after*, oldest first; without either, the newest.

    *until*: as it could be read at that moment, of the *ticket* as it was then.
    """
    there = family(connection, ticket)
    other: set[int] = set()
    if until is not None:
        end = message_floor(until + 1)
        before = end if before is None and after is None else before if before is None else min(before, end)
        other = {m for number in there for m in _seen_otherwise(connection, number, until)}
    wrote = messages.of_tickets(connection, there, before=before, after=after, size=size, otherwise=other)
    if until is not None:
        wrote = [message for message in wrote if message.id < end]
    happened = _events(connection, ticket.id, until)
    if after is not None:
        later: list[Message | Event] = [*wrote, *(e for e in happened if e.id > after)]
        return tuple(sorted(later, key=lambda item: item.id)[:size])
    earlier: list[Message | Event] = [*wrote, *(e for e in happened if before is None or e.id < before)]
    return tuple(sorted(earlier, key=lambda item: item.id)[-size:])


class News(NamedTuple):
    """What happened to a timeline behind a place of the log."""

    place: int
    """Where the log ends for it now."""
    items: tuple[Message | Event, ...] = ()
    """What came, and messages that may stand otherwise now, oldest first."""
    whole: bool = False
    """More than that: messages went, or came among those before. All is to be read again."""


def news(connection: Connection, ticket: Ticket, place: int, watched: Collection[int]) -> News:
    """What happened behind *place*, read in as many rows as that were. *watched*: messages in memory that are under
    way; what becomes of them, and of all that is to leave, is not always told by the log."""
    there = family(connection, ticket)
    log = since(connection, there, place, _MOST + 1)
    if len(log) > _MOST or any(isinstance(operation.payload, Undo | Absorb) for _, operation in log):
        return News(place, whole=True)
    wanted = {getattr(operation.payload, "message", 0) for _, operation in log}.union(watched) - {0}
    leaving = (entry.carries for number in there for entry in outbox.of_ticket(connection, number))
    found = messages.some(connection, wanted.union(*leaving))
    happened = [_event(ticket.id, seq, o) for seq, o in log if o.subject.id == ticket.id and _tells(o)]
    items: list[Message | Event] = [*found, *happened]
    came = tuple(sorted(items, key=lambda item: item.id))
    return News(log[-1][0] if log else place, came, whole=not wanted <= {m.id for m in found})


def family(connection: Connection, ticket: Ticket) -> list[int]:
    """Numbers of the ticket and of all that were merged into it, and into those."""
    found, waiting = [ticket.id], list(ticket.absorbed)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.append(number)
            absorbed = tickets.load(connection, number)
            waiting.extend(absorbed.absorbed if absorbed else ())
    return found


def _events(connection: Connection, ticket: int, until: int | None = None) -> list[Event]:
    # A long ticket's log is mostly messages, and those are read by the page.
    entries = entries_of(connection, Subject("ticket", ticket), without="message")
    if until is not None:
        entries = tuple(e for e in entries if e.operation.at <= until)
        gone = undone_changes([e.operation for e in entries])
        entries = tuple(e for e in entries if e.operation.change not in gone)
        return [_event(ticket, e.seq, e.operation) for e in entries if _shown(e.operation)]
    return [_event(ticket, e.seq, e.operation) for e in entries if not e.undone and _shown(e.operation)]


def _seen_otherwise(connection: Connection, ticket: int, until: int) -> set[int]:
    """Messages that are hidden now and were not then, or the other way round."""
    log = log_of(connection, Subject("ticket", ticket))
    now, then = undone_changes(log), undone_changes([o for o in log if o.at <= until])
    turned = now ^ then
    return {o.payload.message for o in log if isinstance(o.payload, Wrote) and o.change in turned and o.at <= until}


def _tells(operation: Operation) -> bool:
    """Whether it is an event of a timeline, and no message."""
    return not isinstance(operation.payload, Wrote) and _shown(operation)


def _shown(operation: Operation) -> bool:
    match operation.payload:
        case Undo() | Create() | Delivered(delivery="sent") | Called():  # a call is told by its note
            return False
        case Observed() as told:  # told again as it was
            return bool(told.values or told.add or told.remove or told.number) or told.gone is not None
    return True


def _event(ticket: int, seq: int, operation: Operation) -> Event:
    place = message_floor(operation.at) + _LATER + seq % _LATER
    return Event(place, ticket, operation.at, operation.actor, operation.payload, operation.base, operation.change)
