"""Changes found by the moment of a ticket's last change, for remotes that have no better feed.

Such a moment is known by the second at best, is taken before what it stands for can be read, and need not agree with
our clock. So a row is told once more as long as a second change could hide behind the same moment, and each round
begins some time before the newest moment that was seen. Of our own clock only spans are used.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

SAME: Final = 10_000
"""Milliseconds after which a ticket that still has the moment it had was not changed within it once more."""
_SKEW: Final = 86_400_000
"""Milliseconds by which clocks may differ; a moment that is further ahead moves nothing."""


class Window(msgspec.Struct, omit_defaults=True):
    """A cursor. Rows are asked for by their moment, rising, from `start` on; moments in milliseconds."""

    mark: int = 0
    """All that was changed before it has been told for good."""
    at: int | None = None
    """Where this round goes on: the moment of its last row; None when a round begins."""
    after: int = 0
    """The key of that row, where rows of one moment are told by rising keys."""
    newest: int = 0
    since: int = 0
    """When `newest` came to be known, by our clock."""
    told: dict[str, tuple[int, int]] = {}
    """Of each row since the mark its moment, and when it was first told with it by our clock; 0: settled."""

    @property
    def start(self) -> int:
        return self.mark if self.at is None else self.at

    def fresh(self, key: str, at: int, now: int) -> bool:
        """Whether a row has to be told, which is taken for done."""
        was, first = self.told.get(key, (None, 0))
        if was != at:
            self.told[key] = (at, now)
        elif first == 0:
            return False
        elif now - first > SAME:
            self.told[key] = (at, 0)
        if self.newest < at < now + _SKEW:
            self.newest, self.since = at, now
        return True

    def go_on(self, at: int, after: int, overlap: int) -> None:
        """The round goes on behind a row."""
        self.at, self.after = at, after
        self._forget(min(at, self.newest - overlap))

    def prune(self, overlap: int) -> None:
        """Within a round that is in another order: only the newest are kept in mind."""
        self.told = {key: told for key, told in self.told.items() if told[0] >= self.newest - overlap}

    def end(self, now: int, overlap: int) -> None:
        """The round has met everything."""
        self.at, self.after = None, 0
        # When the newest is older than that, nothing can come up at its moment or before it any more.
        quiet = self.newest and now - self.since > overlap
        self._forget(self.newest + 1000 if quiet else self.newest - overlap)

    def _forget(self, mark: int) -> None:
        if mark > self.mark:
            self.mark = mark
            self.told = {key: told for key, told in self.told.items() if told[0] >= mark}


def ranges(numbers: Iterable[int]) -> str:
    """Many numbers as a short text: `1-5,7`."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in found)


def numbers(text: str) -> set[int]:
    """What `ranges` made a text of."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
