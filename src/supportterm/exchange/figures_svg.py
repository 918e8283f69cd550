"""Pictures of figures as inline SVG: lines over days, a week by its hours. Colours are classes of the page's style.

Everything is numbers and words of ours; words from outside come escaped.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Final, NamedTuple

Values = Sequence[float | None]
"""One for each day; None where there is no figure: a line has a gap there."""

WIDE: Final = 760
HIGH: Final = 200
_LEFT: Final = 56
_BOTTOM: Final = 22
_TOP: Final = 8
_LABELS: Final = 8
"""Dates under a picture, about."""
_NICE: Final = (1, 2, 5)
_MINUTES: Final = (5, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 5760, 10080)
"""Steps in which lengths are drawn, up to a week."""


class Series(NamedTuple):
    name: str
    values: Values
    style: str
    """A class: `a`, `b` or `c`."""


def over_days(
    days: Sequence[date], series: Sequence[Series], words: Callable[[float], str], *, minutes: bool = False
) -> str:
    """Lines over some days, on one scale from 0; *words* says a value."""
    most = max((value for one in series for value in one.values if value is not None), default=0)
    step, top = scale(most, minutes=minutes)
    place = _Place(len(days), top)
    parts = [*_grid(step, top, words, place), *_dates(days, place)]
    for one in series:
        parts.append(f'<path class="line {one.style}" d="{_path(one.values, place)}"/>')
        if len(days) <= _DOTTED:
            parts += (
                f'<circle class="dot {one.style}" cx="{place.x(i):.1f}" cy="{place.y(v):.1f}" r="2.5">'
                f"<title>{days[i]:%-d %b %Y}: {words(v)}</title></circle>"
                for i, v in enumerate(one.values)
                if v is not None
            )
    legend = "".join(f'<span class="key {s.style}">{s.name}</span>' for s in series)
    return f'<p class="legend">{legend}</p>{_svg(WIDE, HIGH, parts, ", ".join(s.name for s in series))}'


_DOTTED: Final = 100
"""More days than this are lines without dots."""


def week(counts: Sequence[int], names: Sequence[str]) -> str:
    """A week by its 168 hours, from Monday's first; the fuller an hour, the stronger its colour."""
    most = max(counts, default=0) or 1
    cell, left, top = 26, 44, 18
    parts = [f'<text class="tick over" x="{left + hour * cell + cell / 2}" y="12" text-anchor="middle">{hour:02}</text>'
             for hour in range(0, 24, 2)]  # fmt: skip
    for day, name in enumerate(names):
        y = top + day * cell
        parts.append(f'<text class="tick" x="{left - 8}" y="{y + 17}" text-anchor="end">{name}</text>')
        for hour in range(24):
            number = counts[day * 24 + hour]
            strength = 0.06 if not number else 0.15 + 0.85 * number / most
            parts.append(
                f'<rect class="heat" x="{left + hour * cell}" y="{y}" width="{cell - 2}" height="{cell - 2}" rx="3" '
                f'fill-opacity="{strength:.2f}"><title>{name} {hour:02}:00: {number:,}</title></rect>'
            )
    return _svg(left + 24 * cell, top + 7 * cell, parts, "tickets created by hour of the week")


def spark(values: Values) -> str:
    """A small line without a scale."""
    most = max((value for value in values if value is not None), default=0) or 1
    place = _Place(len(values), most, wide=140, high=30, left=1, bottom=2, above=2)
    line = f'<path class="line a" d="{_path(values, place)}"/>'
    return f'<svg class="spark" viewBox="0 0 140 30" aria-hidden="true">{line}</svg>'


def bar(share: float) -> str:
    """How much of the largest of a column one is, behind its number."""
    return f'<i class="bar" style="width:{max(0.0, min(share, 1.0)) * 100:.0f}%"></i>'


def scale(most: float, *, minutes: bool = False) -> tuple[float, float]:
    """A step that people count in, of which about four reach *most*, and how high the last one is."""
    wanted = most / 4
    if minutes and wanted <= _MINUTES[-1]:
        step = float(next(step for step in _MINUTES if step >= wanted))
    else:
        unit = 10080.0 if minutes else 1.0
        while unit * 10 < wanted:
            unit *= 10
        step = next((unit * n for n in _NICE if unit * n >= wanted), unit * 10)
    return step, step * max(-(-most // step), 1)


class _Place:
    """Where values lie in a picture."""

    def __init__(
        self, number: int, top: float, *, wide: int = WIDE, high: int = HIGH, left: int = _LEFT, bottom: int = _BOTTOM,
        above: int = _TOP,
    ) -> None:  # fmt: skip
        self.left, self.right, self.floor = left, wide - 6, high - bottom
        self._step = (self.right - left) / max(number - 1, 1)
        self._unit = (self.floor - above) / top

    def x(self, index: int) -> float:
        return self.left + index * self._step

    def y(self, value: float) -> float:
        return self.floor - value * self._unit


def _path(values: Values, place: _Place) -> str:
    """A line through the values there are; one alone is a short stroke."""
    drawn = []
    for there, run in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if there:
            points = [(place.x(i), place.y(v)) for i, v in run if v is not None]
            if len(points) == 1:
                points.append((points[0][0] + 2, points[0][1]))
            drawn.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))
    return "".join(drawn)


def _grid(step: float, top: float, words: Callable[[float], str], place: _Place) -> Iterator[str]:
    for number in range(round(top / step) + 1):
        y = place.y(number * step)
        yield f'<line class="grid" x1="{place.left}" x2="{place.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{place.left - 8}" y="{y + 4:.1f}" text-anchor="end">{words(number * step)}</text>'


def _dates(days: Sequence[date], place: _Place) -> Iterator[str]:
    """Some dates below: the first of months where there are many days."""
    if len(days) > 7 * _LABELS:
        firsts = [i for i, (a, b) in enumerate(pairwise(days), 1) if a.month != b.month]
        shown, form = firsts[:: -(-len(firsts) // _LABELS) or 1], "%b %Y" if len(days) > 300 else "%-d %b"
    else:
        shown, form = list(range(0, len(days), -(-len(days) // _LABELS))), "%-d %b"
    for index in shown:
        anchor = "start" if index == 0 else "middle"
        yield (
            f'<text class="tick under" x="{place.x(index):.1f}" y="{place.floor + 16}" text-anchor="{anchor}">'
            f"{days[index]:{form}}</text>"
        )


def _svg(wide: int, high: int, parts: Sequence[str], label: str) -> str:
    return f'<svg viewBox="0 0 {wide} {high}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
