"""Base of what finds out what changed at a help desk."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from supportterm.backends.usual import Usual

A = TypeVar("A")
"""What asks."""
W = TypeVar("W", bound=Usual)
"""The settings of the connection."""
D = TypeVar("D")
"""What reads what is answered."""


class Feed(Generic[A, W, D]):
    def __init__(self, rest: A, words: W, reader: D, clock: Callable[[], float] = time.time) -> None:
        self._rest = rest
        self._words = words
        self._reader = reader
        self._clock = clock

    def _now(self) -> int:
        """Milliseconds."""
        return int(self._clock() * 1000)

    def _border(self) -> int:
        """What was changed before is left there: milliseconds, 0 for nothing."""
        return self._words.border(self._clock())
