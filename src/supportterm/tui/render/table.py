"""Tables in so many cells: columns side by side when they fit, else each row as a list of its cells."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from supportterm.tui.render.glyphs import Glyphs
from supportterm.tui.render.line import BLANK, Line, Span
from supportterm.tui.render.wrap import wrap_spans

Cell = tuple[Span, ...]

_NARROWEST = 6
"""Cells under which a column is not worth reading."""


def table_rows(cells: Sequence[Sequence[Cell]], width: int, glyphs: Glyphs) -> Iterator[Line]:
    """Rows of a table whose first row is its head."""
    columns = max((len(row) for row in cells), default=0)
    if not columns:
        return
    widths = _column_widths(cells, columns, width - 3 * (columns - 1))
    if widths is None:
        yield from _as_records(cells, width)
        return
    for index, row in enumerate(cells):
        yield from _row(row, widths, glyphs)
        if index == 0:
            crossing = f"{glyphs.rule}{glyphs.cross}{glyphs.rule}"
            yield Line((Span(crossing.join(glyphs.rule * w for w in widths), "rule"),))


def _column_widths(cells: Sequence[Sequence[Cell]], columns: int, room: int) -> list[int] | None:
    """What each column gets of *room* cells; None when that is too little. Narrow columns keep what they need."""
    wanted = [max((Line(row[c]).cells for row in cells if c < len(row)), default=1) or 1 for c in range(columns)]
    if sum(wanted) <= room:
        return wanted
    if room < columns * _NARROWEST:
        return None
    left, share = room, room // columns
    widths = [0] * columns
    for place, column in enumerate(sorted(range(columns), key=wanted.__getitem__)):
        share = left // (columns - place)
        widths[column] = min(wanted[column], share)
        left -= widths[column]
    return widths


def _row(row: Sequence[Cell], widths: list[int], glyphs: Glyphs) -> Iterator[Line]:
    padded = [row[c] if c < len(row) else () for c in range(len(widths))]
    wrapped = [list(wrap_spans(cell, w)) for cell, w in zip(padded, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=BLANK):
        spans: list[Span] = []
        for column, part in enumerate(parts):
            if column:
                spans.append(Span(f" {glyphs.column} ", "rule"))
            spans += part.spans
            if column < len(widths) - 1:
                spans.append(Span(" " * (widths[column] - part.cells)))
        yield Line(tuple(spans))


def _as_records(cells: Sequence[Sequence[Cell]], width: int) -> Iterator[Line]:
    head, *rows = cells
    for index, row in enumerate(rows or [head]):
        if index:
            yield BLANK
        for column, cell in enumerate(row):
            name = head[column] if rows and column < len(head) else ()
            yield from wrap_spans((*name, Span(": " if name else ""), *cell), width)
