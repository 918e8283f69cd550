"""What a window of rows asks for: a place in the order (a *keyset*), never an offset."""

from collections.abc import Hashable
from typing import Final, Literal, NamedTuple

PAGE: Final = 128
"""Rows asked for at a time."""
Side = Literal["start", "end", "after", "before", "around"]


class Need(NamedTuple):
    """Rows to be read. A need of an older *generation* is out of date, and so is its answer."""

    generation: int
    side: Side
    key: Hashable = None
    """The row next to those wanted, exclusive; for `around` the row that was under the cursor."""
    id: int = 0
    """For `around`: the row to find."""
    size: int = PAGE
