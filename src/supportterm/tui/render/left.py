"""How much time is left before a ticket's next deadline, in a few cells: in the hours in which it was promised."""

from collections.abc import Callable
from typing import NamedTuple

from supportterm.core.moments import HOUR, MINUTE, age_words
from supportterm.core.promised import Promised

OpenTime = Callable[[str, int, int], int]
"""(key of a schedule, from, to) → for how long it is open between, in milliseconds."""


def day_and_night(hours: str, start: int, end: int) -> int:
    """An `OpenTime` of no schedule."""
    return end - start


class Left(NamedTuple):
    words: str
    role: str
    """Late is `urgent`, close is `high`; what stands still or has time is `dim`."""


NOTHING = Left("", "dim")


def left(due_at: int | None, promise: Promised | None, now: int, open_time: OpenTime, *, unicode: bool = True) -> Left:
    """`3h`, `!45m` when it is close, `-2h` when it is late, `‖2h` while it is paused; empty without a deadline."""
    if due_at is None:
        if promise is None or promise.left is None:
            return NOTHING
        sign = "‖" if unicode else "="
        return Left(sign + (_words(promise.left, promise.hours) if promise.left >= 0 else "late"), "dim")
    promised = promise is not None and promise.due == due_at
    hours = promise.hours if promise is not None and promised else ""
    if due_at < now:
        late = open_time(hours, due_at, now) if hours else now - due_at
        return Left("late" if late < MINUTE else f"-{_words(late, hours)}", "urgent")
    words = _words(open_time(hours, now, due_at) if hours else due_at - now, hours)
    if promise is not None and promised and promise.warn is not None:
        close = promise.warn <= now
    else:
        close = due_at - now < HOUR
    return Left(f"!{words}", "high") if close else Left(words, "dim")


def _words(length: int, hours: str) -> str:
    """Open hours are not added up to days: a day of a team is no 24 hours."""
    if not hours or length < HOUR or length >= 1_000 * HOUR:
        return age_words(length)
    return f"{length // HOUR}h"
