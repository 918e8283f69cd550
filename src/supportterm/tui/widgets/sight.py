"""Rows in memory, the cursor among them, and what of them is in sight. Pure."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Generic

from supportterm.tui.widgets.laying import Head, Parting, laid, line_of, top_for
from supportterm.tui.widgets.staying import R

CONTEXT = 1
"""Lines of the page before that stay in sight when the cursor leaves the page."""
ROOM = 4
"""Lines below which no heading takes one."""


class Sight(Generic[R]):
    """`cursor` and `top`, the first on the screen, index `rows`; both are 0 while there are none."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.rows: list[R] = []
        self.cursor = 0
        self.top = 0
        self.parting: Parting[R] = None
        """In which part of the list a row is, for lists with headings."""

    @property
    def current(self) -> R | None:
        return self.rows[self.cursor] if self.rows else None

    @property
    def line(self) -> int:
        """On which line of the screen the cursor is."""
        if self.parting is None:
            return self.cursor - self.top
        return line_of(self.rows, self.top, self.cursor, self._parting)

    def on_line(self, line: int) -> R | Head | None:
        """The row or the heading on a line of the screen; None where there is neither."""
        if line < 0 or line >= self.height:
            return None
        if self._parting is not None:
            return next(islice(self._laid(), line, None), None)
        return self.rows[self.top + line] if self.top + line < len(self.rows) else None

    def visible(self) -> Sequence[R | Head]:
        """What stands on the lines of the screen."""
        if self._parting is None:
            return self.rows[self.top : self.top + self.height]
        return list(islice(self._laid(), self.height))

    @property
    def rows_in_sight(self) -> int:
        """How many rows a screen holds here; fewer where headings take lines of it."""
        if self._parting is None:
            return self.height
        return sum(not isinstance(there, Head) for there in self.visible())

    def place(self, line: int) -> bool:
        """The cursor to a line of the screen, as a click does; False when no row is there."""
        there = self.on_line(line)
        if there is None or isinstance(there, Head):
            return False
        self.cursor = next(n for n in range(self.top, len(self.rows)) if self.rows[n] is there)
        return True

    def turn(self, by: int) -> None:
        """The cursor by so many rows, all of which are in memory, keeping its line; what lies next to the screen comes
        into sight, so that no row is passed over unseen."""
        line, first, reach = self.line, self.top, self.rows_in_sight
        self.cursor += by
        top = self._top_for(self.cursor, line)
        if by > 0:
            self.top = self._bounded(min(top, first + by))
            self.cursor = min(self.cursor, self.top + self.rows_in_sight - 1)
        else:
            self.top = self._bounded(max(top, self._top_for(first, self.height - 1)) if -by < reach else top)
            self.cursor = max(self.cursor, self.top)

    def resize(self, height: int) -> None:
        self.height = max(height, 1)
        self._show_cursor()

    @property
    def _parting(self) -> Parting[R]:
        return self.parting if self.height >= ROOM else None

    def _laid(self) -> Iterator[R | Head]:
        return laid(self.rows, self.top, self._parting)

    def _top_for(self, index: int, line: int) -> int:
        return top_for(self.rows, index, line, self._parting)

    def _bounded(self, top: int) -> int:
        """*top*, or what the last screen begins with, if that comes before it: no line is blank while rows are left."""
        return max(0, min(top, self._top_for(len(self.rows) - 1, self.height - 1))) if self.rows else 0

    def _show_cursor(self) -> None:
        """A cursor that leaves the screen turns the page: one repaint a screenful, where scrolling is one a line."""
        if self.cursor < self.top:
            turned = self._top_for(self.top, self.height - CONTEXT)
            near = turned <= self.cursor
        elif self.line >= self.height:
            turned = self.top + self.rows_in_sight - 1
            near = line_of(self.rows, turned, self.cursor, self._parting) < self.height
        else:
            turned, near = self.top, True
        self.top = self._bounded(turned if near else self._top_for(self.cursor, self.height // 2))
