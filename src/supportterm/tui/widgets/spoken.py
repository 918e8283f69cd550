"""Header and footer for who hears the screen: what is new stands on a line of its own, after what was said before."""

import re
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any

from textual.strip import Strip

from supportterm.core.safe import safe_line
from supportterm.tui.look import Look
from supportterm.tui.render.wrap import wrap
from supportterm.tui.widgets.cells import strip
from supportterm.tui.widgets.footer import Footer, Hint
from supportterm.tui.widgets.header import Header
from supportterm.tui.widgets.sheet import Piece, SheetLine

LINES = 4
"""Of what was said last that stay on the screen."""
LONGEST = 6
"""Lines that one sentence takes at most."""
READ_OUT = 4
"""Lines of a list without a cursor that are read out."""
_TONES = {"warn": "attention: ", "error": "error: "}


class SpokenFooter(Footer):
    """Sentences, each appended below the ones before it. Which keys there are is asked for, with `?`."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._log: deque[str] = deque(maxlen=LINES)
        self._last = ""

    def say(self, words: str, tone: str = "ok") -> None:
        words = safe_line(words, 800)
        self._words, self._tone = words, tone
        if not words or (said := f"{_TONES.get(tone, '')}{words}") == self._last:
            return
        self._last = said
        self._log.extend(islice(wrap(said, max(self.size.width - 1, 20)), LONGEST))
        self.repaint()

    def point(self, words: str, column: int) -> None:
        self.say(f"column {column}: {words}" if words else "", "error")

    def hush(self) -> None:
        self._words = self._last = ""

    def begun(self, keys: str) -> None:
        """What may follow is read out from the list that comes with it."""

    def hint(self, hints: tuple[Hint, ...]) -> None:
        """Nothing: it would be heard after each key."""

    def line(self, y: int, width: int) -> Strip:
        at = y - (LINES - len(self._log))
        return strip([(self._log[at] if at >= 0 else "", self.look["text"])], width, self.look.text)


class SpokenHeader(Header):
    """Where one is, said whenever that is another place; counts that only go on counting are not."""

    def __init__(self, look: Look, say: Callable[[str, str], None]) -> None:
        super().__init__(look)
        self._tell = say
        self._was: dict[str, str] = {}

    def show(self, desk: str, title: str, count: str = "", detail: str = "", **more: Any) -> None:
        super().show(desk, title, count, detail, **more)
        standing, selected = more.get("standing"), more.get("selected", 0)
        place = str(more.get("place") or "queue")
        place = f"ticket {place}" if place[0] in "#~" else place
        now = {
            "place": f"{place}: {title}" + (f", filter {detail[1:]}" if detail else ""),
            "selected": f"{selected} selected",
            "notice": more.get("notice", ""),
            "standing": standing.words if standing is not None else "",
        }
        for what, words in now.items():
            before, self._was[what] = self._was.get(what, "0 selected" if what == "selected" else ""), words
            if (words and _still(words) != _still(before)) or (what == "selected" and words != before):
                self._tell(words, "dim")


def sheet_words(title: SheetLine, lines: "list[SheetLine]", cursor: int | None) -> str:
    """What is heard of a list: the line under the cursor with its place, else how it begins."""
    if cursor is not None and cursor < len(lines):
        return f"{_text(lines[cursor])}, {cursor + 1} of {len(lines)}"
    named = " ".join(text.strip() for text, _ in title[0] if text.strip())
    begins = "; ".join(filter(None, map(_text, lines[:READ_OUT])))
    more = f"; {len(lines) - READ_OUT} lines more" if len(lines) > READ_OUT else ""
    return f"{named}: {begins}{more}"


def _text(line: SheetLine) -> str:
    pieces: tuple[Piece, ...] = (*line[0], *line[1])
    return re.sub(r" {2,}", ", ", " ".join(text.strip() for text, _ in pieces if text.strip()))


def _still(words: str) -> str:
    """*words* without what counts in them."""
    return re.sub(r"\d+", "", words)
