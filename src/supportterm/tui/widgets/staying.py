"""Where one stands in a list that was read again: on the same row, or where it was. Pure."""

from collections.abc import Hashable, Sequence
from typing import Any, Protocol, TypeVar


class Place(Hashable, Protocol):
    """A row's place in the order."""

    def __lt__(self, other: Any, /) -> bool: ...


class Row(Protocol):
    """What must be known of a row."""

    @property
    def id(self) -> int: ...

    @property
    def key(self) -> Place: ...


R = TypeVar("R", bound=Row)


def nearest(rows: Sequence[R], before: Sequence[R], cursor: int, seek: R | None = None) -> int:
    """Where in *rows* the cursor's row of *before* is, else the first still there of those after it, else before it,
    else where it would be.

    *seek* is looked for first.
    """
    places = _places(rows)
    wanted = () if seek is None else (seek,)
    known = (*wanted, *before[cursor:], *before[:cursor][::-1])
    found = next((places[row.id] for row in known if row.id in places), None)
    return found if found is not None else _place_of(known[0], rows) if known else 0


def _place_of(gone: R, rows: Sequence[R]) -> int:
    """Where *gone* would be among *rows*, by its place in the order; the last, when it came after all of them."""
    goes_up = len(rows) > 1 and rows[0].key < rows[-1].key
    beyond = (n for n, row in enumerate(rows) if (gone.key < row.key if goes_up else row.key < gone.key))
    return next(beyond, max(len(rows) - 1, 0))


def put_back(rows: Sequence[R], before: Sequence[R], cursor: int) -> Sequence[R]:
    """*rows* with the cursor's row of *before*, which is not among them, where it was."""
    places = _places(rows)
    after = next((places[row.id] for row in before[cursor + 1 :] if row.id in places), None)
    above = next((places[row.id] for row in before[:cursor][::-1] if row.id in places), -1)
    place = above + 1 if after is None else after
    return [*rows[:place], before[cursor], *rows[place:]]


def between(rows: Sequence[R], cursor: int, anchor: R) -> Sequence[R]:
    """Those of *rows* that lie between the cursor's and *anchor*, both included, which may lie beyond them."""
    place = _places(rows).get(anchor.id)
    if place is not None:
        first, last = sorted((cursor, place))
    else:
        # It lies before them when the cursor is beyond its place in the order.
        goes_up = len(rows) > 1 and rows[0].key < rows[-1].key
        is_before = goes_up == (anchor.key < rows[cursor].key)
        first, last = (0, cursor) if is_before else (cursor, len(rows) - 1)
    return rows[first : last + 1]


def _places(rows: Sequence[R]) -> dict[int, int]:
    return {row.id: index for index, row in enumerate(rows)}
