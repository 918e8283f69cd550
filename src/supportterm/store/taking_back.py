"""Undo and redo of what was to leave: what waits is cancelled, what arrived gets a step that takes it back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from supportterm.core.merge import Wish, difference, shown, value_of
from supportterm.core.nouns import Connected
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.store import outbox, replica
from supportterm.store.departing import Departing, cancellable, reconcile, wish_of, wishes
from supportterm.store.returned import give_back, take_again

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


def take_back(stroke: "Stroke", connections: Mapping[str, Connected], flipped: set[bytes]) -> None:
    """After *stroke* took the changes *flipped* back, or brought them back. Raises Refused when it is too late."""
    departing = Departing(stroke, connections)
    connection = stroke.work.connection
    undone = {c for c in flipped if _is_undone(stroke, c)}
    for change in flipped:
        # Undone and done again, something was cancelled more than once: only its last entry counts.
        last = {(e.ticket, e.kind, e.message, e.what): e for e in outbox.of_change(connection, change)}
        for entry in last.values():
            arrived = entry.state is State.ACKED
            if change in undone:
                _cancel(stroke, entry)
            elif entry.state is State.CANCELLED:
                _again(stroke, connections, entry)
            if arrived and entry.kind == "article":
                departing.article(-entry.ticket)  # as it was is sent there too
    for number in sorted(stroke.work.touched):
        _fields(departing, stroke, connections, number, flipped)


def _is_undone(stroke: "Stroke", change: bytes) -> bool:
    row = stroke.work.connection.execute("SELECT undone FROM change WHERE id = ?", (change,)).fetchone()
    return bool(row and row[0])


def _cancel(stroke: "Stroke", entry: outbox.Entry) -> None:
    if cancellable(entry):
        words = "taken back before it left"
        outbox.move(stroke.work.connection, entry, State.CANCELLED, at=stroke.now, words=words, actor=stroke.actor)
        give_back(stroke, entry)
    elif entry.state.open:
        raise Refused("that is on its way already; wait until it is known whether it arrived")
    elif entry.state is State.ACKED and entry.kind not in ("set", "article"):
        raise Refused(_TOO_LATE.get(entry.kind, "that has left the house; write another to correct it"))


_TOO_LATE = {
    "open": "that ticket is at its home already; close it instead",
    "merge": "those tickets were merged at their home already; undo it there",
}


def _again(stroke: "Stroke", connections: Mapping[str, Connected], entry: outbox.Entry) -> None:
    """What was cancelled by the undo waits again, as something new."""
    later = entry.kind == "later"
    if (entry.connection not in connections and not later) or entry.kind == "set":
        return  # fields follow from what they are
    if entry.message is not None:
        stroke.work.delivery(entry.message, "waiting")
    take_again(stroke, entry)
    outbox.add(
        stroke.work.connection,
        id=stroke.work.new_id(stroke.now),
        name=entry.connection,
        ticket=entry.ticket,
        kind=entry.kind,
        what=msgspec.Raw(entry.what.encode()),
        message=entry.message,
        change=entry.change,
        actor=stroke.actor,
        at=stroke.now,
        not_before=entry.not_before if later else stroke.now + (stroke.wait if entry.kind == "say" else 0),
        seen_upto=entry.seen_upto,
    )


def _fields(
    departing: Departing,
    stroke: "Stroke",
    connections: Mapping[str, Connected],
    number: int,
    flipped: set[bytes],
) -> None:
    """Where a change had arrived, the remote is asked to follow; elsewhere the row follows the remote."""
    _, ticket = stroke.work.around(number)
    home = connections.get(ticket.home) if ticket is not None else None
    if ticket is None or home is None:
        return
    connection = stroke.work.connection
    known = replica.of_local(connection, "ticket", number, home.name)
    if known is None:
        return
    arrived = [
        wish_of(e)
        for change in flipped
        for e in outbox.of_change(connection, change)
        if e.ticket == number and e.kind == "set" and (e.state is State.ACKED or not _is_undone(stroke, change))
    ]
    there = shown(known.shadow, wishes(connection, number))
    values, add, remove = difference(ticket, there)  # from the row to what is there; asked for is the way back
    fields = {f for wish in arrived for f in wish.values} & set(values)
    tags = {t for wish in arrived for t in (*wish.add, *wish.remove)}
    wish = Wish(
        {f: value_of(ticket, f) for f in fields},
        {f: values[f] for f in fields},
        tuple(t for t in remove if t in tags),
        tuple(t for t in add if t in tags),
    )
    departing.fields(home, ticket, wish)
    reconcile(stroke, number)
