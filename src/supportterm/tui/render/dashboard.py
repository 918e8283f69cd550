"""The dashboard as rows: every figure with its course, a table by agent or team, charts, the hours of the week.

A number that can be explained is a `Cell`: where it stands in its row, and what it is of.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest
from typing import Final, NamedTuple

from supportterm.commands.figures import columns, period_words
from supportterm.core.metrics import BY_NAME, METRICS, Figure, Stat, told
from supportterm.core.metrics_report import Keys, Line, Report, key_words
from supportterm.core.metrics_sheet import CREATED
from supportterm.core.safe import safe_line
from supportterm.tui.render.charts import Values, bar, shade, spark, upright
from supportterm.tui.render.line import BLANK, Span, fit, join, line
from supportterm.tui.render.line import Line as Row
from supportterm.tui.widgets.cells import fit as padded

NAME: Final = 18
"""Cells of what a row is about."""
NUMBER: Final = 9
BAR: Final = 8
TALL: Final = 6
"""Rows of a chart."""
BESIDE: Final = 100
"""Cells from which two charts stand side by side."""
_SEPARATOR: Final = "  90% "
_COURSE: Final = NAME + 2 * NUMBER + len(_SEPARATOR) + 2
"""Where the course of a figure begins."""
_OF_LENGTHS: Final[tuple[Stat, ...]] = ("median", "p90")


class Cell(NamedTuple):
    """A number on the screen: of a figure, in the line with these keys of a report divided so."""

    start: int
    width: int
    figure: Figure
    by: tuple[str, ...]
    keys: Keys


class Lined(NamedTuple):
    """A row of the dashboard, with the numbers in it from left to right."""

    row: Row
    cells: tuple[Cell, ...] = ()


class Drawn(NamedTuple):
    """What to draw, how wide, and with which signs."""

    daily: Report
    hourly: Report
    divided: Report
    business: bool
    width: int
    unicode: bool


def dashboard_rows(drawn: Drawn, note: str, heard: Iterable[Row] = ()) -> Iterator[Lined]:
    """All of it, from the top. *heard*: what stands before the charts."""
    when = [Span("figures  ", "heading"), Span(period_words(drawn.daily), "dim")]
    lengths = f"lengths: median and 90%, {'business' if drawn.business else 'calendar'} time"
    yield Lined(join(when, [Span(lengths if drawn.width >= BESIDE else lengths[9:], "dim")], drawn.width))
    yield from _figures(drawn)
    yield Lined(BLANK)
    yield from _table(drawn)
    yield Lined(BLANK)
    yield from map(Lined, heard)
    yield from map(Lined, _charts(drawn))
    yield Lined(BLANK)
    yield from map(Lined, _week(drawn))
    if note:
        yield Lined(BLANK)
        yield Lined(fit(line(note, "dim"), drawn.width))


def _figures(drawn: Drawn) -> Iterator[Lined]:
    whole = drawn.daily.whole
    for metric in METRICS:
        if not told(metric, whole.sheet):
            continue
        lengths = metric.unit == "minutes"
        spans, cells, at = [Span(padded(metric.title, NAME))], list[Cell](), NAME
        for stat in _OF_LENGTHS if lengths else ("",):
            figure = Figure(metric, stat, drawn.business and lengths)
            if cells:
                spans.append(Span(_SEPARATOR, "dim"))
                at += len(_SEPARATOR)
            spans.append(Span(padded(_said(figure, whole, drawn), NUMBER, right=True)))
            cells.append(Cell(at, NUMBER, figure, (), ()))
            at += NUMBER
        room = max(drawn.width - _COURSE, 1)
        course = _stretched(_course(drawn.daily, cells[0].figure), room)
        spans += [Span(" " * (_COURSE - at)), Span(spark(course, room, unicode=drawn.unicode), "accent")]
        yield Lined(Row(tuple(spans)), tuple(cells))


def _table(drawn: Drawn) -> Iterator[Lined]:
    report, first = drawn.divided, NAME + BAR + 1
    way, lines = report.ask.by[0], sorted(report.lines, key=lambda one: (-one.sheet.count(CREATED), one.keys))
    most = max((one.sheet.count(CREATED) for one in lines), default=0)
    shown = list(columns(drawn.business))[: max((drawn.width - first) // NUMBER, 1)]
    heads = "".join(padded(column.head, NUMBER, right=True) for column in shown)
    yield Lined(line(padded(f"by {way}", first) + heads, "heading"))
    for one in lines:
        spans = [
            Span(padded(safe_line(key_words(way, one.keys[0]), 60), NAME)),
            Span(bar(one.sheet.count(CREATED), most, BAR, unicode=drawn.unicode) + " ", "accent"),
            *(Span(padded(_said(column.figure, one, drawn), NUMBER, right=True)) for column in shown),
        ]
        cells = (
            Cell(first + place * NUMBER, NUMBER, column.figure, report.ask.by, one.keys)
            for place, column in enumerate(shown)
        )
        yield Lined(Row(tuple(spans)), tuple(cells))
    if not lines:
        yield Lined(line("nothing happened in these days", "dim"))


def _charts(drawn: Drawn) -> Iterator[Row]:
    """What came in and what waits, day by day."""
    beside = drawn.width >= BESIDE
    width = (drawn.width - 4) // 2 if beside else drawn.width
    charts = [list(_chart(drawn, Figure(BY_NAME[name]), width)) for name in ("created", "backlog")]
    if not beside:
        yield from (*charts[0], BLANK, *charts[1])
        return
    for left, right in zip_longest(*charts, fillvalue=BLANK):
        gap = Span(" " * (width + 4 - left.cells))
        yield Row((*left.spans, gap, *right.spans))


def _chart(drawn: Drawn, figure: Figure, width: int) -> Iterator[Row]:
    values = _course(drawn.daily, figure)
    most = figure.words(max((value for value in values if value is not None), default=0))
    room = max(width - NUMBER - 1, 1)
    days = drawn.daily.ask
    first, last = (f"{date.fromordinal(day):%-d %b}" for day in (days.first, days.last))
    wide = min(len(values), room) * max(room // max(len(values), 1), 1)
    yield line(f"{figure.title}, by day", "heading")
    for number, row in enumerate(upright(_stretched(values, wide), wide, TALL, unicode=drawn.unicode)):
        scale = most if number == 0 else "0" if number == TALL - 1 else ""
        yield Row((Span(padded(scale, NUMBER, right=True) + " ", "dim"), Span(row, "accent")))
    yield line(" " * (NUMBER + 1) + padded(first, max(wide - len(last), 0)) + last, "dim")


def _week(drawn: Drawn) -> Iterator[Row]:
    """How many tickets came in at which hour of the week, an hour two cells."""
    counts = {int(one.keys[0]): one.sheet.count(CREATED) for one in drawn.hourly.lines}
    most = max(counts.values(), default=0)
    yield line("Created, by hour of the week", "heading")
    yield line("     " + "".join(f"{hour:02}  " for hour in range(0, 24, 2)), "dim")
    for day in range(7):
        hours = (shade(counts.get(day * 24 + hour, 0), most, unicode=drawn.unicode) * 2 for hour in range(24))
        yield Row((Span(f"{key_words('hour', str(day * 24))[:3]}  ", "dim"), Span("".join(hours), "accent")))


def _said(figure: Figure, one: Line, drawn: Drawn) -> str:
    words = figure.words(figure.of(one.sheet, one.backlog))
    return words if drawn.unicode else words.replace("–", "-")


def _course(report: Report, figure: Figure) -> Values:
    return [figure.of(one.sheet, one.backlog) for one in report.lines]


def _stretched(values: Values, width: int) -> Values:
    """Each of *values* so many times that they take *width* places."""
    times = max(width // max(len(values), 1), 1)
    return [value for value in values for _ in range(times)]
