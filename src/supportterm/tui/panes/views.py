"""The views pane: saved queries, how many tickets each has, and the key that opens it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich.style import Style
from textual.events import Click
from textual.strip import Strip

from supportterm.core.safe import safe_line
from supportterm.tui.look import Look
from supportterm.tui.messages import Run
from supportterm.tui.panes.base import Pane
from supportterm.tui.widgets.cells import cut, fit, strip
from supportterm.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from supportterm.core.nouns import View
    from supportterm.desk import Desk

CAP = 999
KEY = 3
"""Cells of a view's key."""
NAMES: Final = 40
"""Cells that names, counts and keys take at most; behind them stands what a view lists."""


def count_words(count: int | None) -> str:
    """A capped count for people; nothing while it is not known."""
    return "" if count is None else f"{CAP}+" if count > CAP else str(count)


class Views(Lines, Pane):
    context = "views"
    title = "Views"

    def __init__(self, desk: "Desk", look: Look, *, id: str) -> None:
        super().__init__(look, id=id)
        self._views: tuple[View, ...] = ()
        self._counts: Mapping[str, int] = {}
        self._current = ""
        self._cursor = 0

    def show(self, views: "tuple[View, ...]", current: str) -> None:
        """All *views* there are; *current* names the one that the queue shows."""
        if (views, current) == (self._views, self._current):
            return
        self._views, self._current = views, current
        names = [view.name for view in views]
        self._cursor = names.index(current) if current in names else min(self._cursor, max(len(names) - 1, 0))
        self.repaint()

    def counted(self, counts: Mapping[str, int]) -> None:
        """How many tickets each view has, by name; more than `CAP` means just that."""
        old, self._counts = self._counts, counts
        changed = [y for y, view in enumerate(self._views, 1) if old.get(view.name) != counts.get(view.name)]
        if changed:
            self.repaint(*changed)

    def look_changed(self) -> None:
        self.repaint()

    def move(self, rows: int) -> None:
        self._go(self._cursor + rows)

    def page(self, pages: float) -> None:
        self._go(self._cursor + round(pages * self.size.height))

    def jump(self, to_end: bool) -> None:
        self._go(len(self._views) if to_end else 0)

    def activate(self) -> None:
        if self._views:
            self.post_message(Run(f"view {self._views[self._cursor].name}"))

    def on_focus(self) -> None:
        self.repaint(self._cursor + 1)

    def on_blur(self) -> None:
        self.repaint(self._cursor + 1)

    def on_click(self, event: Click) -> None:
        if 0 < event.y <= len(self._views):
            self._go(event.y - 1)
            self.activate()

    def selected_line(self) -> int | None:
        return self._cursor + 1

    def _go(self, to: int) -> None:
        old, self._cursor = self._cursor, max(0, min(to, len(self._views) - 1))
        if old != self._cursor:
            self.repaint(old + 1, self._cursor + 1)

    def line(self, y: int, width: int) -> Strip:
        if y == 0:
            return strip([(" Views", self.look["heading"])], width, self.look["heading"])
        if y > len(self._views):
            return strip((), width, self.look.text)
        return self._view_line(self._views[y - 1], y - 1 == self._cursor, width)

    def _view_line(self, view: "View", under_cursor: bool, width: int) -> Strip:
        is_current = view.name == self._current
        style = self.look.line_style("cursor" if under_cursor and self.has_focus else "")
        count = count_words(self._counts.get(view.name))
        key = f"g {view.key}" if view.key else ""
        if self.look.spoken:
            many = f"{count} ticket{'s' * (count != '1')}" if count else ""
            parts = (safe_line(view.title, 80), "shown" if is_current else "", many, key)
            return strip([(", ".join(filter(None, parts)), style("text"))], width, style("text"))
        room = max(min(width, NAMES) - KEY - 1 - 5 - 2, 4)
        pieces: list[tuple[str, Style]] = [
            (("▌" if self.look.unicode else ">") if is_current else " ", style("accent")),
            (fit(safe_line(view.title, 80), room), style("title" if is_current else "text")),
            (fit(count, 5, right=True), style("dim")),
            (fit(" " + key, KEY + 2), style("faint")),
        ]
        if width > NAMES:
            pieces.append((cut(f" {safe_line(view.query, 200)}", width - NAMES - 1), style("dim")))
        return strip(pieces, width, style("text"))
