"""What a remote tells → operations, rows and what is known of the remote, in one transaction with the cursor.

Told twice it counts once. What a person here wishes otherwise stays on top; where both sides changed the same, what
waits to leave becomes a conflict for a person.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from msgspec.structs import replace

from supportterm.core.ids import message_floor
from supportterm.core.merge import Shadow, shown
from supportterm.core.nouns import Value
from supportterm.core.numbers import PROVISIONAL, id_for
from supportterm.core.operations import Create, Set, Subject
from supportterm.core.outbox import State
from supportterm.core.remote import (
    Receipt,
    RemoteEvent,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    TicketSeen,
)
from supportterm.core.terms import Status
from supportterm.store import outbox, overwritten, seen
from supportterm.store.append import ticket_floor, used
from supportterm.store.departing import observe, reconcile, weighed, wish_of, wishes
from supportterm.store.joining import join
from supportterm.store.met import Met
from supportterm.store.outbox import ConflictRow
from supportterm.store.replica import GONE, Known
from supportterm.store.settling import granted
from supportterm.store.sqlite import Connection
from supportterm.store.told_articles import ToldArticles
from supportterm.store.told_messages import ToldMessages, print_of
from supportterm.store.unsent import OPEN

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

EVENTS_KEPT: Final = 100
"""Keys of the newest changes of a ticket that are remembered."""


class Taking:
    """One page of what the connection *name* tells. *silent*: it is history, unread to nobody."""

    def __init__(self, stroke: "Stroke", name: str, *, silent: bool) -> None:
        self._stroke = stroke
        self._name = name
        self._silent = silent
        self._met = Met(stroke, name)
        self.person = self._met.person
        self.article = ToldArticles(stroke, self._met).take
        self._messages = ToldMessages(stroke, self._met, name, silent=silent)
        self._waiting: set[int] | None = None
        self._told: set[int] = set()
        """Tickets that were told of as they are now."""
        self._floor: int | None = None
        self._used: dict[int, bool] = {}
        """Whether a number is some ticket's here already."""
        self.missing: list[str] = []
        """Keys of tickets to be fetched as they are now: referred to and not here, or told of in doubtful order."""

    @property
    def _connection(self) -> Connection:
        return self._stroke.work.connection

    def expect(self, items: Iterable[TicketSeen]) -> None:
        """Look up at once what is known of all of *items*, before they are taken one by one."""
        items = tuple(items)
        self._met.expect("ticket", [i.ticket.key for i in items])
        self._met.expect("message", [m.key for i in items for m in i.messages])
        self._met.expect_people(i.ticket.requester for i in items)
        self._met.expect_people(m.person for i in items for m in i.messages if m.person)
        new = [i.ticket for i in items if self._met.find("ticket", i.ticket.key) is None]
        self._met.expect(GONE, [told.key for told in new])
        numbers = [number for told in new if (number := id_for(_called(told))) is not None]
        self._used.update(used(self._connection, numbers))

    def finish(self) -> None:
        """Write what is known now; the last thing within the transaction."""
        if self._silent:
            self._seen_by_everybody()
        self._met.flush()

    # --- tickets

    def ticket(self, item: TicketSeen, *, sure: bool = False) -> int | None:
        """A ticket as it stands there; its number here. *sure*: it was just asked for, and is no old news.

        None: it may be old news of a ticket that was deleted before it was ever here.
        """
        told = item.ticket
        known = self._met.find("ticket", told.key)
        if known is None and not sure and self._met.find(GONE, told.key) is not None:
            self.missing.append(told.key)
            return None
        number = known.local if known is not None else self._ours(item)
        if number is None:
            number = self._create(item)
        known = self._met.find("ticket", told.key)
        shadow = known.shadow if known is not None else Shadow()
        new = known is None or not known.version
        told_messages = sorted(item.messages, key=lambda m: m.at)  # of one moment: as they were told
        if new and told_messages and self._waits(number):
            self._first_is_ours(number, told_messages)
        order = self._order(told, known, sure=sure)
        for message in told_messages:  # one that is not here yet is news, however old the rest is
            self._messages.take(number, message, edits=order == "newer")
        if order != "newer":
            if order == "doubtful":
                self.missing.append(told.key)
            return number
        if item.whole and not new:
            self._messages.vanished(number, {m.key for m in item.messages})
        shadow = self._events(number, told, shadow, item.events)
        self._observe(number, told, shadow, known.version if known is not None else "")
        if told.merged_into:
            self._merged(number, told)
        self._told.add(number)
        return number

    def _order(self, told: RemoteTicket, known: Known | None, *, sure: bool) -> Literal["newer", "older", "doubtful"]:
        """Whether what is told of a ticket is newer than what is known of it; its moments alone may not say it."""
        if sure or known is None:
            return "newer"
        if told.version == known.version:
            return "older" if known.shadow.gone else "newer"
        if told.version in known.shadow.past:
            return "older"
        return "doubtful" if known.shadow.granted or told.updated_at <= known.shadow.at else "newer"

    def gone(self, key: str, *, by: str = "", at: int = 0) -> None:
        """A ticket was deleted there: it closes here, and what waits to leave is for a person.

        One that never was here is remembered as well: older news of it may yet come.
        """
        known = self._met.find("ticket", key)
        if known is None:
            self._met.put(GONE, key, 0)
        if known is None or known.shadow.gone:
            return
        shadow = replace(known.shadow, gone=True, values={**known.shadow.values, "status": int(Status.CLOSED)})
        shadow = replace(shadow, at=max(at, shadow.at))
        self._met.put("ticket", key, known.local, known.version, shadow)
        for entry in outbox.of_ticket(self._connection, known.local):
            if entry.state is State.QUEUED:
                row = ConflictRow(entry.id, "ticket", "", "", "deleted", by, at or self._stroke.now)
                outbox.clash(self._connection, entry, [row], at=self._stroke.now, words="the ticket was deleted there")
        reconcile(self._stroke, known.local, shadow, at=at or None, actor=by)

    def _waits(self, number: int) -> bool:
        """Whether something of the ticket is in the outbox of this connection, or was: asked once a page."""
        if self._waiting is None:
            found = self._connection.execute(
                f"SELECT DISTINCT ticket FROM outbox WHERE connection = ? AND (kind = 'open' OR {OPEN})",
                (self._name,),
            )
            self._waiting = {row[0] for row in found}
        return number in self._waiting

    def _ours(self, item: TicketSeen) -> int | None:
        """The ticket that was opened from here and of which no answer came: its marker tells."""
        for message in item.messages:
            entry = outbox.get(self._connection, outbox.id_of(message.marker)) if message.marker else None
            if entry is not None and entry.kind == "open" and entry.connection == self._name:
                self._met.flush()
                if entry.state is not State.ACKED:
                    granted(self._stroke, entry, Receipt(item.ticket.key, number=item.ticket.number))
                return entry.ticket
        return None

    def _first_is_ours(self, number: int, told: Sequence[RemoteMessage]) -> None:
        """The first message of a ticket that was opened from here came from here too, with a marker or without."""
        mine = self._connection.execute(
            "SELECT message, id FROM outbox WHERE ticket = ? AND connection = ? AND kind = 'open' "
            "AND message IS NOT NULL",
            (number, self._name),
        ).fetchone()
        if mine is None:
            return
        first = next((m for m in told if m.marker and outbox.id_of(m.marker) == mine[1]), told[0])
        if self._met.find("message", first.key) is None:
            self._met.put("message", first.key, mine[0], "" if first.redacted else print_of(first))

    def _create(self, item: TicketSeen) -> int:
        told = item.ticket
        number = self._free(_called(told))
        values = told.values()
        for event in reversed(item.events):  # as it began, where the history tells
            if event.field in values:
                values[event.field] = event.old
        begun = values.get("status")
        status = begun if isinstance(begun, int) and begun < Status.SOLVED else Status.OPEN
        priority = values.get("priority")
        requester = self.person(told.requester)
        who = self._stroke.work.person(requester)
        create = Create(
            told.subject,
            requester,
            channel=told.channel,
            organization=who.organization if who else None,
            team=_text(values.get("team")),
            priority=priority if isinstance(priority, int) else told.priority,
            status=int(status),
            tags=told.tags,
            fields={k.removeprefix("field."): v for k, v in values.items() if k.startswith("field.") and v is not None},
            home=self._name,
            number="" if str(number) == _called(told) else _called(told),
        )
        self._stroke.record(Subject("ticket", number), create, at=told.created_at, new=True)
        self._met.put("ticket", told.key, number)
        return number

    def _free(self, called: str) -> int:
        """The number that a new ticket gets here: the one it has there, when that is free."""
        number = id_for(called)
        if number is not None and number not in self._used:
            self._used.update(used(self._connection, [number]))
        if number is None or self._used[number]:
            number = self._met.number("ticket", PROVISIONAL)
        self._used[number] = True
        return number

    def _events(self, number: int, told: RemoteTicket, shadow: Shadow, events: Sequence[RemoteEvent]) -> Shadow:
        """The history of a new ticket as it happened; later changes one by one, with who made them."""
        fresh = [e for e in events if e.key not in shadow.events]
        first, before = not shadow.values, shadow.values
        subject = Subject("ticket", number)
        for event in fresh:
            if event.field == "tags" or shadow.values.get(event.field, _NOTHING) == event.value:
                continue
            shadow = shadow.with_values({event.field: event.value}, shadow.tags)
            if first:
                set_, base = Set(event.field, event.value), {event.field: event.old}
                self._stroke.record(subject, set_, at=event.at, actor=event.actor, base=base)
            else:
                self._clashes(number, shadow, event.actor, event.at, passing=True)
                reconcile(self._stroke, number, shadow, version=told.version, at=event.at, actor=event.actor)
        if fresh and (not first or self._waits(number)):  # what was opened from here may have been written to already
            overwritten.tell(self._stroke, number, None if first else before, fresh)
        if fresh:
            shadow = replace(shadow, events=(*shadow.events, *(e.key for e in fresh))[-EVENTS_KEPT:])
        return shadow

    def _observe(self, number: int, told: RemoteTicket, shadow: Shadow, version: str) -> None:
        """What of the ticket's fields is otherwise than here."""
        before = shadow if version in ("", told.version) else shadow.was(version)
        now = replace(before.with_values(told.values(), told.tags), gone=False, granted=False, at=told.updated_at)
        self._met.put("ticket", told.key, number, told.version, now)
        self._clashes(number, now, told.actor, told.updated_at)
        for entry in outbox.of_ticket(self._connection, number) if self._waits(number) else ():
            if entry.kind == "set" and entry.state is State.UNCERTAIN:
                overwritten.late(self._stroke, entry, before.values, now.values)
        ticket = self._stroke.work.ticket(number)
        requester = self.person(told.requester)
        others: dict[str, Value] = {} if requester == ticket.requester else {"requester": requester}
        wanted = shown(now, wishes(self._connection, number)) if self._waits(number) else now
        observe(
            self._stroke, number, wanted, others, version=told.version, at=told.updated_at, actor=told.actor,
            touched=told.updated_at > ticket.updated_at,
        )  # fmt: skip

    def _clashes(self, number: int, shadow: Shadow, who: str, at: int, *, passing: bool = False) -> None:
        """What waits, against what the remote has by now, or, *passing*, had for a while.

        A wish stands on those before it: what they will make of the ticket is no clash with it.
        """
        for entry in outbox.of_ticket(self._connection, number) if self._waits(number) else ():
            if entry.kind == "set":
                wish = wish_of(entry)
                if entry.state is State.QUEUED:
                    weighed(self._connection, entry, shadow, self._stroke.now, who=who, at=at, passing=passing)
                shadow = shown(shadow, (wish,))

    def _merged(self, number: int, told: RemoteTicket) -> None:
        into = self._met.find("ticket", told.merged_into)
        if into is None:
            self.missing += told.merged_into, told.key
        else:
            join(self._stroke, number, into.local, at=told.updated_at)

    def _seen_by_everybody(self) -> None:
        now = message_floor(self._stroke.now)
        newest = [(number, self._stroke.work.ticket(number).last_message) for number in self._told]
        upto = [(number, last) for number, last in newest if 0 < last < now]
        seen.mark_all_seen(self._connection, seen.EVERYBODY, upto)

    # --- what is ours and came by mail

    def expect_messages(self, keys: Iterable[str], people: Iterable[RemotePerson]) -> None:
        """As `expect` for messages without tickets of the remote."""
        self._met.expect("message", keys)
        self._met.expect_people(people)

    def knows(self, key: str) -> bool:
        """Whether a message with this key is here already."""
        return self._met.find("message", key) is not None

    def bind(self, key: str, message: int) -> None:
        """*message* is what came under *key*."""
        self._met.put("message", key, message)

    def number(self) -> int:
        """The number of a new ticket of this desk."""
        if self._floor is None:
            self._floor = ticket_floor(self._connection)
        return self._met.number("ticket", self._floor)


_NOTHING: Final = object()


def _called(told: RemoteTicket) -> str:
    return told.number or told.key


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
