"""Lists that come page by page, to their end."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

MOST: Final = 1_000
"""Pages of a list: one that never ends is left there."""

P = TypeVar("P")
T = TypeVar("T")


def chained(page: P, following: Callable[[P], P | None]) -> Iterator[P]:
    """*page*, and what *following* answers to each; None behind the last."""
    for _ in range(MOST):
        yield page
        further = following(page)
        if further is None:
            return
        page = further


def numbered(asked: Callable[[int], Sequence[T]], size: int, most: int = MOST) -> Iterator[T]:
    """All rows of pages that are asked for by their numbers, from 1 on; one with fewer rows than *size* is the last."""
    for number in range(1, most + 1):
        rows = asked(number)
        yield from rows
        if len(rows) < size:
            return
