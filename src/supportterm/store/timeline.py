"""A ticket's story: its messages, those of tickets merged into it, and what else happened to it."""

from typing import NamedTuple

from supportterm.core.ids import MESSAGE_TIE_BITS, message_floor
from supportterm.core.nouns import Message, Ticket, Value
from supportterm.core.operations import AnyPayload, Create, Delivered, Observed, Operation, Subject, Undo
from supportterm.store import messages, tickets
from supportterm.store.append import entries_of
from supportterm.store.sqlite import Connection

_LATER = 1 << (MESSAGE_TIE_BITS - 1)


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
    connection: Connection, ticket: Ticket, *, before: int | None, after: int | None, size: int
) -> tuple[Message | Event, ...]:
    """Up to *size* items with ids below *before* or above *after*, oldest first; without either, the newest."""
    wrote = messages.of_tickets(connection, family(connection, ticket), before=before, after=after, size=size)
    happened = _events(connection, ticket.id)
    if after is not None:
        later: list[Message | Event] = [*wrote, *(e for e in happened if e.id > after)]
        return tuple(sorted(later, key=lambda item: item.id)[:size])
    earlier: list[Message | Event] = [*wrote, *(e for e in happened if before is None or e.id < before)]
    return tuple(sorted(earlier, key=lambda item: item.id)[-size:])


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


def _events(connection: Connection, ticket: int) -> list[Event]:
    # A long ticket's log is mostly messages, and those are read by the page.
    entries = entries_of(connection, Subject("ticket", ticket), without="message")
    return [_event(ticket, e.seq, e.operation) for e in entries if not e.undone and _shown(e.operation)]


def _shown(operation: Operation) -> bool:
    match operation.payload:
        case Undo() | Create() | Delivered(delivery="sent"):
            return False
        case Observed() as told:  # told again as it was
            return bool(told.values or told.add or told.remove or told.number) or told.gone is not None
    return True


def _event(ticket: int, seq: int, operation: Operation) -> Event:
    place = message_floor(operation.at) + _LATER + seq % _LATER
    return Event(place, ticket, operation.at, operation.actor, operation.payload, operation.base, operation.change)
