"""What a desk can say of what is to leave, and of how its connections stand."""

from typing import TYPE_CHECKING

from supportterm.desk.asking import Asking

if TYPE_CHECKING:
    from supportterm.store.outbox import ConflictRow, Takeable
    from supportterm.store.outbox import Entry as Departure
    from supportterm.store.replica import ConnectionState


class Leaving(Asking):
    """The part of `Reading` that is about remotes."""

    def outbox(self, ticket: int | None = None) -> "tuple[Departure, ...]":
        """What has not arrived yet, oldest first."""
        from supportterm.store import outbox

        return tuple(self._read(outbox.every_open) if ticket is None else self._read(outbox.of_ticket, ticket))

    def takeable(self, agent: str, now: int) -> "Takeable | None":
        """The last that *agent* wrote to a customer which can still be taken back, if any."""
        from supportterm.store.outbox import takeable

        return self._read(takeable, agent, now)

    def scheduled(self) -> int | None:
        """When the first thing that is said later is due, milliseconds; None when nothing is. Cheap."""
        from supportterm.store.outbox import scheduled

        return self._read(scheduled)

    def outbox_counts(self) -> dict[str, dict[str, int]]:
        """How many things have not arrived yet, by connection and state; only those that are more than none."""
        from supportterm.store.outbox import counts

        return self._read(counts)

    def outbox_entry(self, id: bytes) -> "Departure | None":
        """Something that was to leave, whatever became of it."""
        from supportterm.store.outbox import get

        return self._read(get, id)

    def departure(self, message: int) -> "Departure | None":
        """How a message leaves, or left; None when it stays here."""
        from supportterm.store.outbox import of_message

        return self._read(of_message, message)

    def departures(self, change: bytes) -> "tuple[Departure, ...]":
        """All that a change sends away, whatever became of it, in the order in which it leaves."""
        from supportterm.store.outbox import of_change

        return tuple(self._read(of_change, change))

    def conflicts(self, entry: bytes) -> "tuple[ConflictRow, ...]":
        """What a person must choose of something in the outbox."""
        from supportterm.store.outbox import conflicts

        return self._read(conflicts, entry)

    def connection_state(self, name: str) -> "ConnectionState":
        """How a connection stands, as its keeper last said."""
        from supportterm.store.replica import state

        return self._read(state, name)

    def webhooks_troubled(self) -> tuple[str, ...]:
        """Webhooks that do not answer as they should, or have something for a person, by name. Cheap."""
        from supportterm.store.webhooks import troubled

        return self._read(troubled)

    def hooks_failed(self) -> int:
        """How many runs of the programs of this Unix user that follow events did not end well. Cheap."""
        from supportterm.store.hooks import troubled
        from supportterm.store.lookups import login

        return self._read(troubled, login())
