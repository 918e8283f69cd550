"""Several lists side by side, one in sight: each keeps its filter, cursor, scroll and what is selected in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused
from supportterm.core.safe import cut

if TYPE_CHECKING:
    from supportterm.core.nouns import View
    from supportterm.core.query import Query
    from supportterm.store.rows import TicketRow
    from supportterm.tui.viewing import Viewing
    from supportterm.tui.widgets.window import Window

MOST = 20
NAME = 14
"""Cells of a tab's name at most, the one in sight excepted."""


@dataclass
class Tab:
    """A list as it was left."""

    view: "View"
    filter: str
    query: "Query"
    count: int | None
    window: "Window[TicketRow]"

    @property
    def name(self) -> str:
        return f"/{self.filter}" if self.filter else self.view.title


class Tabs:
    """What `commands.face.Tabs` asks. *say* tells the person."""

    def __init__(self, viewing: "Viewing", say: Callable[..., None]) -> None:
        self._viewing = viewing
        self._say = say
        self._tabs: list[Tab] = []
        """Empty while there is only the list one began with."""
        self._at = 0

    @property
    def names(self) -> tuple[tuple[str, ...], int]:
        """What the tabs are called, and which is in sight; none while there is one list."""
        there = self.all[0] if self._tabs else []
        return tuple(f"{n} {cut(tab.name, NAME)}" for n, tab in enumerate(there, 1)), self._at

    @property
    def all(self) -> tuple[list[Tab], int]:
        """Every list as it is now, and which is in sight."""
        here = self._viewing.tab()
        return [here if n == self._at else tab for n, tab in enumerate(self._tabs)] or [here], self._at

    def take_up(self, tabs: list[Tab], at: int) -> None:
        """Lists that were open before; the one *at* that place is in sight already."""
        self._tabs, self._at = tabs, at

    def new(self, view: str) -> None:
        """Another list behind the one in sight: *view*, else the same again."""
        if len(self._tabs) >= MOST:
            raise Refused(f"{MOST} tabs are open; close one first")
        wanted = self._viewing.named(view) if view else None
        self._leave()
        self._at += 1
        self._tabs.insert(self._at, self._viewing.fresh_tab())
        self._viewing.show_tab(self._tabs[self._at])
        if wanted is not None:
            self._viewing.show(wanted)

    def close(self) -> None:
        """Close the list in sight; the one before it comes into sight."""
        if len(self._tabs) < 2:
            raise Refused("there is only this list; it stays open")
        del self._tabs[self._at]
        self._at = max(self._at - 1, 0)
        left = self._tabs[self._at]
        if len(self._tabs) == 1:
            self._tabs.clear()
            self._at = 0
        self._viewing.show_tab(left)

    def next(self, by: int) -> None:
        self._go((self._at + by) % max(len(self._tabs), 1))

    def go(self, number: int) -> None:
        """To a tab by its number, from 1."""
        self._go(number - 1)

    def _go(self, at: int) -> None:
        if not self._tabs:
            self._say("there is only this list; `tab new` opens another beside it", warning=True)
            return
        if not 0 <= at < len(self._tabs):
            raise Refused(f"there is no tab {at + 1}; there are {len(self._tabs)}")
        self._leave()
        self._at = at
        self._viewing.show_tab(self._tabs[at])

    def _leave(self) -> None:
        """Keep how the list in sight is."""
        here = self._viewing.tab()
        if self._tabs:
            self._tabs[self._at] = here
        else:
            self._tabs = [here]
