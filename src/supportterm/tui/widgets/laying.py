"""Rows on the lines of a screen, a heading over each part of the list. Pure.

Where a list has parts the first line is a heading, also in the middle of one: however long a part is, what one is in
stands over it, and it need not be known which row came before.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias, TypeVar

R = TypeVar("R")
Parting: TypeAlias = Callable[[R], Hashable] | None
"""In which part of the list a row is; None where the list is in one piece."""


class Head(NamedTuple):
    """The heading over the rows of a part."""

    part: Hashable


def laid(rows: Sequence[R], top: int, parting: Parting[R]) -> "Iterator[R | Head]":
    """What stands on the lines of a screen that begins with the row *top*, as far as there are rows."""
    before: object = laid  # which is no part
    for index in range(top, len(rows)):
        row = rows[index]
        if parting is not None and (part := parting(row)) != before:
            before = part
            yield Head(part)
        yield row


def line_of(rows: Sequence[R], top: int, index: int, parting: Parting[R]) -> int:
    """On which line of a screen that begins with the row *top* the row *index* stands, which comes not before it."""
    if parting is None:
        return index - top
    parts = [parting(row) for row in rows[top : index + 1]]
    return len(parts) + sum(above != below for above, below in pairwise(parts))


def top_for(rows: Sequence[R], index: int, line: int, parting: Parting[R]) -> int:
    """The row that a screen begins with on which the row *index* stands on *line*; as near above it as headings let."""
    if parting is None:
        return max(index - line, 0)
    top, room = index, line - 1
    while top > 0:
        room -= 1 if parting(rows[top - 1]) == parting(rows[top]) else 2
        if room < 0:
            break
        top -= 1
    return top
