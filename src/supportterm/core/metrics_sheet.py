"""What is counted and measured, and how it adds up: a sheet has counts, and every single length.

Sheets of many days add up to one: a share is of all counts, a median of all lengths. Lengths are whole minutes, begun
ones not counted; `ENTERED` and `LEFT` hold moments, milliseconds since their day began. Nothing is rounded into
classes, so a median is the length of a real ticket.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from supportterm.core.promised import METRICS as PROMISED
from supportterm.core.terms import SKIPS

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
OF_KIND: Final[dict[str, tuple[int, int]]] = {
    metric: (15 + 2 * place, 16 + 2 * place) for place, metric in enumerate(PROMISED)
}
"""`KEPT` and `MISSED` of each thing that can be promised."""
SKIPPED: Final = 25
OF_REASON: Final[dict[str, int]] = {reason: 26 + place for place, reason in enumerate(SKIPS)}
"""`SKIPPED` for each reason."""

# Lengths, each with one more for the same in business time.
FIRST_REPLY: Final = 32
NEXT_REPLY: Final = 34
FIRST_RESOLUTION: Final = 36
RESOLUTION: Final = 38
REQUESTER_WAIT: Final = 40
AGENT_WAIT: Final = 42
BUSINESS: Final = 1
"""Added to a length: the same in business time."""

# Moments of a day at which a ticket joined the backlog, and left it.
ENTERED: Final = 64
LEFT: Final = 65

_COUNTS_END: Final = FIRST_REPLY
_WIDTHS: Final = {ord("B"): 1, ord("H"): 2, ord("I"): 4}
"""Bytes of a length, by the first byte of what is stored."""

Measured = tuple[tuple[int, int], ...]
"""What happened at once: each measure with its length, or with how many."""


Kept = dict[int, int | bytes]
"""What a sheet has of each measure as it is stored: a count, or lengths in order, one, two or four bytes each."""


class Sheet:
    """What some days come to, or some tickets. Read from what is stored as far as it is asked for."""

    __slots__ = ("_loose", "_parts")

    def __init__(self) -> None:
        self._parts: list[Kept] = []
        self._loose: dict[int, list[int]] = {}

    def include(self, part: Kept) -> None:
        """Add up what is stored of a day."""
        self._parts.append(part)

    def add(self, other: "Sheet") -> None:
        self._parts += other._parts
        for measure, values in other._loose.items():
            self._loose.setdefault(measure, []).extend(values)

    def put(self, measured: Measured) -> None:
        """Add up what was measured at once."""
        for measure, value in measured:
            self._loose.setdefault(measure, []).append(value)

    @property
    def measures(self) -> set[int]:
        """What it has any of."""
        return {*self._loose, *(measure for part in self._parts for measure in part)}

    def count(self, measure: int) -> int:
        """How many there are of a count, or of a length."""
        loose = self._loose.get(measure, ())
        total = sum(loose) if measure < _COUNTS_END else len(loose)
        for part in self._parts:
            kept = part.get(measure)
            if kept is not None:
                total += kept if isinstance(kept, int) else _size(kept)
        return total

    def mean(self, measure: int) -> float | None:
        number = self.count(measure)
        return sum(map(sum, self._runs(measure))) / number if number else None

    def percentile(self, measure: int, percent: int) -> int | None:
        """The least length that *percent* in a hundred do not exceed: nearest rank, the length of one of them."""
        total = self.count(measure)
        if not total:
            return None
        rank = max(-(-total * percent // 100), 1)
        runs = self._runs(measure)
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
        return sum(bisect_right(run, moment) for run in self._runs(measure))

    def _runs(self, measure: int) -> list[Sequence[int]]:
        """The lengths, as some runs each of which is in order."""
        runs: list[Sequence[int]] = []
        for part in self._parts:
            kept = part.get(measure)
            if isinstance(kept, bytes):
                runs.append(_run(kept))
        if measure in self._loose:
            runs.append(sorted(self._loose[measure]))
        return runs


_FEW: Final = 2_000
"""Lengths that are sorted as fast as they are searched."""


def _size(kept: bytes) -> int:
    """How many lengths there are in what is stored of them."""
    return (len(kept) - 1) // _WIDTHS[kept[0]] if kept else 0


unpacked: Final[Callable[[bytes], Kept]] = msgspec.msgpack.Decoder(Kept).decode
_to_bytes = msgspec.msgpack.Encoder().encode


def changed(raw: bytes, added: Iterable[Measured], taken: Iterable[Measured]) -> tuple[bytes, int]:
    """The sheet in *raw*, which may be empty, with more and without what is *taken*, which must be there; and its
    balance: how many joined the backlog, less those who left it."""
    kept = unpacked(raw) if raw else {}
    more, less = _by_measure(added), _by_measure(taken)
    for measure in more.keys() | less.keys():
        value, come, gone = kept.get(measure), more.get(measure, []), less.get(measure, ())
        if measure < _COUNTS_END:
            assert not isinstance(value, bytes)
            kept[measure] = (value or 0) + sum(come) - sum(gone)
        else:
            assert not isinstance(value, int)
            have = [*_run(value), *come] if value else come
            if come:
                have.sort()
            kept[measure] = _packed(_without(have, gone))
    joined, left = kept.get(ENTERED, b""), kept.get(LEFT, b"")
    assert not isinstance(joined, int) and not isinstance(left, int)
    balance = _size(joined) - _size(left)
    return _to_bytes({measure: value for measure, value in kept.items() if value}), balance


def _by_measure(happened: Iterable[Measured]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for measured in happened:
        for measure, value in measured:
            found[measure].append(value)
    return found


def _without(have: list[int], taken: Iterable[int]) -> list[int]:
    for length in taken:
        at = bisect_right(have, length) - 1
        if at < 0 or have[at] != length:
            raise ValueError(f"no {length} is there to be taken out")
        del have[at]
    return have


def _run(kept: bytes) -> "array[int]":
    run = array(chr(kept[0]))
    run.frombytes(kept[1:])
    return run


def _packed(lengths: list[int]) -> bytes:
    """One, two or four bytes for each, as the longest needs it; nothing for none."""
    if not lengths:
        return b""
    most = lengths[-1]
    if most < 1 << 8:
        return b"B" + bytes(lengths)
    code = "H" if most < 1 << 16 else "I"
    return code.encode() + array(code, lengths).tobytes()
