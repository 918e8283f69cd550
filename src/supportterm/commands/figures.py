"""Figures as lines for a terminal and as records for programs."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from supportterm.commands.call import Bold, Dim
from supportterm.core.cells import fit, width
from supportterm.core.metrics import BY_NAME, METRICS, STATS, Figure, Stat, figures, told
from supportterm.core.metrics_report import Line, Report, key_words
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.desk.metrics import Metrics

PIPED: Final = 132
"""Columns of a line that no terminal shows."""
KEY: Final = 24
"""Columns of what a line is about, at most."""


class Column(NamedTuple):
    head: str
    figure: Figure


def columns(business: bool) -> Iterator[Column]:
    """What a table shows, the first before the others where there is not room for all."""
    yield from (Column(BY_NAME[name].title, Figure(BY_NAME[name])) for name in ("created", "solved", "backlog"))
    for head, name, stat in _LENGTHS:
        yield Column(head, Figure(BY_NAME[name], stat, business))
    yield from (Column(head, Figure(BY_NAME[name])) for head, name in _SHARES)


_LENGTHS: Final[tuple[tuple[str, str, Stat], ...]] = (
    ("Reply", "first_reply", "median"),
    ("90%", "first_reply", "p90"),
    ("Resolved", "resolution", "median"),
    ("90%", "resolution", "p90"),
)
_SHARES: Final = (
    ("SLA", "sla"),
    ("CSAT", "csat"),
    ("FCR", "first_contact"),
    ("1 touch", "one_touch"),
    ("Reopened", "reopened"),
    ("Replies", "replies"),
    ("NPS", "nps"),
)


def metrics_of(desk: "Desk", zone: tzinfo | None) -> "Metrics":
    """The figures of *desk*; when nobody has asked for any yet its days are those of *zone*, else of this machine."""
    metrics = desk.metrics
    if isinstance(zone, ZoneInfo) and not metrics.begun and not desk.read_only:
        metrics.keep_days_in(zone.key)
    return metrics


def period_words(report: Report) -> str:
    """`1 Nov to 30 Nov 2026, days in Europe/Berlin`."""
    first, last = (date.fromordinal(day) for day in (report.ask.first, report.ask.last))
    year = "" if first.year == last.year else f" {first.year}"
    start = "" if first == last else f"{first.day} {first:%b}{year} to "
    return f"{start}{last.day} {last:%b %Y}, days in {report.zone}"


def untold_words(report: Report, desk: "Desk") -> str:
    """What is not known because tickets came without their past; empty when all is."""
    number = report.untold
    if not number:
        return ""
    silent = [c.title for c in desk.connections() if "tickets" in c.can and "history" not in c.can]
    whose = f" from {', '.join(silent)}" if silent else ""
    return (
        f"resolutions, waits and returns are not available{whose} for {number:,} tickets: they came without their past"
    )


def record_of(report: Report) -> Callable[[Line], Mapping[str, object]]:
    """What `--json` prints of a line."""
    span = {
        "from": date.fromordinal(report.ask.first).isoformat(),
        "to": date.fromordinal(report.ask.last).isoformat(),
        "zone": report.zone,
    }

    def record(line: Line) -> Mapping[str, object]:
        keys = {by: _key(by, key) for by, key in zip(report.ask.by, line.keys, strict=True)}
        values = {figure.name: _rounded(figure.of(line.sheet, line.backlog)) for figure in figures()}
        return {**span, **keys, **values}

    return record


def _key(by: str, key: str) -> str | int | None:
    return int(key) if by in ("tier", "hour") else key or None


def _rounded(value: float | None) -> float | None:
    return round(value, 2) if isinstance(value, float) else value


def report_lines(report: Report, business: bool, wide: int | None, notes: tuple[str, ...]) -> Iterator[str]:
    """A table whose columns fit *wide*, the width of a terminal; None is a pipe."""
    there, room = list(columns(business)), wide or PIPED
    rows = [(line, [c.figure.words(c.figure.of(line.sheet, line.backlog)) for c in there]) for line in report.lines]
    whole = [c.figure.words(c.figure.of(report.whole.sheet, report.whole.backlog)) for c in there]
    names = [_names(report, line) for line in report.lines]
    first = max(min(max(map(width, names), default=0), KEY), len("all"))
    widths = [max(len(c.head), *(len(cells[i]) for _, cells in rows), len(whole[i])) for i, c in enumerate(there)]
    shown = _fitting(widths, room - first)
    heads = [c.head for c in there]
    yield Dim(period_words(report))
    yield Bold(_row("", first, heads, widths, shown))
    for name, (_, cells) in zip(names, rows, strict=True):
        yield _row(name, first, cells, widths, shown)
    if len(rows) != 1:
        yield Bold(_row("all", first, whole, widths, shown))
    yield from map(Dim, filter(None, notes))


def _names(report: Report, line: Line) -> str:
    words = (key_words(by, key) for by, key in zip(report.ask.by, line.keys, strict=True))
    return safe_line(" ".join(words), KEY * 2)


def _fitting(widths: list[int], room: int) -> int:
    """How many of the columns fit."""
    for number in range(len(widths)):
        room -= widths[number] + 2
        if room < 0:
            return number
    return len(widths)


def _row(name: str, first: int, cells: list[str], widths: list[int], shown: int) -> str:
    return fit(name, first) + "".join(f"  {cell:>{w}}" for cell, w in list(zip(cells, widths, strict=True))[:shown])


def summary_lines(report: Report, notes: tuple[str, ...]) -> Iterator[str]:
    """Every figure of the whole."""
    sheet, backlog = report.whole.sheet, report.whole.backlog
    yield Dim(period_words(report))
    for metric in METRICS:
        if not told(metric, sheet):
            continue
        if metric.unit != "minutes":
            figure = Figure(metric)
            yield f"{metric.title:<18} {figure.words(figure.of(sheet, backlog)):>8}"
            continue
        for business in (False, True):
            shown = {stat: Figure(metric, stat, business) for stat in STATS}
            words = {stat: figure.words(figure.of(sheet, backlog)) for stat, figure in shown.items()}
            if words["count"] != "0" or not business:
                head = "  in business time" if business else metric.title
                yield (
                    f"{head:<18} {words['median']:>8}  90% {words['p90']:>8}  mean {words['mean']:>8}  "
                    f"of {words['count']:>6}"
                )
    yield from map(Dim, filter(None, notes))
