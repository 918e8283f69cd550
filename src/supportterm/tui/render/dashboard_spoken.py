"""The dashboard for who hears it: a number a line, each with its name; what charts show elsewhere in a sentence."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from supportterm.commands.figures import columns, period_words
from supportterm.core.metrics import BY_NAME, METRICS, Figure, Stat, told
from supportterm.core.metrics_report import Line, key_words
from supportterm.core.metrics_sheet import CREATED
from supportterm.core.safe import safe_line
from supportterm.tui.render.dashboard import Cell, Drawn, Lined
from supportterm.tui.render.line import line

if TYPE_CHECKING:
    from supportterm.core.rising import Rising
    from supportterm.desk.portal import Missed

LAST: Final = 7
"""Days whose numbers are said one after the other."""
BUSIEST: Final = 3
"""Hours of the week that are named."""
_OF_LENGTHS: Final[tuple[Stat, ...]] = ("median", "p90")


def spoken_rows(drawn: Drawn, note: str) -> Iterator[Lined]:
    """All of it, from the top."""
    time = "business" if drawn.business else "calendar"
    yield from _said(f"figures, {period_words(drawn.daily)}, lengths in {time} time", drawn)
    whole = drawn.daily.whole
    for metric in METRICS:
        if told(metric, whole.sheet):
            lengths = metric.unit == "minutes"
            for stat in _OF_LENGTHS if lengths else ("",):
                yield _number(Figure(metric, stat, drawn.business and lengths), whole, "", ())
    yield from _divided(drawn)
    yield from _course(drawn, "created")
    yield from _course(drawn, "backlog")
    yield from _busiest(drawn)
    if note:
        yield from _said(note, drawn)


def heard_spoken(rising: "Sequence[Rising]", missed: "Sequence[Missed]", drawn: Drawn) -> Iterator[Lined]:
    """What customers ask about more than they did, and what they searched for in vain."""
    for one in rising:
        yield from _said(f"rising tag {safe_line(one.tag, 60)}: {one.week:,} this week, usually {one.usual:.1f}", drawn)
    for each in missed:
        times = "once" if each.times == 1 else f"{each.times:,} times"
        yield from _said(f"searched and not found: {safe_line(each.words, 100)}, {times}", drawn)


def _divided(drawn: Drawn) -> Iterator[Lined]:
    report = drawn.divided
    way = report.ask.by[0]
    for one in sorted(report.lines, key=lambda one: (-one.sheet.count(CREATED), one.keys)):
        for column in columns(drawn.business):
            yield _number(column.figure, one, f"{way} {safe_line(key_words(way, one.keys[0]), 60)}, ", report.ask.by)
    if not report.lines:
        yield from _said(f"by {way}: nothing happened in these days", drawn)


def _course(drawn: Drawn, name: str) -> Iterator[Lined]:
    """The last days, and the day of the most."""
    figure = Figure(BY_NAME[name])
    days = [(figure.of(one.sheet, one.backlog), one.keys[0]) for one in drawn.daily.lines]
    last = ", ".join(_words(figure, value) for value, _ in days[-LAST:])
    most = max(((value, day) for value, day in days if value), default=None)
    top = f"; most on {date.fromisoformat(most[1]):%-d %b}, {_words(figure, most[0])}" if most is not None else ""
    return _said(f"{figure.title}, the last {len(days[-LAST:])} days: {last}{top}", drawn)


def _busiest(drawn: Drawn) -> Iterator[Lined]:
    counts = [(one.sheet.count(CREATED), key_words("hour", one.keys[0])) for one in drawn.hourly.lines]
    busiest = sorted((count for count in counts if count[0]), reverse=True)[:BUSIEST]
    if busiest:
        yield from _said("most tickets come " + ", ".join(f"{hour}, {count}" for count, hour in busiest), drawn)


def _number(figure: Figure, one: Line, whose: str, by: tuple[str, ...]) -> Lined:
    words = f"{whose}{figure.title}: {_words(figure, figure.of(one.sheet, one.backlog))}"
    return Lined(line(words), (Cell(0, len(words), figure, by, one.keys if by else ()),))


def _words(figure: Figure, value: float | None) -> str:
    return figure.words(value) if value is not None else "none"


def _said(words: str, drawn: Drawn) -> Iterator[Lined]:
    return (Lined(line(part)) for part in wrap(words, drawn.width))
