"""Plain text as rows. Lazy to the letter: a row costs its own characters, however long the text or the line."""

from collections.abc import Iterator

from supportterm.core.safe import safe
from supportterm.tui.render.line import Line
from supportterm.tui.render.links import mark
from supportterm.tui.render.wrap import wrap

_LONG = 32_768
"""Characters of one line that are worked on at a time."""


def plain(text: str, width: int, style: str = "") -> Iterator[Line]:
    """The rows of *text* as it came, made safe here; web addresses are marked."""
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        if end < 0:
            end = len(text)
        for row in _line_rows(text, at, end, width):
            yield Line(mark(row, style))
        at = end + 1


def _line_rows(text: str, start: int, end: int, width: int) -> Iterator[str]:
    if end - start <= _LONG:
        yield from wrap(_safe(text[start:end]), width)
        return
    carried = ""
    for at in range(start, end, _LONG):
        part = carried + _safe(text[at : min(at + _LONG, end)])
        rows = list(wrap(part, width))
        if at + _LONG < end:
            carried = rows.pop()
            if part.endswith(" ") and not carried.endswith(" "):
                carried += " "
        yield from rows


def _safe(text: str) -> str:
    return safe(text.removesuffix("\r"), keep_newlines=True)
