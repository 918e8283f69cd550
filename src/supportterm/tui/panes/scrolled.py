"""A pane of rows of which some are in sight: what the wheel, the focus, another size and other colours do to it."""

from collections.abc import Sized

from supportterm.tui.look import Look
from supportterm.tui.panes.base import Pane
from supportterm.tui.render.styles import mixed
from supportterm.tui.widgets.lines import Lines
from supportterm.tui.widgets.wheel import Wheel


class Scrolled(Wheel, Lines, Pane):
    """Subclasses work their rows out in `_lay_out`. `_top` is the first in sight; `_plain` and `_over` are styles by
    role, of a line and of one under the cursor."""

    def __init__(self, look: Look, *, id: str) -> None:
        super().__init__(look, id=id)
        self._rows: Sized = ()
        self._top = 0
        self._plain, self._over = mixed(look), mixed(look, "cursor")

    def _lay_out(self) -> None:
        """Work out again which rows there are, for the size and the look that it has."""
        raise NotImplementedError

    def _reach(self) -> int:
        """How many rows are in sight at once."""
        return self.extent.height

    def _scroll(self, by: int) -> None:
        self._top = max(0, min(self._top + by, len(self._rows) - self._reach()))
        self.repaint()

    def look_changed(self) -> None:
        self._plain, self._over = mixed(self.look), mixed(self.look, "cursor")
        self._lay_out()

    def sized(self) -> None:
        self._lay_out()

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def wheel(self, lines: int) -> None:
        self._scroll(lines)
