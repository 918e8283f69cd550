"""Rows that are made when somebody looks at them."""

from collections.abc import Iterable

from supportterm.tui.render.line import Line


class Rows:
    """A sequence of rows over a lazy source; rows once made are kept."""

    def __init__(self, source: Iterable[Line]) -> None:
        self._source = iter(source)
        self._made: list[Line] = []
        self._complete = False

    def get(self, index: int) -> Line | None:
        """The row at *index*; None behind the last."""
        self._make(index + 1)
        return self._made[index] if index < len(self._made) else None

    def reaches(self, count: int) -> bool:
        """Whether there are at least *count* rows."""
        self._make(count)
        return len(self._made) >= count

    def height(self) -> int:
        """How many rows there are; makes them all."""
        while not self._complete:
            self._make(len(self._made) + 1000)
        return len(self._made)

    def _make(self, count: int) -> None:
        while len(self._made) < count and not self._complete:
            row = next(self._source, None)
            if row is None:
                self._complete = True
            else:
                self._made.append(row)
