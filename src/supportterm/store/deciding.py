"""What a person says of something that can't go on by itself: a conflict, a refusal, a send that nobody can prove."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from supportterm.core.merge import Wish
from supportterm.core.nouns import Value
from supportterm.core.operations import Observed, Subject
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.remote import Receipt, RemoteArticle
from supportterm.store import messages, outbox, replica
from supportterm.store.authoring import put_article_told
from supportterm.store.departing import reconcile, wish_of
from supportterm.store.outbox import Entry
from supportterm.store.returned import give_back
from supportterm.store.settling import delivered, granted

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

Choice = Literal["mine", "theirs", "again", "arrived", "discard"]
"""mine, theirs: of a field that both changed; again: send it; arrived: a person saw it there; discard: never send."""

_to_json = msgspec.json.Encoder().encode


def decide(stroke: "Stroke", id: bytes, choice: Choice | Mapping[str, Choice | Value]) -> int:
    """`again`, `arrived` or `discard`; or for each field in conflict what shall hold. The ticket that it is about."""
    entry = outbox.get(stroke.work.connection, id)
    if entry is None:
        raise Refused("there is nothing like that in the outbox")
    match choice:
        case "again":
            again(stroke, entry)
        case "arrived":
            arrived(stroke, entry)
        case "discard":
            discard(stroke, entry)
        case "mine" | "theirs":
            rows = outbox.conflicts(stroke.work.connection, id)
            choose(stroke, entry, {row.field: choice for row in rows})
        case _:
            choose(stroke, entry, choice)
    return entry.ticket


def choose(stroke: "Stroke", entry: Entry, choices: Mapping[str, Choice | Value]) -> None:
    """For each field in conflict `mine`, `theirs`, or another value. What is left of it waits to leave again."""
    if entry.state is not State.CONFLICT or entry.kind != "set":
        raise Refused("there is nothing to choose between there; it may have been settled meanwhile")
    rows = {row.field: row for row in outbox.conflicts(stroke.work.connection, entry.id)}
    missing = sorted(set(rows) - set(choices))
    if missing:
        raise Refused(f"say what shall hold for {', '.join(missing)} too: mine, theirs or a value")
    wish = wish_of(entry)
    values, base = dict(wish.values), dict(wish.base)
    known = replica.of_local(stroke.work.connection, "ticket", entry.ticket, entry.connection)
    there = known.shadow.values if known is not None else {}
    for field, row in rows.items():
        choice = choices[field]
        stands = base.get(field)
        # Ours went over theirs before this was wished: what stands there is what it was wished on.
        over = row.base != stands == there.get(field)
        base[field] = stands if over else row.theirs
        if over and choice == "theirs":
            values[field] = row.theirs
        elif choice == "theirs" and there.get(field) == row.mine:  # mine went over it: it is put back
            values[field], base[field] = row.theirs, row.mine
        elif choice == "theirs":
            del values[field], base[field]
        elif choice != "mine":
            values[field] = choice
    left = Wish(values, base, wish.add, wish.remove)
    state = State.CANCELLED if left.empty else State.QUEUED
    words = "theirs was taken" if left.empty else ""
    _move(stroke, entry, state, words=words, what=_to_json(left).decode(), not_before=stroke.now)
    reconcile(stroke, entry.ticket, actor=stroke.actor)


def again(stroke: "Stroke", entry: Entry) -> None:
    """Send it, whatever spoke against it: a person has looked."""
    if entry.kind == "later" and entry.state is State.QUEUED:
        outbox.amend(stroke.work.connection, entry, seen_upto=stroke.work.log.seq, not_before=stroke.now)
        return
    if not entry.state.for_people or (entry.state is State.CONFLICT and entry.kind == "set"):
        raise Refused("that needs no word from you; it may have been settled meanwhile")
    _move(stroke, entry, State.QUEUED, seen_upto=stroke.work.log.seq, not_before=stroke.now, doubt="", fence="")
    for message in entry.carries:
        messages.deliver(stroke.work.connection, message, "waiting")


def arrived(stroke: "Stroke", entry: Entry) -> None:
    """A person saw it there."""
    if entry.state is not State.ASKING:
        raise Refused("nobody asked whether that arrived; it may have been settled meanwhile")
    if entry.kind == "open":
        raise Refused("a ticket that arrived shows up here by itself; discard this one then")
    granted(stroke, entry, Receipt())


def discard(stroke: "Stroke", entry: Entry) -> None:
    """It shall not leave. A text is kept as a draft, fields are again what the remote has."""
    if not (entry.state.for_people or (entry.state is State.QUEUED and entry.doubt != outbox.REPEATED)):
        raise Refused("that is on its way; wait until it is known whether it arrived")
    rows = outbox.conflicts(stroke.work.connection, entry.id)
    _move(stroke, entry, State.CANCELLED, words="discarded")
    match entry.kind:
        case "say":
            _discarded(stroke, entry)
        case "later":
            give_back(stroke, entry)
        case "set":
            reconcile(stroke, entry.ticket, actor=stroke.actor)
        case "merge":
            _apart(stroke, entry)
        case "article" if rows:
            for row in rows:
                put_article_told(stroke, -entry.ticket, msgspec.json.decode(str(row.theirs), type=RemoteArticle))
        case "article":
            _as_it_was(stroke, entry)
        case "open":
            for later in outbox.of_ticket(stroke.work.connection, entry.ticket):
                _move(stroke, later, State.CANCELLED, words="its ticket was discarded")
                _discarded(stroke, later)
            known = replica.of_local(stroke.work.connection, "ticket", entry.ticket, entry.connection)
            if known is None:
                stroke.record(Subject("ticket", entry.ticket), Observed(entry.connection, gone=True))


def _discarded(stroke: "Stroke", entry: Entry) -> None:
    """Whose text never leaves: the message says so, and its author has the text."""
    if entry.kind == "later":
        give_back(stroke, entry)
    for message in entry.carries:
        delivered(stroke, entry.ticket, message, "discarded")
    if entry.carries:
        give_back(stroke, entry)


def _as_it_was(stroke: "Stroke", entry: Entry) -> None:
    """The article says what it said before; where more was done in that stroke, or built on it, it stays."""
    from supportterm.store.stroke import subjects_of

    with suppress(Refused):
        if len(subjects_of(stroke.work.connection, entry.change)) == 1:
            stroke.undo(entry.change)


def _apart(stroke: "Stroke", entry: Entry) -> None:
    """The tickets are two again here, as they are there, or merged as they are there."""
    connection = stroke.work.connection
    source = replica.of_local(connection, "ticket", entry.ticket, entry.connection)
    if source is not None and source.shadow.gone:
        return
    stroke.undo(entry.change, though_merged_on=True)
    for number in sorted(stroke.work.touched):
        reconcile(stroke, number, actor=stroke.actor)
    for number in (entry.ticket, int(msgspec.json.decode(entry.what)["into"])):
        known = replica.of_local(connection, "ticket", number, entry.connection)
        if known is not None:
            replica.add_missing(connection, entry.connection, [known.key], stroke.now)


def _move(stroke: "Stroke", entry: Entry, state: State, **columns: Any) -> None:
    outbox.move(stroke.work.connection, entry, state, at=stroke.now, actor=stroke.actor, **columns)
