"""A sheet of lines over the bottom of the screen: which-key, completions, help, lists to choose from."""

from collections.abc import Sequence

from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from supportterm.tui.look import Look
from supportterm.tui.widgets.cells import strip
from supportterm.tui.widgets.header import spread
from supportterm.tui.widgets.lines import Lines

Piece = tuple[str, str]
SheetLine = tuple[tuple[Piece, ...], tuple[Piece, ...]]
"""Pieces at the left and at the right, each text and role."""


class Picked(Message):
    """A line of the sheet was clicked."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


class Sheet(Lines, can_focus=False):
    """*title* is its first line; below it the lines around *cursor*, as many as there is room for, then *foot*."""

    def __init__(self, look: Look, *, id: str = "sheet") -> None:
        super().__init__(look, id=id)
        self._title: SheetLine = ((), ())
        self._lines: Sequence[SheetLine] = ()
        self._foot: Sequence[SheetLine] = ()
        self._cursor: int | None = None
        self._top = 0

    def show(
        self, title: SheetLine, lines: Sequence[SheetLine], cursor: int | None = None, foot: Sequence[SheetLine] = ()
    ) -> None:
        self._title, self._lines, self._cursor, self._foot = title, lines, cursor, foot
        self.repaint()

    @property
    def lines_wanted(self) -> int:
        return 1 + len(self._lines) + len(self._foot)

    def on_click(self, event: Click) -> None:
        index = self._top + event.y - 1
        if 0 < event.y <= self._room and index < len(self._lines):
            self.post_message(Picked(index))

    def line(self, y: int, width: int) -> Strip:
        if y == 0:
            self._keep_cursor_in_sight()
            return self._rule(width)
        if y > self._room:
            below = y - self._room - 1
            return spread(*self._foot[below], width, self.look, "sheet") if below < len(self._foot) else strip(
                (), width, self.look["sheet"]
            )
        index = self._top + y - 1
        if index >= len(self._lines):
            return strip((), width, self.look["sheet"])
        left, right = self._lines[index]
        return spread(left, right, width, self.look, "cursor" if index == self._cursor else "sheet")

    def _rule(self, width: int) -> Strip:
        if self.look.spoken:
            return spread(*self._title, width, self.look, "sheet")
        level = "─" if self.look.unicode else "-"
        left, right = self._title
        if any(text for text, _ in right):
            right = ((" ", "rule"), *right)
        lead = ((level * 2 + " ", "rule"), *left, (" ", "rule"))
        used = sum(len(t) for t, _ in (*lead, *right))
        lead = (*lead, (level * max(width - used - 1, 0), "rule"))
        return spread(lead, (*right, (" ", "rule")), width, self.look, "sheet")

    @property
    def _room(self) -> int:
        """Lines between the title and the foot."""
        return max(self.size.height - 1 - len(self._foot), 1)

    def _keep_cursor_in_sight(self) -> None:
        room = self._room
        cursor = self._cursor or 0
        self._top = max(0, min(self._top, cursor, len(self._lines) - room))
        if cursor >= self._top + room:
            self._top = cursor - room + 1
