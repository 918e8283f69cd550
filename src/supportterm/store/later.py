"""What is said later: written now, kept in the outbox as a whole message, and sent as its author's at its moment.

Until then nothing of it is on the ticket. What came meanwhile, a moment that went by unseen, a ticket that can't be
written on any more: each asks the author first.
"""

from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.core import verbs
from supportterm.core.moments import age_words
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.writing import NewMessage
from supportterm.store import authoring, outbox
from supportterm.store.outbox import Entry
from supportterm.store.overtaking import written_since

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

KIND: Final = "later"


def write(stroke: "Stroke", rules: verbs.Rules, number: int, new: NewMessage, at: int) -> None:
    """Keep *new* until the moment *at*. Raises MovedOn as a message that is sent now does, Refused when it can't be."""
    ticket = stroke.work.ticket(number)
    authoring.check_seen(stroke.work.connection, ticket, new)
    id = stroke.work.new_id(stroke.now)
    stroke.do(verbs.write_later(ticket, rules, id.hex(), new.role, at))
    put(stroke, id, number, new, at)


def put(stroke: "Stroke", id: bytes, number: int, new: NewMessage, at: int) -> None:
    """*new* waits in the outbox as *id*."""
    outbox.add(
        stroke.work.connection,
        id=id,
        name="",
        ticket=number,
        kind=KIND,
        what=msgspec.structs.replace(new, seen_upto=None),
        change=stroke.id,
        actor=stroke.actor,
        at=stroke.now,
        not_before=at,
        seen_upto=stroke.work.log.seq,
    )


def send(stroke: "Stroke", rules: verbs.Rules, entry: Entry, too_late: int) -> None:
    """Its moment has come: say it as its author, or ask them first. If the machine dies in it, it still waits."""
    connection = stroke.work.connection
    late = stroke.now - entry.not_before
    if late > too_late:
        words = f"nobody was awake at its moment: it would come {age_words(late)} late"
        outbox.move(connection, entry, State.ASKING, at=stroke.now, words=words)
        return
    ticket = stroke.work.ticket_or_none(entry.ticket)
    if ticket is not None and (row := written_since(connection, ticket, entry, notes=True)) is not None:
        outbox.clash(connection, entry, [row], at=stroke.now, words="the ticket moved on since you wrote it")
        return
    new = entry.message_for_later
    assert new is not None
    # What leaves of it is its author's. The change is the timer's: an undo of theirs is about what they did themselves.
    timer, stroke.actor = stroke.actor, entry.actor
    try:
        with stroke.step():
            authoring.write(stroke, msgspec.structs.replace(rules, me=entry.actor), entry.ticket, new)
    except Refused as refused:
        outbox.move(stroke.work.connection, entry, State.ASKING, at=stroke.now, words=str(refused))
    else:
        outbox.move(stroke.work.connection, entry, State.ACKED, at=stroke.now, words="said at its moment")
    finally:
        stroke.actor = timer
