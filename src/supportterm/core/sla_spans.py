"""In which open hours a clock ran, or will: the part of an explanation that a calendar has to be looked at for."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from supportterm.core.schedule import Schedule

FIRST: Final = 3
LAST: Final = 2
"""Of more spans than both the middle is told in one line."""


class Piece(NamedTuple):
    """A span that counts, or what lies between two of them."""

    at: int | None
    length: int
    """Milliseconds that count; 0: a day on which it is closed although its weekday has hours."""
    spans: int = 1
    """More than one: so many are told together."""


def pieces(schedule: Schedule, start: int, end: int) -> list[Piece]:
    """The open spans from *start* to *end* and the days off between them; none when it is one span without a gap."""
    found = _spans(schedule, start, end)
    if not found or (len(found) == 1 and found[0].at == start):
        return []
    told = list(_with_days_off(schedule, start, found))
    if len(told) <= FIRST + LAST + 1:
        return told
    middle = told[FIRST:-LAST]
    together = Piece(None, sum(piece.length for piece in middle), sum(piece.length > 0 for piece in middle))
    return [*told[:FIRST], together, *told[-LAST:]]


def _spans(schedule: Schedule, start: int, end: int) -> list[Piece]:
    found = []
    for opens, closes in schedule.spans_after(start):
        if opens >= end:
            break
        found.append(Piece(opens, min(closes, end) - opens))
    return found


def _with_days_off(schedule: Schedule, start: int, spans: list[Piece]) -> Iterator[Piece]:
    ordinal = schedule.days.ordinal
    before = ordinal(start) - 1
    for piece in spans:
        there = ordinal(piece.at or 0)
        for day in range(before + 1, there):
            if schedule.days.is_off(day):
                yield Piece(schedule.days.midnight(day), 0)
        before = max(before, there)
        yield piece
