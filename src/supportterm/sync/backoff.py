"""How long to wait before the next try. Pure; full jitter, so that many keepers do not come back at the same moment."""

from random import Random
from typing import Final

BASE: Final = 1.0
MOST: Final = 300.0
"""Seconds."""
LONGEST_TOLD: Final = 900.0
"""A remote that asks for a longer pause is asked again after this one."""


def wait(attempts: int, random: Random, most: float = MOST) -> int:
    """Milliseconds before try number *attempts* + 1."""
    return int(1000 * random.uniform(0.2, 1.0) * min(most, BASE * 2 ** min(attempts, 20)))


def told(retry_after: float | None, attempts: int, random: Random) -> int:
    """Milliseconds to wait when the remote said how long; a little more, since its clock is not ours."""
    if retry_after is None:
        return wait(attempts, random)
    return int(1000 * min(max(retry_after, 0.0), LONGEST_TOLD)) + int(random.uniform(0, 250))
