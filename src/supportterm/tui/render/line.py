"""A row of the screen as values: pieces of text, each with the names of its styles."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from supportterm.tui.widgets.cells import cut

Styles = Callable[[str], Style]
"""From style names, separated by spaces, to a style of the theme in use."""


class Span(NamedTuple):
    """Text in one style: names such as `quote` or `strong link`, separated by spaces; empty is plain text."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """One row. *act* names what choosing the row does, for instance `fold:0`; most rows do nothing."""

    spans: tuple[Span, ...] = ()
    act: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def cells(self) -> int:
        return sum(cell_len(span.text) for span in self.spans)


BLANK = Line()


def line(text: str, style: str = "", act: str = "") -> Line:
    """A row of a single span."""
    return Line((Span(text, style),), act)


def fit(row: Line, width: int) -> Line:
    """The row in at most *width* cells, cut in the span that crosses the edge."""
    if row.cells <= width:
        return row
    spans: list[Span] = []
    left = width
    for span in row.spans:
        cells = cell_len(span.text)
        if cells > left or (cells == left and span is not row.spans[-1]):
            spans.append(Span(cut(span.text + " ", left), span.style))
            break
        spans.append(span)
        left -= cells
    return Line(tuple(spans), row.act)


def join(left: Iterable[Span], right: Iterable[Span], width: int, act: str = "") -> Line:
    """One row with *left* at its start and *right* at its end; *left* gives way when both do not fit."""
    right = tuple(right)
    head = fit(Line(tuple(left)), max(width - Line(right).cells - 1, 0))
    gap = width - head.cells - Line(right).cells
    return fit(Line((*head.spans, Span(" " * max(gap, 1)), *right), act), width)


def strip(row: Line, width: int, styles: Styles, base: str = "") -> Strip:
    """The row as Textual draws it: exactly *width* cells, every segment with a style.

    *base* styles the whole row, also beyond its text.
    """
    ground = styles(base)
    segments = [Segment(span.text, styles(f"{base} {span.style}".strip())) for span in row.spans if span.text]
    return Strip(segments).adjust_cell_length(width, ground)
