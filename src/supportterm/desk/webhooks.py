"""The door for webhooks: what programs elsewhere tell, and what they are told."""

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

from supportterm.core.incoming import ACTOR, Incoming, fill
from supportterm.desk.asking import Asking
from supportterm.store import incoming
from supportterm.store.customers import done_before
from supportterm.store.definitions import all_of
from supportterm.store.incoming import Count

if TYPE_CHECKING:
    from supportterm.desk.door import Desk
    from supportterm.store.connection import Store
    from supportterm.store.stroke import Strokes

__all__ = ["Count", "Webhooks"]


class Webhooks(Asking):
    """Every call may come from any thread. Raises Refused with nothing changed, StoreError when the machine says no."""

    def __init__(
        self, desk: "Desk", store: "Store", strokes: "Strokes", changed: Callable[[tuple[int, ...]], None]
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
        told = fill(one, sent)
        if told is None:
            with self._store.writing(durable=False) as connection:
                incoming.taken(connection, name, self._desk.clock())
            return None
        once = sha256(f"{ACTOR}{name} {delivery}".encode()).digest()[:16]
        rules = self._desk.rules()
        with self._strokes.begin(f"{ACTOR}{name}", id=once) as stroke:
            if (known := done_before(stroke.work.connection, once)) is not None:
                return known
            number = incoming.take(stroke, rules, one, told)
            incoming.taken(stroke.work.connection, name, stroke.now)
        self._changed(stroke.change.tickets)
        return number

    def refused(self, name: str, why: str) -> None:
        """A delivery was not taken. If the machine dies it may be forgotten."""
        with self._store.writing(durable=False) as connection:
            incoming.refused(connection, name, self._desk.clock(), why)

    def counts(self) -> dict[str, Count]:
        """What came by each, by name."""
        return self._read(incoming.counts)
