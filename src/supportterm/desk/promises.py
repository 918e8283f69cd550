"""What a desk can say of its promises."""

from typing import TYPE_CHECKING, Any

from supportterm.desk.leaving import Leaving

if TYPE_CHECKING:
    from supportterm.core.sla import Clocks, Service


class Promises(Leaving):
    """The part of `Reading` that is about SLA."""

    _catalogue: dict[str, tuple[Any, ...]]

    def clocks(self, ticket: int) -> "Clocks | None":
        """How a ticket stands with its promises; None when nothing was ever promised of it."""
        from supportterm.store.clocks import of

        kept = self._read(of, ticket)
        return kept.clocks if kept is not None else None

    def service(self) -> "Service":
        """All that is promised, and the hours in which it is. Read once and again after a change."""
        found = self._catalogue.get("service")
        if found is None:
            from supportterm.store.book import Books

            found = self._catalogue["service"] = (self._read(Books().current).service,)
        made: Service = found[0]
        return made

    def serve_history(self) -> None:
        """Whatever happened so far counts for promises, as if this desk had made them then: for made-up desks."""
        from supportterm.store.clocks import serve_history

        with self._store.writing() as connection:
            serve_history(connection)
