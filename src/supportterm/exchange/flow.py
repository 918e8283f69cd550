"""Words, breaks, quotes, lists and tables → lines of text."""

import re
from typing import Final

_SPACE: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
MAX_QUOTE: Final = 10
_NO_DEPTH: Final = 1 << 30


class Flow:
    """Collects text; breaks are kept back until the next word, so that empty boxes leave no empty lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.preformatted = 0
        self._line: list[str] = []
        self._length = 0
        """Characters written so far, marks are positions in it."""
        self._since: list[str] = []
        self._marked = 0
        self._break = 0
        self._depth = 0
        self._between = _NO_DEPTH
        """Least depth of quoting since the last word: that of the empty line between."""
        self._marker = ""
        self._row_at = -1
        """How many lines stood when the table row began; -1 outside of rows."""
        self._row_filled = False
        self._in_cell = False

    def text(self, words: str) -> None:
        if self.preformatted:
            words = words.replace("\r\n", "\n").replace("\xa0", " ")
        else:
            words = _SPACE.sub(" ", words)
            if words == " " and (self._break or not self._line):
                return
            if not words:
                return
        if self._break:
            self._flush()
        if self._marker and words.strip():
            self._line.append(self._marker)
            self._marker = ""
        if self.preformatted:
            *whole, words = words.split("\n")
            for part in whole:
                self._append(part)
                self._emit()
            if not words:
                return
        elif not self._line or self._line[-1][-1:] == " ":
            words = words.lstrip(" ") if not self._line or self._line[-1].endswith(" ") else words
        if words:
            self._append(words)
            self._row_filled = self._row_filled or bool(words.strip())
            self._in_cell = False

    def line_break(self) -> None:
        if self._break:
            self._flush()
        self._emit()

    def part(self, lines: int) -> None:
        """The next words begin a new line (1) or a new paragraph (2)."""
        if not self._in_cell:
            self._break = max(self._break, lines)

    def quote(self, step: int) -> None:
        """One quote deeper (1) or out of one (-1)."""
        if self._line:
            self._emit()
        self._break = 2
        before, self._depth = self._depth, max(0, self._depth + step)
        self._between = min(self._between, before, self._depth)

    def item(self, marker: str) -> None:
        self._marker = marker

    def row(self) -> None:
        self._in_cell = False
        self.part(1)
        if self._line:
            self._flush()
        self._row_at, self._row_filled = len(self.lines), False

    def cell(self) -> None:
        """A cell begins: beside the one before when that was a single line."""
        if self._row_filled and len(self.lines) == self._row_at and self._line:
            self._break = 0
            self._line.append(" | ")
        elif self._row_filled:
            self._break = max(self._break, 1)
        self._in_cell = True

    def mark(self) -> int:
        """A place to ask `since` about; one at a time."""
        self._since = []
        return 0

    def since(self, mark: int) -> str:
        """What was written since the mark."""
        return " ".join("".join(self._since[mark:]).split())

    def done(self) -> str:
        if self._line:
            self._emit()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def _append(self, words: str) -> None:
        self._line.append(words)
        self._since.append(words)

    def _flush(self) -> None:
        lines, self._break = self._break, 0
        if self._line:
            self._emit()
        if lines > 1:
            self._blank(min(self._between, self._depth))
        self._between = _NO_DEPTH

    def _emit(self) -> None:
        line = "".join(self._line).rstrip()
        self._line.clear()
        prefix = "> " * min(self._depth, MAX_QUOTE)
        self.lines.append((prefix + line).rstrip())

    def _blank(self, depth: int) -> None:
        blank = ("> " * min(depth, MAX_QUOTE)).rstrip()
        if self.lines and self.lines[-1] != blank:
            self.lines.append(blank)
