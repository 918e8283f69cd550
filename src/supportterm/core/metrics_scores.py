"""Shares and scores: how many in a hundred, who is satisfied, who recommends. Of nothing there is no share."""

from collections.abc import Iterable
from typing import Final


def share(part: int, whole: int) -> float | None:
    """How many of *whole* in a hundred *part* is."""
    return 100 * part / whole if whole else None


def happy(score: int, scale: int) -> bool:
    """Whether a *score* from 1 to *scale* is a good one: of five 4 and 5, of three 3, of two 2."""
    return score >= max(scale - 1, 1) if scale > _SHORT else score >= scale


_SHORT: Final = 3
"""On scales up to this only the best is good."""


def csat(good: int, bad: int) -> float | None:
    """How many of those who answered were satisfied, in a hundred; who did not answer counts for nothing."""
    return share(good, good + bad)


def leaning(score: int) -> int:
    """1 for a promoter (9, 10), 0 for who is passive (7, 8), -1 for a detractor."""
    return (score > 8) - (score < 7)


def nps(promoters: int, passives: int, detractors: int) -> float | None:
    """Net promoter score, -100 to 100: promoters less detractors, in a hundred of all who answered."""
    return share(promoters - detractors, promoters + passives + detractors)


def nps_of(scores: Iterable[int]) -> float | None:
    leanings = [leaning(score) for score in scores]
    return nps(leanings.count(1), leanings.count(0), leanings.count(-1))
