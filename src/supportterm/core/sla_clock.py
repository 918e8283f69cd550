"""One clock of a ticket: how long it ran, and when its target is reached.

A clock is a row of laps. A lap is a span in which it ran, in the hours that were in force when the lap ended; between
laps it was paused. What it ran is never counted again: a new target is measured against the laps that there are, so a
stricter one may have been reached before it was set. Only what ran while nothing was promised is measured anew, in the
hours of the promise that comes.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, Literal

import msgspec

from supportterm.core.schedule import ALWAYS, Schedule
from supportterm.core.sla_policy import Metric
from supportterm.core.terms import Priority, Status

KEPT: Final = 100
"""So many steps of a clock are told one by one. What a machine flips to and fro all day must not slow a desk down."""

Schedules = Mapping[str, Schedule]
"""By key; "" is calendar time and need not be given."""


class Lap(msgspec.Struct, frozen=True, array_like=True, gc=False):
    start: int
    end: int | None
    """None: it runs."""
    hours: str | None
    """Key of the schedule that it is measured in; None: nothing was promised, so calendar time."""
    spent: int = 0
    """How long the schedule was open in it; 0 while it runs."""


class Pause(msgspec.Struct, frozen=True, array_like=True, gc=False):
    start: int
    end: int | None
    status: Status


class Target(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A promise as it was applied to a clock."""

    length: int
    policy: str
    version: int
    priority: Priority
    hours: str
    warn: int = 0


class Retarget(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """At that moment another target, or none, took the place of `old`, whose deadline was `due`, if it had one."""

    at: int
    old: Target | None
    due: int | None
    missed: bool
    """The old deadline had passed."""


class Clock(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A clock at a moment: all that is needed to go on, and to explain it."""

    metric: Metric
    started: int
    target: Target | None = None
    laps: tuple[Lap, ...] = ()
    pauses: tuple[Pause, ...] = ()
    retargets: tuple[Retarget, ...] = ()
    fulfilled: int | None = None
    """When what was promised was done."""
    warned: int | None = None
    """When people were told that the deadline comes near."""

    @property
    def running(self) -> bool:
        return bool(self.laps) and self.laps[-1].end is None

    def start_lap(self, at: int) -> "Clock":
        """Runs from *at* on."""
        hours = self.target.hours if self.target else None
        return msgspec.structs.replace(
            self,
            laps=(*_joined(self.laps), Lap(at, None, hours)),
            pauses=self.pauses[-KEPT:],
            retargets=self.retargets[-KEPT:],
        )


def stop(clock: Clock, at: int, schedules: Schedules) -> Clock:
    """The clock stands still from *at* on. A lap without length leaves no trace."""
    if not clock.running:
        return clock
    *before, lap = clock.laps
    if lap.start < at:
        spent = hours_of(lap.hours, schedules).business_between(lap.start, at)
        before.append(Lap(lap.start, at, lap.hours, spent))
    return msgspec.structs.replace(clock, laps=tuple(before))


def measured(clock: Clock, hours: str, schedules: Schedules) -> Clock:
    """What ran while nothing was promised is counted in *hours*. The clock stands still."""
    schedule = hours_of(hours, schedules)
    laps = tuple(
        lap
        if lap.hours is not None or lap.end is None
        else Lap(lap.start, lap.end, hours, schedule.business_between(lap.start, lap.end))
        for lap in clock.laps
    )
    return msgspec.structs.replace(clock, laps=laps)


def _joined(laps: tuple[Lap, ...]) -> tuple[Lap, ...]:
    """*laps*, of which, when there are too many, the oldest two in the same hours are told as one."""
    if len(laps) < KEPT:
        return laps
    for place, (one, other) in enumerate(pairwise(laps)):
        if one.hours is not None and one.hours == other.hours:
            both = Lap(one.start, other.end, one.hours, one.spent + other.spent)
            return (*laps[:place], both, *laps[place + 2 :])
    return laps


def hours_of(key: str | None, schedules: Schedules) -> Schedule:
    return schedules[key] if key else ALWAYS


def spent(clock: Clock, at: int, schedules: Schedules) -> int:
    """How long it has run by *at*."""
    return sum(
        lap.spent if lap.end is not None else hours_of(lap.hours, schedules).business_between(lap.start, at)
        for lap in clock.laps
    )


def due(clock: Clock, schedules: Schedules) -> int | None:
    """The moment at which the target is used up; None without a target, and while paused with some of it left."""
    return reached(clock, clock.target.length, schedules) if clock.target else None


def warn_at(clock: Clock, schedules: Schedules) -> int | None:
    """When its warning is due; None when it has none, was given, or the clock is paused before it."""
    if clock.target is None or not clock.target.warn or clock.warned is not None:
        return None
    return reached(clock, clock.target.length - clock.target.warn, schedules)


def reached(clock: Clock, length: int, schedules: Schedules) -> int | None:
    """When it has run for *length*, which is not 0, if it will without anything changing."""
    left = length
    for lap in clock.laps:
        if lap.end is None or left <= lap.spent:
            return hours_of(lap.hours, schedules).after(lap.start, left)
        left -= lap.spent
    return None


def margin(clock: Clock, now: int, schedules: Schedules) -> int | None:
    """What is left of the target by *now*, or was when it was fulfilled; negative is late. None without a target."""
    return clock.target.length - spent(clock, now, schedules) if clock.target else None


def breached(clock: Clock, now: int, schedules: Schedules) -> bool:
    """Whether the deadline passed with the promise not yet kept. Kept on the very moment is kept."""
    deadline = due(clock, schedules)
    return deadline is not None and deadline < (now if clock.fulfilled is None else clock.fulfilled)


State = Literal["running", "paused", "kept", "missed", "late", "none"]


def state(clock: Clock, now: int, schedules: Schedules) -> State:
    """`late`: passed and still not done; `missed`: done, too late; `none`: nothing is promised."""
    if clock.target is None:
        return "none"
    broken = breached(clock, now, schedules)
    if clock.fulfilled is not None:
        return "missed" if broken else "kept"
    if broken:
        return "late"
    return "running" if clock.running else "paused"
