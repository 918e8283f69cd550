"""The door for webhooks: what programs elsewhere tell, and what they are told."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from supportterm.core.incoming import ACTOR, Incoming, Rung, Told, fill, hear
from supportterm.core.webhook import Webhook
from supportterm.desk.asking import Asking
from supportterm.store import hooks, incoming, webhooks
from supportterm.store.customers import done_before
from supportterm.store.definitions import all_of
from supportterm.store.hooks import Happened
from supportterm.store.incoming import Count
from supportterm.store.webhooks import Delivery, Stand, State

if TYPE_CHECKING:
    from supportterm.desk.doors import Doors
    from supportterm.store.connection import Store
    from supportterm.store.stroke import Strokes

__all__ = ["Count", "Delivery", "Happened", "Stand", "State", "Webhooks"]
_KILLED: Final = "it was being told when the process that tells died: whether it arrived can't be known"


class Webhooks(Asking):
    """Every call may come from any thread. Raises Refused with nothing changed, StoreError when the machine says no."""

    def __init__(
        self, desk: "Doors", store: "Store", strokes: "Strokes", changed: Callable[[tuple[int, ...]], None]
    ) -> None:
        super().__init__(store)
        self._desk = desk
        self._strokes = strokes
        self._changed = changed

    # --- in

    def incoming(self) -> dict[str, Incoming]:
        """Those that are defined, by name, also those that are off."""
        return {one.name: one for one in self._read(all_of, "incoming")}

    def take(self, name: str, delivery: str, sent: object) -> int | None:
        """The ticket that *sent*, decoded JSON, opens or goes on in; None: nothing comes of it.

        What comes again under the same id of its *delivery* is done once.
        """
        one = self.incoming()[name]
        if one.kind == "call":
            rung = hear(one, sent)
            told = self._rang(one, delivery, rung) if rung is not None else None
        else:
            told = fill(one, sent)
        if told is None:
            with self._store.writing(durable=False) as connection:
                incoming.taken(connection, name, self._desk.clock())
            return None
        return self._done(one, f"{told.key} was missed" if one.kind == "call" else delivery, told)

    def _rang(self, one: Incoming, delivery: str, rung: Rung) -> Told | None:
        """What comes of a call beside that it is known: a ticket, when it was missed and that is wanted."""
        call = self._desk.calls.told(one.name, rung.key or delivery, rung)
        if call.state != "missed" or not call.incoming or not rung.subject:
            return None
        return Told(f"call {call.id}", rung.subject, rung.body, "", rung.phone, rung.name, None, None, {})

    def _done(self, one: Incoming, what: str, told: Told) -> int:
        """*told* becomes a ticket, or goes on in one, once for *what* it is."""
        once = sha256(f"{ACTOR}{one.name} {what}".encode()).digest()[:16]
        rules = self._desk.rules()
        channel = "phone" if one.kind == "call" else "api"
        with self._strokes.begin(f"{ACTOR}{one.name}", id=once) as stroke:
            if (known := done_before(stroke.work.connection, once)) is not None:
                return known
            number = incoming.take(stroke, rules, one, told, channel)
            incoming.taken(stroke.work.connection, one.name, stroke.now)
        self._changed(stroke.change.tickets)
        return number

    def refused(self, name: str, why: str) -> None:
        """A delivery was not taken. If the machine dies it may be forgotten."""
        with self._store.writing(durable=False) as connection:
            incoming.refused(connection, name, self._desk.clock(), why)

    def counts(self) -> dict[str, Count]:
        """What came by each, by name."""
        return self._read(incoming.counts)

    # --- out: what is defined, and how it stands

    def outgoing(self) -> dict[str, Webhook]:
        """Those that are defined, by name, also those that are off."""
        return {one.name: one for one in self._read(all_of, "webhook")}

    def stands(self) -> dict[str, Stand]:
        """How it stands with each that has been followed, by name."""
        return self._read(webhooks.stands)

    def waiting(self) -> dict[str, int]:
        """How much waits to be told by itself, by name; only what is more than nothing."""
        return self._read(webhooks.waiting)

    def troubles(self) -> tuple[Delivery, ...]:
        """What waits for a person, oldest first."""
        return self._read(webhooks.troubles)

    def decide(self, names: Iterable[str], *, again: bool) -> int:
        """What waits for a person is told again under its id, or is forgotten; how much that is."""
        with self._store.writing() as connection:
            many = webhooks.decide(connection, names, again=again, now=self._desk.clock())
        self._changed(())
        return many

    # --- out: for the process that tells

    def needed(self, *, now: bool = False) -> bool:
        """Whether something is to be told, *now* if so said, or to be followed. Cheap where there are no webhooks."""
        there = self.outgoing()
        if not there:
            return False
        first = self.first()
        waits = first is not None and (not now or first.not_before <= self._desk.clock())
        return waits or self._read(webhooks.has_news, there)

    def follow(self) -> bool:
        """Let all follow a piece of what happened; whether there may be more. If the machine dies it is done again."""
        there = self.outgoing()
        if not self._read(webhooks.is_behind, there):
            return False
        with self._store.writing(durable=False) as connection:
            return webhooks.follow(connection, there, int(self._desk.undo_window * 1000))

    def first(self) -> Delivery | None:
        """What is to be told first, whenever that is; None: nothing waits."""
        return self._read(webhooks.first)

    def happened(self, delivery: Delivery) -> Happened | None:
        """What a delivery tells; None: that was undone."""
        return self._read(hooks.at_place, delivery.seq)

    def begin(self, delivery: Delivery) -> bool:
        """It is about to be sent; when this has returned that is known whatever happens to the machine."""
        with self._store.writing() as connection:
            return webhooks.begin(connection, delivery)

    def told(self, delivery: Delivery) -> None:
        """The other side has it; when this has returned it is never told again."""
        with self._store.writing() as connection:
            webhooks.told(connection, delivery, self._desk.clock())

    def drop(self, delivery: Delivery) -> None:
        """There is nothing to tell any more."""
        with self._store.writing() as connection:
            webhooks.drop(connection, delivery)

    def failed(self, delivery: Delivery, state: State, wait: int, words: str) -> None:
        """It was not told, or it is not known. *wait*: milliseconds until it is tried again, where it waits."""
        now = self._desk.clock()
        with self._store.writing() as connection:
            webhooks.failed(connection, delivery, now, state, now + wait, words)

    def hold(self, delivery: Delivery, words: str) -> None:
        """It is not told before a person says so."""
        with self._store.writing() as connection:
            webhooks.hold(connection, delivery, words)

    def doubt(self) -> None:
        """Nothing is being sent: what is marked so was cut short."""
        with self._store.writing() as connection:
            webhooks.doubt(connection, self.outgoing(), _KILLED)
