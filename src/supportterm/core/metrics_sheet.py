"""What is counted and measured, and how it adds up: a sheet holds counts, and every length in order.

Sheets of many days add up to one: a share is of all counts, a median of all lengths. Lengths are whole minutes, begun
ones not counted; `ENTERED` and `LEFT` hold moments, milliseconds since their day began. Nothing is rounded into
classes, so a median is the length of a real ticket.
"""

from array import array
from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

# Counts.
CREATED: Final = 1
UNTOLD: Final = 2
"""Tickets that came without their past."""
SOLVED: Final = 3
REOPENED: Final = 4
REPLIES: Final = 5
ONE_TOUCH: Final = 6
FIRST_CONTACT: Final = 7
SATISFIED: Final = 8
DISSATISFIED: Final = 9
PROMOTERS: Final = 10
PASSIVES: Final = 11
DETRACTORS: Final = 12
KEPT: Final = 13
MISSED: Final = 14

# Lengths, each with one more for the same in business time.
FIRST_REPLY: Final = 32
NEXT_REPLY: Final = 34
FIRST_RESOLUTION: Final = 36
RESOLUTION: Final = 38
REQUESTER_WAIT: Final = 40
AGENT_WAIT: Final = 42
ON_HOLD: Final = 44
BUSINESS: Final = 1
"""Added to a length: the same in business time."""

# Moments of a day at which a ticket joined the backlog, and left it.
ENTERED: Final = 64
LEFT: Final = 65

_COUNTS_END: Final = FIRST_REPLY
_CODES: Final = "BHI"

Measured = tuple[tuple[int, int], ...]
"""What happened at once: each measure with its length, or with how many."""


class Sheet:
    """Counts, and lengths as sorted runs. Sheets that were added up share their runs, so runs are never changed."""

    __slots__ = ("counts", "runs")

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.runs: dict[int, list[Sequence[int]]] = {}

    def include(self, other: "Sheet") -> None:
        """Add *other* up into this one."""
        counts = self.counts
        for measure, number in other.counts.items():
            counts[measure] = counts.get(measure, 0) + number
        for measure, runs in other.runs.items():
            self.runs.setdefault(measure, []).extend(runs)

    def count(self, measure: int) -> int:
        """How many there are of a count, or of a length."""
        if measure < _COUNTS_END:
            return self.counts.get(measure, 0)
        return sum(map(len, self.runs.get(measure, ())))

    def mean(self, measure: int) -> float | None:
        runs = self.runs.get(measure)
        return sum(map(sum, runs)) / sum(map(len, runs)) if runs else None

    def percentile(self, measure: int, percent: int) -> int | None:
        """The least length that *percent* in a hundred do not exceed: nearest rank, the length of one of them."""
        runs = self.runs.get(measure)
        if not runs:
            return None
        total = sum(map(len, runs))
        rank = max(-(-total * percent // 100), 1)
        if len(runs) == 1:
            return runs[0][rank - 1]
        if total <= _FEW:
            return sorted(length for run in runs for length in run)[rank - 1]
        low, high = min(run[0] for run in runs), max(run[-1] for run in runs)
        while low < high:  # the least length up to which there are enough: each run tells how many it has by halving
            middle = (low + high) // 2
            if sum(bisect_right(run, middle) for run in runs) >= rank:
                high = middle
            else:
                low = middle + 1
        return low

    def before(self, measure: int, moment: int) -> int:
        """How many of *measure*'s moments are at *moment* or before."""
        return sum(bisect_right(run, moment) for run in self.runs.get(measure, ()))


_FEW: Final = 2_000
"""Lengths that are sorted as fast as they are searched."""


class Change:
    """What has to be put into a sheet and taken out of it."""

    __slots__ = ("added", "taken")

    def __init__(self) -> None:
        self.added: list[Measured] = []
        self.taken: list[Measured] = []


_from_bytes = msgspec.msgpack.Decoder(dict[int, int | bytes]).decode
_to_bytes = msgspec.msgpack.Encoder().encode


def packed(sheet: Sheet) -> bytes:
    """*sheet*, as few bytes as its lengths need: one, two or four each."""
    kept: dict[int, int | bytes] = {m: n for m, n in sheet.counts.items() if n}
    kept |= {measure: _pack(runs) for measure, runs in sheet.runs.items()}
    return _to_bytes(kept)


def unpacked(raw: bytes, only: frozenset[int] | None = None) -> Sheet:
    """The sheet in *raw*, or what it has of the measures *only*."""
    sheet = Sheet()
    for measure, value in _from_bytes(raw).items():
        if only is not None and measure not in only:
            continue
        if isinstance(value, int):
            sheet.counts[measure] = value
        else:
            run = array(chr(value[0]))
            run.frombytes(value[1:])
            sheet.runs[measure] = [run]
    return sheet


def changed(sheet: Sheet, change: Change) -> Sheet:
    """*sheet* with *change* made. What is taken must be there."""
    after = Sheet()
    after.counts = dict(sheet.counts)
    added = _sorted(change.added, after.counts, 1)
    taken = _sorted(change.taken, after.counts, -1)
    for measure in sheet.runs.keys() | added.keys():
        have = [length for run in sheet.runs.get(measure, ()) for length in run]
        left = _without(_merged(have, added.get(measure, [])), taken.get(measure, ()))
        if left:
            after.runs[measure] = [left]
    return after


def totals(sheets: Iterable[Sheet]) -> Sheet:
    """Many sheets added up."""
    total = Sheet()
    for sheet in sheets:
        total.include(sheet)
    return total


def _sorted(happened: Iterable[Measured], counts: dict[int, int], sign: int) -> Mapping[int, list[int]]:
    """The lengths among what *happened*, by measure; the counts are added to *counts*."""
    lengths: dict[int, list[int]] = {}
    for measured in happened:
        for measure, value in measured:
            if measure < _COUNTS_END:
                counts[measure] = counts.get(measure, 0) + sign * value
            else:
                lengths.setdefault(measure, []).append(value)
    return lengths


def _merged(have: list[int], more: list[int]) -> list[int]:
    if len(more) == 1:
        insort(have, more[0])
    elif more:
        have += more
        have.sort()
    return have


def _without(have: list[int], taken: Iterable[int]) -> list[int]:
    for length in taken:
        at = bisect_right(have, length) - 1
        if at < 0 or have[at] != length:
            raise ValueError(f"no {length} is there to be taken out")
        del have[at]
    return have


def _pack(runs: list[Sequence[int]]) -> bytes:
    lengths = list(runs[0]) if len(runs) == 1 else sorted(length for run in runs for length in run)
    code = next(code for code, most in zip(_CODES, (1 << 8, 1 << 16, 1 << 32), strict=True) if lengths[-1] < most)
    return code.encode() + array(code, lengths).tobytes()
