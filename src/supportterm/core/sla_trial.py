"""What became of a ticket's promises, held against what would have become of them had others been made. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from supportterm.core.sla import Clocks, Service
from supportterm.core.sla_clock import Clock, State, due, state
from supportterm.core.sla_policy import Metric

KINDS: Final = {
    "missed": "missed instead of kept or running",
    "kept": "not missed instead of missed",
    "promised": "promised that was not",
    "dropped": "promised no more",
    "moved": "with another policy or deadline",
}
"""In which way a promise would have gone otherwise; what matters most comes first."""
_BROKEN: Final = frozenset({"missed", "late"})


class Went(NamedTuple):
    """How a promise went by now."""

    state: State
    policy: str = ""
    """Empty: nothing is promised."""
    length: int = 0
    hours: str = ""
    """The schedule it is counted in; empty: day and night."""
    due: int | None = None
    """Milliseconds; None when it was done before, or stands still."""


class Promise(NamedTuple):
    metric: Metric
    started: int
    kind: str
    """One of `KINDS`."""
    was: Went
    will: Went


def compared(
    was: Clocks | None, will: Clocks | None, services: tuple[Service, Service], now: int, since: int
) -> Iterator[Promise]:
    """The promises of a ticket that were open at *since* or later and would have gone otherwise, by their beginning.

    *services*: what each of the two stories was told under.
    """
    before, after = _by_start(was, services[0], now, since), _by_start(will, services[1], now, since)
    nothing = Went("none")
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key, nothing), after.get(key, nothing)
        if one != other:
            yield Promise(Metric(key[1]), key[0], _kind(one, other), one, other)


def _by_start(clocks: Clocks | None, service: Service, now: int, since: int) -> Mapping[tuple[int, str], Went]:
    if clocks is None:
        return {}
    there = (*clocks.past, *clocks.running.values())
    open_then = (clock for clock in there if clock.target is not None and (clock.fulfilled or now) >= since)
    return {(clock.started, clock.metric.value): _went(clock, service, now) for clock in open_then}


def _went(clock: Clock, service: Service, now: int) -> Went:
    assert clock.target is not None
    schedules, target = service.schedules, clock.target
    hours = target.hours.partition("@")[0]
    return Went(state(clock, now, schedules), target.policy, target.length, hours, due(clock, schedules))


def _kind(was: Went, will: Went) -> str:
    if will.state in _BROKEN and was.state not in _BROKEN:
        return "missed"
    if not will.policy:
        return "dropped"
    if not was.policy:
        return "promised"
    return "kept" if was.state in _BROKEN and will.state not in _BROKEN else "moved"
