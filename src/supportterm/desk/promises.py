"""What a desk can say of its promises."""

from typing import TYPE_CHECKING

from supportterm.desk.leaving import Leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from supportterm.core.sla import Clocks, Service
    from supportterm.core.sla_forecast import World


class Promises(Leaving):
    """The part of `Reading` that is about SLA."""

    clock: "Callable[[], int]"

    def clocks(self, ticket: int) -> "Clocks | None":
        """How a ticket stands with its promises; None when nothing was ever promised of it."""
        from supportterm.store.clocks import of

        kept = self._read(of, ticket)
        return kept.clocks if kept is not None else None

    def service(self) -> "Service":
        """All that is promised, and the hours in which it is. Read once and again after a change."""

        def made() -> "Service":
            from supportterm.core.sla_service import service_of
            from supportterm.store.definitions import every_timetable, load

            return service_of(self._read(load), self._read(every_timetable))

        return self._once("service", made)

    def open_time(self, hours: str, start: int, end: int) -> int:
        """For how long the schedule *hours*, as clocks name it, is open from *start* to *end*; empty: day and night."""
        schedule = self.service().schedules.get(hours) if hours else None
        return schedule.business_between(start, end) if schedule is not None else end - start

    def world(self, until: int, also: "Collection[int]" = ()) -> "World":
        """What `core.sla_forecast` asks for: the tickets with a deadline up to *until*, and *also* those named."""
        from supportterm.store.outlook import world

        return self._read(world, self.service(), self.clock(), until, also)

    def serve_history(self) -> None:
        """Whatever happened so far counts for promises, as if this desk had made them then: for made-up desks."""
        from supportterm.store.clocks import serve_history

        with self._store.writing() as connection:
            serve_history(connection)
