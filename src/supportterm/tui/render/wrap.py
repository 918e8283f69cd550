"""Breaking text into rows of so many cells.

Lines break at spaces and beside wide (East Asian, emoji) characters, else anywhere between characters; a
combining mark stays with its letter. The spaces at a break are dropped; all that can be seen is kept.
"""

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, split_graphemes

from supportterm.tui.render.line import Line, Span

_LOOKAHEAD = 16
"""Characters a row may hold for each of its cells: enough for letters with a dozen combining marks."""

_SPACES = re.compile(" *")


def wrap(text: str, width: int) -> Iterator[str]:
    """The rows of one line of text (without line ends). Lazy: costs what is taken, however long the line.

    At least one row is given; *width* under 2 counts as 2, so that a wide character always has room.
    """
    width = max(width, 2)
    start, end = 0, len(text)
    while True:
        if end - start <= width and cell_len(text[start:]) <= width:
            yield text[start:]
            return
        stop = _row_end(text, start, width)
        yield text[start:stop].rstrip(" ")
        start = _SPACES.match(text, stop).end()  # type: ignore[union-attr]  # matches the empty text too
        if start >= end:
            return


def _row_end(text: str, start: int, width: int) -> int:
    """Where the row that begins at *start* ends (exclusive, may point into spaces)."""
    ahead = text[start : start + width + 1]
    if ahead.isascii():
        if len(ahead) <= width:
            return start + len(ahead)
        space = ahead.rfind(" ")
        return start + (space if space > 0 and not ahead[:space].isspace() else width)
    near = text[start : start + width + 8]
    fitting = _fitting(near, width)
    if fitting < len(near):
        return start + fitting
    return start + _fitting(text[start : start + width * _LOOKAHEAD], width)


def _fitting(text: str, width: int) -> int:
    """How many characters of *text* make the first row."""
    used = 0
    last_break = 0
    seen_ink = False
    was_wide = False
    for start, _, cells in split_graphemes(text)[0]:
        space = text[start] == " "
        if (space and seen_ink) or (start and seen_ink and (cells == 2 or was_wide)):
            last_break = start
        if used + cells > width:
            return last_break or max(start, 1)
        used += cells
        seen_ink = seen_ink or not space
        was_wide = cells == 2
    return len(text)


def wrap_spans(
    spans: Iterable[Span], width: int, first: tuple[Span, ...] = (), rest: tuple[Span, ...] = (), act: str = ""
) -> Iterator[Line]:
    """Styled text broken into rows; *first* begins the first row and *rest* the others (indents, bullets, bars).

    A newline in a span ends its row.
    """
    lead = first
    for text, styles in _logical_lines(spans):
        at = 0
        room = max(width - Line(lead).cells, 2)
        for row in wrap(text, room):
            at = text.index(row, at) if row else at
            yield Line((*lead, *_slice(styles, at, at + len(row))), act)
            at += len(row)
            if lead is not rest:
                lead = rest


def _logical_lines(spans: Iterable[Span]) -> Iterator[tuple[str, list[Span]]]:
    current: list[Span] = []
    for span in spans:
        head, *others = span.text.split("\n")
        current.append(Span(head, span.style))
        for other in others:
            yield "".join(part.text for part in current), current
            current = [Span(other, span.style)]
    yield "".join(part.text for part in current), current


def _slice(spans: list[Span], start: int, stop: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        end = at + len(span.text)
        if end > start and at < stop:
            yield Span(span.text[max(start - at, 0) : stop - at], span.style)
        at = end
