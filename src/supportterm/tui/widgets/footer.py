"""The last line of the screen: what just happened, else what can be pressed; at the right the keys begun.

A sentence longer than the line takes the lines above it too, over what stands there, until the next key.
"""

from itertools import islice

from textual.message import Message
from textual.strip import Strip

from supportterm.core.safe import safe_line
from supportterm.tui.look import Look
from supportterm.tui.render.wrap import wrap
from supportterm.tui.widgets.cells import cut, strip, width_of
from supportterm.tui.widgets.header import spread
from supportterm.tui.widgets.lines import Lines

SIGNS = {"ok": "✓", "warn": "!", "error": "✗"}
ASCII_SIGNS = {"ok": "+", "warn": "!", "error": "x"}

Hint = tuple[str, str]
"""A key and what it does."""


def cells(hint: Hint) -> int:
    """How much room a hint takes, the space behind it too."""
    return width_of(hint[0]) + width_of(hint[1]) + 4


MOST = 3
"""Lines of a sentence that are shown."""


class Taller(Message):
    """The footer needs *lines* lines for what it says."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines


class Footer(Lines, can_focus=False):
    def __init__(self, look: Look, *, id: str = "footer") -> None:
        super().__init__(look, id=id)
        self._hints: tuple[Hint, ...] = ()
        self._words, self._tone = "", ""
        self._pending = ""
        self._column = 0
        self._taken = 1

    def say(self, words: str, tone: str = "ok") -> None:
        """A sentence until the next key; *tone* is ok, warn, error or dim."""
        words = safe_line(words, 500)
        if (words, tone, 0) != (self._words, self._tone, self._column):
            self._words, self._tone, self._column = words, tone, 0
            self._make_room()
            self.repaint()

    def point(self, words: str, column: int) -> None:
        """A sentence about the line above, with a mark under its *column* (from 1)."""
        self._words, self._tone, self._column = safe_line(words, 500), "error", column
        self._make_room()
        self.repaint()

    def hush(self) -> None:
        """The next key was pressed: what was said is read."""
        if self._words or self._column:
            self.say("")

    def begun(self, keys: str) -> None:
        """Keys and count of a sequence that is not finished."""
        if keys != self._pending:
            self._pending = keys
            self.repaint()

    def hint(self, hints: tuple[Hint, ...]) -> None:
        if not self.look.unicode:
            hints = tuple((key.replace("↑↓", "up/down"), words) for key, words in hints)
        if hints != self._hints:
            self._hints = hints
            self.repaint()

    def _make_room(self) -> None:
        """Ask for as many lines as the sentence takes: its end is often what to do."""
        wanted = max(len(self._rows(self.size.width)), 1) if self.size.width else 1
        if wanted != self._taken:
            self._taken = wanted
            self.post_message(Taller(wanted))

    def _rows(self, width: int) -> list[str]:
        if not self._words or self._column:
            return []
        rows = list(islice(wrap(self._words, max(width - len(self._pending) - 5, 20)), MOST + 1))
        return rows if len(rows) <= MOST else [*rows[: MOST - 1], f"{rows[MOST - 1]}…"]

    @property
    def complains(self) -> bool:
        """Whether it says that something went wrong."""
        return bool(self._words) and self._tone in ("warn", "error")

    @property
    def words(self) -> str:
        return self._words

    def line(self, y: int, width: int) -> Strip:
        right = ((f" {self._pending} ", "key"),) if self._pending else ()
        if self._column:
            return self._pointing(width)
        if self._words:
            sign = (SIGNS if self.look.unicode else ASCII_SIGNS).get(self._tone, " ") if y == 0 else " "
            rows = self._rows(width)
            words = rows[y] if y < len(rows) else ""
            said = ((f" {sign} ", self._tone), (words, self._tone))
            return spread(said, right if y == 0 else (), width, self.look, "footer")
        if y > 0:
            return strip((), width, self.look["footer"])
        left: list[tuple[str, str]] = [(" ", "text")]
        for key, words in self._fitting(width - len(self._pending) - 3):
            left += [(key, "key"), (f" {words}   " if key else f"{words}   ", "dim")]
        return spread(tuple(left), right, width, self.look, "footer")

    def _fitting(self, width: int) -> list[Hint]:
        """As many hints as there is room for, the last one, how to get help, among them; none is cut."""
        *hints, last = self._hints or (("", ""),)
        room = width - cells(last)
        kept: list[Hint] = []
        for hint in hints:
            room -= cells(hint)
            if room < 0:
                break
            kept.append(hint)
        return [*kept, last]

    def _pointing(self, width: int) -> Strip:
        """The words after the mark where there is room, else before it."""
        mark = "↑" if self.look.unicode else "^"
        room = width - self._column - 2
        if width_of(self._words) <= room or room >= self._column:
            left = ((" " * (self._column - 1), "text"), (f"{mark} {self._words}", "error"))
        else:
            left = ((cut(f" {self._words} ", self._column - 1).rjust(self._column - 1), "error"), (mark, "error"))
        return spread(left, (), width, self.look, "footer")
