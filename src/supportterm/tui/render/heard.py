"""What customers ask about more than they did, and what they searched for in vain, as rows of the dashboard."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from supportterm.core.safe import safe_line
from supportterm.tui.render.charts import spark
from supportterm.tui.render.dashboard import BESIDE, NAME, NUMBER, Drawn
from supportterm.tui.render.line import BLANK, Span, join, line
from supportterm.tui.render.line import Line as Row
from supportterm.tui.widgets.cells import fit as padded

if TYPE_CHECKING:
    from supportterm.core.rising import Rising
    from supportterm.desk.portal import Missed

_COURSE: Final = 9
"""Cells of nine weeks."""


def heard_rows(rising: "Sequence[Rising]", missed: "Sequence[Missed]", drawn: Drawn) -> Iterator[Row]:
    """Side by side where there is room; nothing where there is nothing to tell."""
    beside = drawn.width >= BESIDE and bool(rising) and bool(missed)
    width = (drawn.width - 4) // 2 if beside else drawn.width
    left, right = list(_rising(rising, drawn, width)), list(_missed(missed, width))
    if beside:
        for one, other in zip_longest(left, right, fillvalue=BLANK):
            yield Row((*one.spans, Span(" " * (width + 4 - one.cells)), *other.spans))
        yield BLANK
        return
    for rows in filter(None, (left, right)):
        yield from (*rows, BLANK)


def _rising(found: "Sequence[Rising]", drawn: Drawn, width: int) -> Iterator[Row]:
    if found:
        yield line(padded("rising tags", NAME) + padded("this week", NUMBER + 2, right=True) + "  usual", "heading")
    for one in found:
        course = spark([*one.before, one.week], _COURSE, unicode=drawn.unicode)
        left = [Span(padded(safe_line(one.tag, 60), NAME)), Span(padded(f"{one.week:,}", NUMBER + 2, right=True))]
        yield join([*left, Span(f"{one.usual:>7.1f}  ", "dim"), Span(course, "accent")], [], width)


def _missed(found: "Sequence[Missed]", width: int) -> Iterator[Row]:
    if found:
        yield line("searched and not found", "heading")
    for one in found:
        yield join([Span(safe_line(one.words, 100))], [Span(f"{one.times:,}")], width)
