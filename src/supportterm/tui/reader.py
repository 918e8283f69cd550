"""The terminal's own cursor for who hears the screen: it stands on the line that is selected, or is being read.

Screen readers say the line of that cursor. A pane that has a selected line leads it; in one that only scrolls it goes
from line to line, and the pane scrolls when it comes to the edge.
"""

from typing import TYPE_CHECKING, cast

from rich.control import Control
from textual.geometry import Offset
from textual.widgets import Input, TextArea

from supportterm.tui.panes.base import Pane
from supportterm.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.widget import Widget

    from supportterm.tui.app import SupportTerm
    from supportterm.tui.screen import DeskScreen


class Reader:
    """Belongs to an app; moves for the frame, and `follow`s after each key and each change."""

    def __init__(self, app: "SupportTerm", screen: "DeskScreen") -> None:
        self._app = app
        self._screen = screen
        self._line = 0
        """Of the pane, where nothing in it is selected."""
        self._landmark: object = None
        self._at = Offset(-1, -1)

    # --- moving

    def move(self, rows: int) -> None:
        """Down by *rows*, up when negative: by what can be selected, else line by line."""
        pane, lines = self._screen.here(), self._lines()
        if lines is None or pane.selected_line() is not None:
            pane.move(rows)
            return
        step = 1 if rows > 0 else -1
        for _ in range(abs(rows)):
            self._step(pane, lines, step)
        self._landmark = self._mark(pane)

    def jump(self, to_end: bool) -> None:
        """To the first line or to the last."""
        pane, lines = self._screen.here(), self._lines()
        pane.jump(to_end)
        if lines is not None and pane.selected_line() is None:
            self._line = self._next(lines, lines.size.height, -1) if to_end else 0
            self._landmark = self._mark(pane)

    def _step(self, pane: Pane, lines: Lines, step: int) -> None:
        """On to the next line that says something; what stands outside comes into sight first."""
        found = self._next(lines, self._line, step)
        if found != self._line:
            self._line = found
            return
        before = [text_of(lines, y) for y in range(lines.size.height)]
        pane.move(step)
        if [text_of(lines, y) for y in range(lines.size.height)] != before:
            self._line = lines.size.height - 1 if step > 0 else 0
            if not text_of(lines, self._line):
                self._line = self._next(lines, self._line, -step)

    def _next(self, lines: Lines, at: int, step: int) -> int:
        """The next line from *at* that says something; *at* when there is none."""
        ys = range(at + step, lines.size.height if step > 0 else -1, step)
        return next((y for y in ys if text_of(lines, y)), at)

    # --- the cursor

    def follow(self) -> None:
        """Put the terminal's cursor where one is."""
        at = self._place()
        app, driver = self._app, self._app._driver
        app.cursor_position = at
        if driver is not None and not driver.is_headless:
            driver.write(Control.move_to(*at).segment.text)
            driver.flush()

    def _place(self) -> Offset:
        focused = self._screen.focused
        if isinstance(focused, Input | TextArea):
            return focused.cursor_screen_offset
        pane = self._screen.here()
        lines = self._lines()
        if lines is None:
            return cast("Widget", pane).region.offset
        selected = pane.selected_line()
        if selected is None:
            if self._mark(pane) != self._landmark:
                self._landmark, self._line = self._mark(pane), pane.first_line()
            self._line = max(0, min(self._line, lines.size.height - 1))
            selected = self._line
        return lines.region.offset + Offset(0, selected)

    def _lines(self) -> Lines | None:
        """What is read of the pane one is in."""
        focused = self._screen.focused
        if isinstance(focused, Lines):
            return focused
        here = self._screen.here()
        return here if isinstance(here, Lines) else next(iter(cast("Widget", here).query(Lines)), None)

    @staticmethod
    def _mark(pane: Pane) -> object:
        return pane.id, pane.subjects(), pane.landmark()


def text_of(lines: Lines, y: int) -> str:
    """What stands in line *y*."""
    return "".join(segment.text for segment in lines.render_line(y)).strip()
