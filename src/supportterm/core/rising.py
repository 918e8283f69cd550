"""Tags that are asked about more this week than in the eight weeks before. Pure.

The week is the last seven days, today among them, so that nothing has to be over before it is seen; those before it are
as long. How much a tag usually has says how far it goes up and down by chance: what rises is further up than that.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Final, NamedTuple

WEEK: Final = 7
"""Days."""
BEFORE: Final = 8
"""Weeks that this one is held against."""
DAYS: Final = WEEK * (BEFORE + 1)
_LEAST: Final = 3
"""Tickets of this week below which nothing is said to rise."""
_STRONG: Final = 2.0
"""How many times what is usual by chance it must be above what is usual."""


class Rising(NamedTuple):
    tag: str
    week: int
    """Tickets of this week."""
    before: tuple[int, ...]
    """Of each of the weeks before, the longest ago first."""
    strength: float
    """How far above the usual, in what is usual by chance."""

    @property
    def usual(self) -> float:
        return sum(self.before) / len(self.before)

    @property
    def times(self) -> float | None:
        """How many times the usual; None: it is new."""
        return self.week / self.usual if self.usual else None


def rising(weeks: Mapping[str, Sequence[int]], limit: int | None = None) -> tuple[Rising, ...]:
    """Those that rise, the strongest first. *weeks*: tickets of each tag, nine weeks, this one last."""
    found = (_judged(tag, counts) for tag, counts in weeks.items() if tag)
    risen = [one for one in found if one.week >= _LEAST and one.strength >= _STRONG and one.week > one.usual]
    return tuple(sorted(risen, key=lambda one: (-one.strength, one.tag))[:limit])


def by_week(days: Iterable[tuple[str, int, int]], last: int) -> dict[str, list[int]]:
    """(tag, day, tickets) → tickets by tag and week; *last* is today, days are counted as `date.toordinal` does."""
    found: dict[str, list[int]] = {}
    for tag, day, tickets in days:
        week = BEFORE - (last - day) // WEEK
        if 0 <= week <= BEFORE:
            found.setdefault(tag, [0] * (BEFORE + 1))[week] += tickets
    return found


def _judged(tag: str, counts: Sequence[int]) -> Rising:
    *before, week = counts
    usual = sum(before) / len(before)
    spread = sum((count - usual) ** 2 for count in before) / len(before)
    # Counts go up and down by the root of what they usually are; what went up and down more, may again.
    chance = sqrt(max(usual, spread, 0.5))
    return Rising(tag, week, tuple(before), (week - usual) / chance)
