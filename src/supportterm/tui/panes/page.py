"""A page of rows with a cursor on those that do something. For panes whose content is short and known whole."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.events import Click
from textual.strip import Strip

from supportterm.tui.messages import Elsewhere
from supportterm.tui.panes.scrolled import Scrolled
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import BLANK, Line, Span, strip

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look


class Page(Scrolled):
    """Subclasses say which rows there are for a setting, and what choosing one does."""

    def __init__(self, desk: "Desk", look: "Look", *, id: str) -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._rows: Sequence[Line] = []
        self._acts: Sequence[int] = []
        """Rows that do something."""
        self._cursor = 0
        """Index into `_acts`."""

    def rows(self, setting: Setting) -> Iterable[Line]:
        """A sequence is taken as it is, its rows made when they come in sight."""
        raise NotImplementedError

    def acts(self) -> Sequence[int]:
        """Which rows do something."""
        return [index for index, row in enumerate(self._rows) if row.act]

    def choose(self, act: str) -> None:
        """A row was chosen."""

    def rebuild(self) -> None:
        """Work the rows out again; the cursor stays where it is as far as there are rows."""
        setting = Setting(max(self.extent.width - 2, 8), self._desk.clock(), None, self.look.glyphs)
        rows = self.rows(setting)
        was_empty = self.empty
        self._rows = rows if isinstance(rows, Sequence) else list(rows)
        self._acts = self.acts()
        self._cursor = max(min(self._cursor, len(self._acts) - 1), 0)
        self._scroll(0)
        if self.empty is not was_empty:
            self.post_message(Elsewhere())

    def _lay_out(self) -> None:
        self.rebuild()

    # --- Pane

    @property
    def empty(self) -> bool:
        return not self._acts

    def move(self, rows: int) -> None:
        """The cursor to another row that does something; with none, the page scrolls."""
        if not self._acts:
            self._scroll(rows)
        else:
            before = self._cursor
            self._cursor = max(0, min(self._cursor + rows, len(self._acts) - 1))
            if self._cursor == before:
                self._scroll(rows)
            else:
                self._show_cursor()
        self.repaint()

    def page(self, pages: float) -> None:
        self._scroll(round(pages * self.extent.height))

    def jump(self, to_end: bool) -> None:
        self._cursor = max(len(self._acts) - 1, 0) if to_end else 0
        self._scroll(len(self._rows) if to_end else -len(self._rows))

    def activate(self) -> None:
        if self._acts:
            self.choose(self._rows[self._acts[self._cursor]].act)

    def selected_line(self) -> int | None:
        return self._acts[self._cursor] - self._top if self._acts else None

    # --- painting

    def line(self, y: int, width: int) -> Strip:
        index = self._top + y
        row = self._rows[index] if index < len(self._rows) else BLANK
        chosen = self.has_focus and bool(self._acts) and index == self._acts[self._cursor]
        return strip(Line((Span(" "), *row.spans), row.act), width, self._over if chosen else self._plain)

    def _show_cursor(self) -> None:
        at = self._acts[self._cursor]
        self._top = min(max(self._top, at - self.extent.height + 1), at)
        self._scroll(0)

    # --- the mouse

    def on_click(self, event: Click) -> None:
        index = self._top + event.y
        if index in self._acts:
            self._cursor = self._acts.index(index)
            self.activate()
        self.repaint()
