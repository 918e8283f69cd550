"""From what a stroke did to what must leave: entries of the outbox, in the same transaction.

Tickets that live at a remote: the fields that a stroke changed, messages, merges. Tickets of this desk: replies and
forwards, by mail. What the remote can't do is refused here, whoever asks.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from supportterm.core.abilities import why_not
from supportterm.core.merge import Shadow, Wish, base_of, changed, difference, shown, weigh
from supportterm.core.moving import why_not_back
from supportterm.core.nouns import Connected, Ticket, Value
from supportterm.core.operations import Create, Escalate, MergeInto, Observed, Operation, Subject, Wrote
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.remote import FIELDS
from supportterm.core.terms import Role
from supportterm.store import chats, definitions, outbox, people, replica
from supportterm.store.outbox import ConflictRow
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

_LOCAL: Final = ("due",)
"""Fields that are kept here where the remote has none of the kind."""


def depart(stroke: "Stroke", done: Sequence[Operation], flipped: set[bytes]) -> None:
    """Put into the outbox what must leave of *done*, the newest operations of *stroke*.

    *flipped*: changes that an undo or redo among them took back or brought back. Raises Refused.
    """
    connection = stroke.work.connection
    connections = {c.name: c for c in definitions.all_of(connection, "connection")}
    if flipped:
        from supportterm.store.taking_back import take_back

        take_back(stroke, connections, flipped)
        return
    if not connections:
        return
    departing = Departing(stroke, connections)
    by_ticket: dict[int, list[Operation]] = {}
    for operation in done:
        if operation.subject.kind == "ticket":
            by_ticket.setdefault(operation.subject.id, []).append(operation)
    for number, operations in by_ticket.items():
        departing.ticket(number, operations)
    for number in dict.fromkeys(o.subject.id for o in done if o.subject.kind == "article"):
        departing.article(number)


class Departing:
    """What must leave of one stroke."""

    def __init__(self, stroke: "Stroke", connections: Mapping[str, Connected]) -> None:
        self._stroke = stroke
        self._connections = connections

    def ticket(self, number: int, operations: Sequence[Operation]) -> None:
        before, after = self._stroke.work.around(number)
        if after is None:
            return
        home = self._connections.get(after.home) if after.home else None
        new = any(isinstance(o.payload, Create) for o in operations)
        if new and home is not None:
            first = next((o.payload.message for o in operations if isinstance(o.payload, Wrote)), None)
            self.add(home, after, "open", {}, message=first)
        for operation in operations:
            if isinstance(operation.payload, Wrote) and not (new and operation.payload.role == Role.CUSTOMER):
                self.message(home, after, operation.payload)
        if home is None:
            return
        merged = next((o.payload for o in operations if isinstance(o.payload, MergeInto)), None)
        if merged is not None:
            self.merge(home, after, merged.target)
        elif not new and before is not None:
            self.fields(home, after, changed(before, after, _owned(self._stroke.work.connection, after)))
        for operation in operations:
            if isinstance(operation.payload, Escalate) and "note" in home.can:
                self.add(home, after, "say", {"role": int(Role.NOTE), "body": card(operation.payload)})

    def message(self, home: Connected | None, ticket: Ticket, wrote: Wrote) -> None:
        """A message leaves by the ticket's home, or by mail when it is for somebody outside."""
        message, role = wrote.message, Role(wrote.role)
        if role is Role.CUSTOMER:
            return
        in_chat = role is Role.REPLY and ticket.channel == "chat" and home is None
        if in_chat and chats.is_here(self._stroke.work.connection, ticket.id, self._stroke.now):
            chats.owe(self._stroke.work.connection, ticket.id, message)
            return  # it is read where it was asked
        by = home if home is not None else self.mail(ticket, message, role)
        if by is None or (role is Role.NOTE and "note" not in by.can):
            return
        _possible(by, role.word)
        self._stroke.work.delivery(message, "waiting")
        # What a customer will see can be taken back for a while; the rest leaves at once, and who chats waits for no
        # machine's second thoughts.
        thinks = role in (Role.REPLY, Role.FORWARD) and not (in_chat and wrote.agent is None)
        self.add(by, ticket, "say", {}, message=message, wait=self._stroke.wait if thinks else 0)

    def unseen(self, ticket: Ticket, messages: Sequence[int]) -> None:
        """Replies of a chat that its customer has left without seeing leave by mail, in one, if there is any."""
        by = self.mail(ticket, messages[-1], Role.REPLY)
        if by is None:
            return
        for message in messages:
            self._stroke.work.delivery(message, "waiting")
        what = {"also": messages[:-1]} if len(messages) > 1 else {}
        self.add(by, ticket, "say", what, message=messages[-1])

    def fields(self, home: Connected, ticket: Ticket, wish: Wish) -> None:
        """Fields leave together. Refused when one of them can't be set there."""
        if wish.empty:
            return
        for field in wish.values:
            _possible(home, field)
        if wish.add or wish.remove:
            _possible(home, "tags")
        self.add(home, ticket, "set", wish)

    def article(self, number: int) -> None:
        """An article that came from a remote goes back there. Refused when more people would read it there than may."""
        connection = self._stroke.work.connection
        before, after = self._stroke.work.article(number)
        for by in self._connections.values():
            known = replica.of_local(connection, "article", number, by.name)
            if known is None or (after is not None and after.state != "published" and not known.version):
                continue  # what is gone there is a draft of ours
            _possible(by, "articles")
            if after is not None and (why := why_not_back(before, after, by.can)):
                raise Refused(f"{by.title or by.name} {why}")
            self._add(by, -number, "article", {}, None, 0)

    def merge(self, home: Connected, ticket: Ticket, into: int) -> None:
        _, target = self._stroke.work.around(into)
        _possible(home, "merge")
        if target is None or target.home != home.name:
            raise Refused("only tickets that live at the same place can be merged")
        self.add(home, ticket, "merge", {"into": into})

    def add(
        self, by: Connected, ticket: Ticket, kind: str, what: object, *, message: int | None = None, wait: int = 0
    ) -> None:
        self._add(by, ticket.id, kind, what, message, wait)

    def _add(self, by: Connected, ticket: int, kind: str, what: object, message: int | None, wait: int) -> None:
        stroke = self._stroke
        outbox.add(
            stroke.work.connection,
            id=stroke.work.new_id(stroke.now),
            name=by.name,
            ticket=ticket,
            kind=kind,
            what=what,
            message=message,
            change=stroke.id,
            actor=stroke.actor,
            at=stroke.now,
            not_before=stroke.now + wait,
            seen_upto=stroke.work.log.seq,
        )

    def mail(self, ticket: Ticket, message: int, role: Role) -> Connected | None:
        """The mail connection that a message to somebody outside leaves by; None when there is none, or no address."""
        if role is Role.NOTE:
            return None
        able = [c for c in self._connections.values() if "tickets" not in c.can and role.word in c.can and not c.paused]
        if not able:
            return None
        if role is Role.REPLY and not self._stroke.work.recipients(message):
            requester = people.person(self._stroke.work.connection, ticket.requester)
            if requester is None or not requester.email:
                return None
        came_by = self._stroke.work.connection.execute(
            "SELECT replica.connection FROM message JOIN replica ON replica.kind = 'message' "
            "AND replica.local = message.id WHERE message.ticket = ? ORDER BY message.id DESC LIMIT 1",
            (ticket.id,),
        ).fetchone()
        return next((c for c in able if came_by and c.name == came_by[0]), able[0])


def _possible(by: Connected, what: str) -> None:
    """Raises Refused with the reason when *what* can't be done there."""
    if reason := why_not(by, what):
        raise Refused(reason)


def card(payload: Escalate) -> str:
    """A hand-off as a note for those who work at the remote itself."""
    lines = [f"Escalated to {payload.team} (tier {payload.tier}): {payload.reason}"]
    lines += [f"Tried: {payload.tried}"] if payload.tried else []
    lines += [f"Question: {payload.question}"] if payload.question else []
    return "\n\n".join(lines)


def _owned(connection: Connection, ticket: Ticket) -> tuple[str, ...]:
    """Fields of the ticket that are its home's to keep."""
    known = replica.of_local(connection, "ticket", ticket.id, ticket.home)
    told = known.shadow.values if known is not None else {}
    return tuple(f for f in FIELDS if f not in _LOCAL or told.get(f) is not None)


def reconcile(
    stroke: "Stroke",
    number: int,
    shadow: Shadow | None = None,
    *,
    version: str = "",
    at: int | None = None,
    actor: str = "",
) -> None:
    """Let a remote ticket's row be what its remote told, *shadow*, with what still waits to go there on top."""
    ticket = stroke.work.ticket(number)
    connection = stroke.work.connection
    if shadow is None:
        known = replica.of_local(connection, "ticket", number, ticket.home)
        if known is None:
            return
        shadow = known.shadow
    wanted = shown(shadow, wishes(connection, number))
    observe(stroke, number, wanted, {}, version=version, at=at, actor=actor)


def observe(
    stroke: "Stroke",
    number: int,
    wanted: Shadow,
    others: Mapping[str, Value],
    *,
    version: str = "",
    at: int | None = None,
    actor: str = "",
    touched: bool = False,
) -> None:
    """Record what of a remote ticket must change for it to be *wanted*, and *others* of its fields.

    *touched*: also when nothing must, since it was worked on there.
    """
    ticket = stroke.work.ticket(number)
    values, add, remove = difference(ticket, wanted)
    values |= others
    gone = wanted.gone if wanted.gone != ticket.gone else None
    if not (values or add or remove or touched) and gone is None:
        return
    observed = Observed(ticket.home, version, values, add, remove, gone=gone)
    subject = Subject("ticket", number)
    stroke.record(subject, observed, at=at, base=base_of(ticket, observed), actor=actor or ticket.home)


def wishes(connection: Connection, number: int) -> list[Wish]:
    """What of a ticket's fields still waits to be granted, oldest first."""
    return [wish_of(e) for e in outbox.of_ticket(connection, number) if e.kind == "set"]


def wish_of(entry: outbox.Entry) -> Wish:
    return msgspec.json.decode(entry.what, type=Wish)


def weighed(
    connection: Connection,
    entry: outbox.Entry,
    shadow: Shadow,
    now: int,
    *,
    who: str = "",
    at: int | None = None,
    passing: bool = False,
) -> Wish | None:
    """What of a waiting wish is still to be done, the remote having *shadow* by now.

    *passing*: it was so for a while; what was wished and came true then may be otherwise again.

    None: it clashes with what *who* did there *at* a moment, and is for a person; or it is so there already.
    """
    left, clashes = weigh(wish_of(entry), shadow)
    if clashes:
        since = now if at is None else at
        rows = [ConflictRow(entry.id, c.field, c.base, c.mine, c.theirs, who, since) for c in clashes]
        outbox.clash(connection, entry, rows, at=now, words="changed there too")
        return None
    if left.empty and not passing:
        outbox.move(connection, entry, State.ACKED, at=now, words="is so there already")
        return None
    return left


def cancellable(entry: outbox.Entry) -> bool:
    """Whether it is known that nothing of it has left, by this desk's hand."""
    if entry.kind == "later":
        return entry.state.open
    return entry.state in (State.QUEUED, State.CONFLICT, State.REJECTED) and entry.doubt != outbox.REPEATED
