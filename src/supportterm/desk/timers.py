"""The keeper's door to what happens by time alone."""

from collections.abc import Callable

from supportterm.store import timers
from supportterm.store.connection import Store
from supportterm.store.errors import plainly
from supportterm.store.stroke import Change, Strokes
from supportterm.store.timers import Due

__all__ = ["Due", "Timers"]


class Timers:
    """What is due on a desk, and doing it. Raises StoreError when the machine says no; nothing has changed then."""

    def __init__(self, store: Store, strokes: Strokes, tell: Callable[[tuple[int, ...]], None]) -> None:
        self._store = store
        self._strokes = strokes
        self._tell = tell

    def next(self, without: frozenset[Due] = frozenset()) -> Due | None:
        """What is due first, whenever that is; None when nothing is. Cheap."""
        with plainly(self._store.path):
            return timers.next_due(self._store.reader(), without)

    def fire(self, due: Due, *, too_late: int) -> Change:
        """Do what is due, if it still is; when this has returned the machine may die and it is not done again.

        What customers would see more than *too_late* milliseconds late asks first.
        """
        with self._strokes.begin(due.actor, "do", id=due.change) as stroke:
            timers.fire(stroke, due, too_late)
        self._tell(stroke.change.tickets)
        return stroke.change
