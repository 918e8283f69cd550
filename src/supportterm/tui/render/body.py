"""A message's body as rows: quotes folded, signatures dimmed, plain text or Markdown."""

from collections.abc import Iterator
from typing import NamedTuple

from supportterm.tui.render.glyphs import UNICODE, Glyphs
from supportterm.tui.render.line import BLANK, Line, Span, fit, line
from supportterm.tui.render.markdown import markdown
from supportterm.tui.render.parts import parts
from supportterm.tui.render.plain import plain

_STYLES = {"text": "", "quote": "quote", "signature": "dim"}

FOLD = "fold:"
"""What a row that opens or closes a quote is called in `Line.act`; the number of the quote follows."""


class Folds(NamedTuple):
    """Which quotes of a message are open: all that is not in *but* are as *unfolded* says."""

    unfolded: bool = False
    but: frozenset[int] = frozenset()

    def is_open(self, quote: int) -> bool:
        return self.unfolded is not (quote in self.but)

    def toggled(self, quote: int) -> "Folds":
        return Folds(self.unfolded, self.but ^ {quote})


AS_FOLDED = Folds()


def body_rows(
    body: str, width: int, *, is_markdown: bool = False, folds: Folds = AS_FOLDED, glyphs: Glyphs = UNICODE
) -> Iterator[Line]:
    """The rows of a body as it is stored, at most *width* cells each. Lazy, safe for the terminal."""
    quotes = 0
    for number, part in enumerate(parts(body)):
        if number and is_markdown:
            yield BLANK
        text = part.text.strip("\n") if is_markdown else part.text
        if part.kind == "quote":
            is_open = folds.is_open(quotes)
            yield fit(_fold_row(text, quotes, is_open, glyphs), width)
            quotes += 1
            if not is_open:
                continue
        style = _STYLES[part.kind]
        if is_markdown:
            for row in markdown(text, width, glyphs, keep_breaks=True):
                yield _styled(row, style)
        else:
            yield from plain(text, width, style)


def _fold_row(text: str, number: int, is_open: bool, glyphs: Glyphs) -> Line:
    lines = text.rstrip("\n").count("\n") + 1
    words = f"{glyphs.unfolded if is_open else glyphs.folded} {lines:,} quoted line{'s' if lines != 1 else ''}"
    return line(words, "accent", f"{FOLD}{number}")


def _styled(row: Line, style: str) -> Line:
    return Line(tuple(Span(s.text, f"{style} {s.style}".strip()) for s in row.spans), row.act) if style else row
