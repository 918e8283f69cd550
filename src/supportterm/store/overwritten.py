"""Another's change that a write of ours went over, as the history tells afterwards: for a person, never silent.

Where a remote does not guard its fields, two who write at the same moment both pass. Who looks before writing sees
nothing, and the ticket holds only what came last; the history holds both.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from supportterm.core.merge import Wish
from supportterm.core.nouns import Value
from supportterm.core.outbox import State
from supportterm.core.remote import RemoteEvent
from supportterm.store import outbox
from supportterm.store.departing import wish_of
from supportterm.store.outbox import ConflictRow, Entry
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

WORDS = "changed there at the same moment, and overwritten"


def tell(stroke: "Stroke", number: int, before: Mapping[str, Value] | None, fresh: Sequence[RemoteEvent]) -> None:
    """Put to a person what of the ticket's *fresh* changes was overwritten from here.

    *before*: the fields as they were known before these were told, what was granted included; None: nothing was told
    yet of the ticket, which was opened from here.
    """
    for field in dict.fromkeys(event.field for event in fresh):
        *earlier, last = (event for event in fresh if event.field == field)
        entry, waiting = _ours(stroke.work.connection, number, last, before)
        theirs = _theirs(earlier, last)
        if entry is None or theirs is None or wish_of(entry).base.get(field) == theirs.value:
            continue
        if waiting is None:
            _ask(stroke, entry, last, theirs)
        elif waiting.state is State.QUEUED and wish_of(waiting).values[field] != theirs.value:
            _hold(stroke, waiting, entry, theirs)


def late(stroke: "Stroke", entry: Entry, before: Mapping[str, Value], after: Mapping[str, Value]) -> None:
    """Put to a person what *entry*, of which no answer came, went over, also where no history tells it.

    What was another's *before*, as the fields were told, and is ours *after*, was theirs until ours came.
    """
    wish = wish_of(entry)
    for field, mine in wish.values.items():
        if field in before and before[field] not in (mine, wish.base.get(field)) and after.get(field) == mine:
            last = RemoteEvent("", stroke.now, "", field, mine, before[field])
            _ask(stroke, entry, last, replace(last, value=before[field]))


def _theirs(earlier: Sequence[RemoteEvent], last: RemoteEvent) -> RemoteEvent | None:
    """What *last*, taken for ours, went over: told with it, or before it, when ours was still on its way."""
    if earlier:
        return next((e for e in reversed(earlier) if e.actor != last.actor and e.value != last.value), None)
    return replace(last, actor="", value=last.old) if last.old != last.value else None


def _ours(
    connection: Connection, number: int, last: RemoteEvent, before: Mapping[str, Value] | None
) -> tuple[Entry | None, Entry | None]:
    """The write that made a field what it is by now: one that was granted before its effect was told, or is in doubt.

    And the newest wish for the field that has not left yet.
    """
    waiting: Entry | None = None
    for entry in outbox.sets_of(connection, number):
        if last.field not in wish_of(entry).values:
            continue
        if entry.state in (State.QUEUED, State.CONFLICT, State.REJECTED):
            waiting = waiting or entry
            continue
        granted = entry.state is State.ACKED and (before is None or before.get(last.field) == last.value)
        told = granted or entry.state is State.UNCERTAIN
        return entry if told and wish_of(entry).values[last.field] == last.value else None, waiting
    return None, waiting


def _ask(stroke: "Stroke", entry: Entry, last: RemoteEvent, theirs: RemoteEvent) -> None:
    connection, field, id = stroke.work.connection, last.field, stroke.work.new_id(stroke.now)
    wish = Wish({field: last.value}, {field: wish_of(entry).base.get(field)})
    outbox.add(
        connection, id=id, name=entry.connection, ticket=entry.ticket, kind="set", what=wish, change=stroke.id,
        actor=entry.actor, at=stroke.now, not_before=stroke.now, seen_upto=entry.seen_upto,
    )  # fmt: skip
    row = ConflictRow(id, field, wish.base[field], last.value, theirs.value, theirs.actor, theirs.at)
    asked = outbox.get(connection, id)
    assert asked is not None
    outbox.clash(connection, asked, [row], at=stroke.now, words=WORDS)


def _hold(stroke: "Stroke", waiting: Entry, entry: Entry, theirs: RemoteEvent) -> None:
    """What waits was wished on top of *entry*, and without knowing what that went over."""
    field = theirs.field
    base, mine = wish_of(entry).base.get(field), wish_of(waiting).values[field]
    row = ConflictRow(waiting.id, field, base, mine, theirs.value, theirs.actor, theirs.at)
    outbox.clash(stroke.work.connection, waiting, [row], at=stroke.now, words=WORDS)
