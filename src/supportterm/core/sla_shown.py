"""What is kept beside a ticket's clocks: the promise that lists show, and when the next warning is due."""

from typing import Final, NamedTuple

from supportterm.core.promised import Promised
from supportterm.core.sla import Clocks, Service
from supportterm.core.sla_clock import Clock, Schedules, due, reached, warn_at
from supportterm.core.sla_policy import DONE, Metric


class Standing(NamedTuple):
    """How a ticket stands with what is open of its promises."""

    promised: Promised | None
    """The promise that is due next; when none is, the paused one with the least left."""
    warn_at: int | None
    """When the next warning is due."""


NOTHING: Final = Standing(None, None)


def standing(clocks: Clocks, service: Service) -> Standing:
    found = [_promised(clock, service.schedules) for clock in _open(clocks)]
    warnings = [p.warn for p, clock in zip(found, _open(clocks), strict=True) if p.warn and clock.warned is None]
    running = [p for p in found if p.due is not None]
    return Standing(
        min(running or found, key=lambda p: p.due or p.left or 0, default=None), min(warnings, default=None)
    )


def warning(clocks: Clocks, service: Service, now: int) -> tuple[Metric, int | None] | None:
    """The metric whose warning is due by *now*, the longest due one first, and its deadline; None when none is."""
    schedules = service.schedules
    found = [
        (moment, clock.metric, due(clock, schedules))
        for clock in _open(clocks)
        if (moment := warn_at(clock, schedules)) is not None and moment <= now
    ]
    return min(found)[1:] if found else None


def _open(clocks: Clocks) -> list[Clock]:
    """Clocks of promises that are still to be kept."""
    if clocks.case.status in DONE:
        return []
    return [clock for clock in clocks.running.values() if clock.target is not None and clock.fulfilled is None]


def _promised(clock: Clock, schedules: Schedules) -> Promised:
    target = clock.target
    assert target is not None
    moment = due(clock, schedules)
    if moment is None:
        return Promised(clock.metric, target.hours, None, left=target.length - sum(lap.spent for lap in clock.laps))
    close = reached(clock, target.length - target.warn, schedules) if target.warn else None
    return Promised(clock.metric, target.hours, moment, close)
