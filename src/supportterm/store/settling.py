"""What became of something that left: each edge of core/outbox.py with all that follows from it, one transaction."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from supportterm.core.merge import Shadow, came_true
from supportterm.core.operations import Delivered, Observed, Subject
from supportterm.core.outbox import State
from supportterm.core.remote import Receipt
from supportterm.core.terms import Role
from supportterm.store import messages, outbox, overwritten, replica
from supportterm.store.departing import reconcile, wish_of
from supportterm.store.joining import join
from supportterm.store.outbox import Entry
from supportterm.store.twins import left

if TYPE_CHECKING:
    from supportterm.store.sqlite import Connection
    from supportterm.store.stroke import Stroke


def granted(stroke: "Stroke", entry: Entry, receipt: Receipt) -> None:
    """It is there: *receipt* says under which key. Also when that was found out by looking."""
    connection, name, ticket = stroke.work.connection, entry.connection, entry.ticket
    outbox.move(connection, entry, State.ACKED, at=stroke.now)
    match entry.kind:
        case "open":
            number = receipt.number or receipt.key
            met = replica.find(connection, name, "ticket", receipt.key)
            replica.put(connection, name, "ticket", receipt.key, ticket)
            if met is not None and met.local != ticket:  # it came as a stranger's before it was known to be ours
                join(stroke, met.local, ticket)
                finish(stroke, entry, met.shadow)
            # What became of it since may have been told before it was known that it is ours.
            replica.add_missing(connection, name, [receipt.key], stroke.now)
            if number != str(ticket):
                stroke.record(Subject("ticket", ticket), Observed(name, receipt.version, number=number))
        case "say":
            new = receipt.key and replica.find(connection, name, "message", receipt.key) is None
            if new and entry.message is not None:
                replica.put(connection, name, "message", receipt.key, entry.message)
            for message in entry.carries:
                # A mail has one id, which answers to it name: that of the last.
                known_as = receipt.message_id if message == entry.message else ""
                delivered(stroke, ticket, message, "sent", message_id=known_as)
        case "set":
            known = replica.of_local(connection, "ticket", ticket, name)
            if known is not None:
                there = came_true(wish_of(entry), known.shadow)
                version = receipt.version or known.version
                if known.version not in ("", version):  # what it was before is old news by now
                    there = replace(there.was(known.version), granted=True)
                replica.put(connection, name, "ticket", known.key, ticket, version, there)
                if entry.state is State.UNCERTAIN:
                    overwritten.late(stroke, entry, known.shadow.values, there.values)
                reconcile(stroke, ticket)
        case "article" if receipt.key:
            replica.put(connection, name, "article", receipt.key, -ticket, receipt.version)


def finish(stroke: "Stroke", entry: Entry, twin: Shadow) -> None:
    """What was opened without an answer may have been opened half, where that takes several requests."""
    wish = left(stroke.work.connection, entry, twin)
    if not wish.empty:
        id = stroke.work.new_id(stroke.now)
        outbox.add(
            stroke.work.connection, id=id, name=entry.connection, ticket=entry.ticket, kind="set", what=wish,
            change=entry.change, actor=entry.actor, at=stroke.now, not_before=stroke.now, seen_upto=stroke.work.log.seq,
        )  # fmt: skip


def delivered(
    stroke: "Stroke", ticket: int, message: int, delivery: str, *, words: str = "", message_id: str = ""
) -> None:
    """What became of a message on its way out, on the message and in the ticket's log."""
    stroke.record(Subject("ticket", ticket), Delivered(message, delivery, words))
    messages.deliver(stroke.work.connection, message, delivery, message_id=message_id)


def unsure(connection: "Connection", entry: Entry, words: str, now: int) -> None:
    """It was sent and nobody knows: it is looked up next, not sent again.

    How long it may still be on its way counts from now: who was stopped in between may have sent it only just.
    """
    outbox.move(connection, entry, State.UNCERTAIN, at=now, words=words, not_before=now, sent_at=now)


def put_back(connection: "Connection", entry: Entry, words: str, now: int, again_at: int) -> None:
    """It is proved that nothing was done: it waits for another try."""
    outbox.move(connection, entry, State.QUEUED, at=now, words=words, not_before=again_at, fence="", sent_at=None)


def repeat(connection: "Connection", entry: Entry, words: str, now: int, again_at: int) -> None:
    """It may be there, and is sent again under the same key, which tells; until then nobody can take it back."""
    outbox.move(
        connection, entry, State.QUEUED, at=now, words=words, not_before=again_at, fence="", doubt=outbox.REPEATED
    )


def refused(stroke: "Stroke", entry: Entry, words: str) -> None:
    """The remote does not take it; a person says what then."""
    outbox.move(stroke.work.connection, entry, State.REJECTED, at=stroke.now, words=words, fence="")
    for message in entry.carries:
        delivered(stroke, entry.ticket, message, "refused", words=words)


def ask(stroke: "Stroke", entry: Entry, words: str) -> None:
    """It can't be known whether it arrived; a person looks."""
    outbox.move(stroke.work.connection, entry, State.ASKING, at=stroke.now, words=words, fence="")
    for message in entry.carries:
        delivered(stroke, entry.ticket, message, "uncertain", words=words)


def take_over(connection: "Connection", name: str, now: int) -> int:
    """What was being sent when a keeper ended, or could not write down what came of it, has to be looked up.

    How many there are. The caller sends nothing at this moment, and nobody else may.
    """
    left = [e for e in outbox.every_open(connection, name) if e.state is State.SENDING]
    for entry in left:
        unsure(connection, entry, "the program ended while this was being sent", now)
    return len(left)


def doubt(connection: "Connection", now: int) -> int:
    """This file is a copy, or was put back: what waits may have been sent by another one. How many there are."""
    waiting = [e for e in outbox.every_open(connection) if not e.state.for_people]
    for entry in waiting:
        words = "this desk was copied or put back from a backup: what waited may have left already"
        if entry.state is State.SENDING:
            unsure(connection, entry, words, now)
            entry = outbox.get(connection, entry.id) or entry
        if entry.state is State.QUEUED:
            outbox.move(connection, entry, State.ASKING, at=now, words=words)
        outbox.amend(connection, entry, doubt=outbox.COPIED, words=words)
    return len(waiting)


def hold(connection: "Connection", name: str, now: int) -> None:
    """What waits to leave by *name* is for people: the remote is not the one it was written for."""
    words = "this was written for the store that was there before"
    for entry in outbox.every_open(connection, name):
        if entry.state is State.QUEUED:
            outbox.move(connection, entry, State.ASKING, at=now, words=words)


def ask_late(stroke: "Stroke", name: str, since: int, before: int) -> None:
    """Replies whose moment came between *since* and *before*, milliseconds, and passed unnoticed, are for a person."""
    for entry in outbox.every_open(stroke.work.connection, name):
        if entry.kind == "say" and entry.state is State.QUEUED and since <= entry.not_before <= before:
            role = messages.get(stroke.work.connection, entry.message).role if entry.message is not None else None
            if role in (Role.REPLY, Role.FORWARD):
                ask(stroke, entry, "it could not leave at its moment: it would arrive more than an hour late")
