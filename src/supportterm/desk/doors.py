"""The doors of a desk that are for one purpose each."""

from typing import TYPE_CHECKING

from supportterm.desk.strokes import Changing

if TYPE_CHECKING:
    from supportterm.desk.calls import Calls
    from supportterm.desk.customers import Customers
    from supportterm.desk.directories import Directories
    from supportterm.desk.hooks import Hooks
    from supportterm.desk.portal import Portal
    from supportterm.desk.replica import Replica
    from supportterm.desk.routing import Routing
    from supportterm.desk.timers import Timers
    from supportterm.desk.webhooks import Webhooks


class Doors(Changing):
    """An open desk, with its other doors beside its own."""

    @property
    def undo_window(self) -> float:
        """Seconds that what is written to customers waits before it leaves."""
        return self._wait / 1000

    @property
    def routing(self) -> "Routing":
        """Who takes tickets, and where they go."""
        from supportterm.desk.routing import Routing

        return Routing(self, self._store, self._stroke)

    def replica(self, name: str) -> "Replica":
        """The sync engine's door to the connection *name*."""
        from supportterm.desk.replica import Replica

        return Replica(self._store, self._made_strokes(), self._files, self.clock, name, self._changed)

    def timers(self) -> "Timers":
        """The keeper's door to what happens by time alone."""
        from supportterm.desk.timers import Timers

        return Timers(self._store, self._made_strokes(), self._changed)

    def hooks(self) -> "Hooks":
        """How far the programs of this Unix user have followed what happened, and what went wrong."""
        from supportterm.desk.hooks import Hooks
        from supportterm.store.lookups import login

        return Hooks(self._store, login(), self.clock, self._changed)

    @property
    def directories(self) -> "Directories":
        """What directories (CRM) know of people."""
        from supportterm.desk.directories import Directories

        return Directories(self._store, self.clock, read_only=self.read_only)

    @property
    def portal(self) -> "Portal":
        """The door of the customers' side."""
        from supportterm.desk.portal import Portal

        return Portal(self._store, self.clock, self._random)

    @property
    def calls(self) -> "Calls":
        """The door for calls."""
        from supportterm.desk.calls import Calls

        return Calls(self, self._store, self._stroke, self._tell)

    @property
    def webhooks(self) -> "Webhooks":
        """The door for what programs elsewhere tell."""
        from supportterm.desk.webhooks import Webhooks

        return Webhooks(self, self._store, self._made_strokes(), self._changed)

    @property
    def customers(self) -> "Customers":
        """The door for what customers do on their side."""
        from supportterm.desk.customers import Customers

        return Customers(self, self._store, self._made_strokes(), self._random, self._changed)
