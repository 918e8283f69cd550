"""Which tickets of the queue are selected: what `commands.face.Chosen` asks, done to the queue."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.core.query import parse
from supportterm.tui.panes.queue import ALL

if TYPE_CHECKING:
    from supportterm.tui.screen import DeskScreen


class Choosing:
    """*say* tells the person what could not be taken."""

    def __init__(self, screen: "DeskScreen", say: Callable[..., None]) -> None:
        self._queue = screen.queue
        self._say = say

    def toggle(self, many: int) -> None:
        self._queue.select(many)

    def extend(self, by: int) -> None:
        self._queue.extend(by)

    def range(self) -> None:
        self._queue.range()
        if self._queue.window.anchor is not None:
            self._say("a range begins here, and goes where the cursor goes; the same key ends it")

    def matching(self, query: str) -> None:
        """Those of the list that *query* lets through, beside those selected. Raises QueryError."""
        found = self._first(query)
        self._queue.select_rows({*self._queue.window.marked, *found})
        self._say(f"{len(found)} of the list match" if found else "none of the list matches", warning=not found)

    def others(self) -> None:
        """Those of the list that are not selected, in place of those that are."""
        self._queue.select_rows(set(self._first("")) - self._queue.window.marked)

    def all(self) -> None:
        self._queue.select_rows(self._first(""))

    def none(self) -> None:
        if self._queue.window.marked or self._queue.window.anchor is not None:
            self._queue.select_rows(())

    def _first(self, query: str) -> list[int]:
        found = self._queue.ids(parse(query), ALL + 1)
        if len(found) > ALL:
            self._say(f"the first {ALL} are selected; the list goes on", warning=True)
        return found[:ALL]
