"""Two lines under the header: what the tutor asks for now."""

from textual.strip import Strip

from supportterm.tui.look import Look
from supportterm.tui.render.wrap import wrap
from supportterm.tui.widgets.cells import strip
from supportterm.tui.widgets.lines import Lines


class Lesson(Lines, can_focus=False):
    def __init__(self, look: Look, *, id: str = "lesson") -> None:
        super().__init__(look, id=id)
        self._place, self._words = "", ""

    def show(self, place: str, words: str) -> None:
        if (place, words) != (self._place, self._words):
            self._place, self._words = place, words
            self.repaint()

    def rows(self, width: int) -> int:
        """How many lines it needs."""
        return min(len(self._rows(width)), 4)

    def line(self, y: int, width: int) -> Strip:
        rows = self._rows(width)
        lead = f" {self._place} " if y == 0 else " " * (len(self._place) + 2)
        words = rows[y] if y < len(rows) else ""
        style = self.look.line_style("sheet")
        return strip(((lead, style("title")), (words, style("text"))), width, style("text"))

    def _rows(self, width: int) -> list[str]:
        return list(wrap(self._words, max(width - len(self._place) - 3, 20)))
