"""Which tickets of the queue are selected: what `commands.face.Chosen` asks, done to the queue."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supportterm.tui.screen import DeskScreen

ALL = 1000
"""Tickets that are selected at once at most."""


class Choosing:
    """*say* tells the person what could not be taken."""

    def __init__(self, screen: "DeskScreen", say: Callable[..., None]) -> None:
        self._screen = screen
        self._say = say

    def toggle(self) -> None:
        self._screen.queue.select()

    def extend(self, by: int) -> None:
        self._screen.queue.extend(by)

    def all(self) -> None:
        queue = self._screen.queue
        found = queue.first_ids(ALL + 1)
        queue.select_rows(found[:ALL])
        if len(found) > ALL:
            self._say(f"the first {ALL} are selected; the list goes on", warning=True)

    def none(self) -> None:
        if self._screen.queue.window.marked:
            self._screen.queue.select_rows(())
