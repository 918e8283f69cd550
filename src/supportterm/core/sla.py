"""The clocks of a ticket, folded from its story.

`follow(clocks, event, service)` goes one event on; `fold` goes through a story. The result is the same either way, and
`Clocks` can be kept between (it is a msgspec value). Which policy applies is looked up at each event, so a new or
changed policy touches a ticket at its next event and not before.

What starts, stops and fulfils each clock:

- first reply: from the opening when somebody asks with it, else from the first customer's message, to the first
  public reply of an agent
- next reply: from the oldest unanswered customer's message to the next public reply; while the first reply is awaited
  and promised, that clock stands for it
- periodic update: from the opening to the first public reply, then from each public reply to the next
- requester wait and resolution: from the opening to solved; a ticket that is opened again runs on

What machines write counts as nothing. In solved and closed every clock stands still. A warning is due once for each
target.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from supportterm.core.schedule import Schedule
from supportterm.core.sla_clock import KEPT, Clock, Pause, Retarget, Target, due, measured, stop
from supportterm.core.sla_policy import DONE, PAUSES, Case, Metric, Policy, choose
from supportterm.core.terms import Role, Status


class Service(msgspec.Struct, frozen=True):
    """All that is promised: policies in their order, schedules by key.

    A schedule that changes gets a new key, and the old one stays as long as clocks name it.
    """

    policies: tuple[Policy, ...]
    schedules: Mapping[str, Schedule]


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The ticket came to be, or something is promised of it from here on."""

    at: int
    case: Case
    asked: bool = True
    """A customer waits for an answer; not so when an agent opened it, until the customer writes."""
    answered: bool = False
    """An agent has replied in public before."""


class Changed(msgspec.Struct, frozen=True, tag=True):
    """From *at* on the ticket is as `case` says."""

    at: int
    case: Case


class Wrote(msgspec.Struct, frozen=True, tag=True):
    """Somebody wrote; `machine`: an automatic answer, which is no one's reply."""

    at: int
    role: Role
    machine: bool = False


class Joined(msgspec.Struct, frozen=True, tag=True):
    """Another ticket goes on in this one, and its customer has waited for an answer since `since`."""

    at: int
    since: int


class Warned(msgspec.Struct, frozen=True, tag=True):
    """People were told that a deadline comes near."""

    at: int
    metric: Metric


Event = Opened | Changed | Wrote | Joined | Warned


class Clocks(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How a ticket stands with its promises after the events so far."""

    case: Case
    opened: int
    at: int
    """Time of the last event."""
    awaiting_first: bool
    """No agent has replied in public yet."""
    running: dict[Metric, Clock] = msgspec.field(default_factory=dict)
    """The clock of each metric that is not done with, also while it is paused; fulfilled ones of wait and resolution
    too, since a ticket can be opened again."""
    past: tuple[Clock, ...] = ()
    """Clocks that were fulfilled by a reply, in order; of very many the first and the newest."""


def fold(story: Iterable[Event], service: Service) -> Clocks | None:
    """The clocks after a story, whose times don't go back; None for an empty one. Its first event is `Opened`."""
    clocks = None
    for event in story:
        clocks = follow(clocks, event, service)
    return clocks


def follow(clocks: Clocks | None, event: Event, service: Service) -> Clocks:
    """One event on. An event that is older than the last one counts as happening with it."""
    if isinstance(event, Opened):
        return _opened(event, service)
    if clocks is None:
        raise ValueError("a story begins with Opened")
    at = max(event.at, clocks.at)
    clocks = replace(clocks, at=at)
    match event:
        case Warned(metric=metric):
            return _warned(clocks, at, metric)
        case Changed(case=case):
            return _changed(clocks, at, case, service)
    clocks = _changed(clocks, at, clocks.case, service)  # a new policy touches a ticket at any of these
    match event:
        case Joined(since=since):
            return _customer_wrote(clocks, min(since, at), service)
        case Wrote(role=role, machine=False) if role in _WRITTEN:
            return _WRITTEN[role](clocks, at, service)
    return clocks


def deadlines(clocks: Clocks, service: Service) -> dict[Metric, int]:
    """When each promise that is still to be kept is due, or was; paused ones are not there."""
    if clocks.case.status in DONE:
        return {}
    found = ((metric, due(clock, service.schedules)) for metric, clock in clocks.running.items())
    return {metric: moment for metric, moment in found if moment is not None}


def waiting_since(clocks: Clocks) -> int | None:
    """Since when a customer waits for an answer, whatever is promised of it; None when nobody does."""
    awaited = (clocks.running.get(metric) for metric in (Metric.FIRST_REPLY, Metric.NEXT_REPLY))
    return min((clock.started for clock in awaited if clock is not None), default=None)


def next_due(dues: Iterable[int | None]) -> int | None:
    """The earliest of some deadlines: what `due_at` of a ticket is."""
    return min((moment for moment in dues if moment is not None), default=None)


def _opened(event: Opened, service: Service) -> Clocks:
    clocks = Clocks(event.case, event.at, event.at, awaiting_first=not event.answered)
    starting = [Metric.UPDATE, Metric.WAIT, Metric.RESOLUTION]
    if event.asked:
        starting.insert(0, Metric.NEXT_REPLY if event.answered else Metric.FIRST_REPLY)
    return _start(clocks, event.at, starting, service)


def _customer_wrote(clocks: Clocks, at: int, service: Service) -> Clocks:
    """The oldest unanswered message counts: a clock that is there is not touched."""
    if clocks.awaiting_first:
        if Metric.FIRST_REPLY not in clocks.running:
            clocks = _start(clocks, at, [Metric.FIRST_REPLY], service)
        if clocks.running[Metric.FIRST_REPLY].target is not None:
            return clocks
    if Metric.NEXT_REPLY not in clocks.running:
        clocks = _start(clocks, at, [Metric.NEXT_REPLY], service)
    return clocks


def _agent_replied(clocks: Clocks, at: int, service: Service) -> Clocks:
    clocks = _answer(clocks, at, (Metric.FIRST_REPLY, Metric.NEXT_REPLY, Metric.UPDATE), service)
    return _start(replace(clocks, awaiting_first=False), at, [Metric.UPDATE], service)


def _warned(clocks: Clocks, at: int, metric: Metric) -> Clocks:
    clock = clocks.running.get(metric)
    if clock is None:
        return clocks
    return replace(clocks, running=clocks.running | {metric: replace(clock, warned=at)})


_FIRST_ONES: Final = 2
"""What the first reply fulfilled stays in the past when its middle is forgotten."""
_UNTIL_SOLVED: Final = frozenset({Metric.WAIT, Metric.RESOLUTION})
_WRITTEN: Final = {Role.CUSTOMER: _customer_wrote, Role.REPLY: _agent_replied}


def _changed(clocks: Clocks, at: int, case: Case, service: Service) -> Clocks:
    policy = choose(service.policies, case)
    running = {}
    for metric, clock in clocks.running.items():
        clock = _reopen(clock, case.status)
        clock = _retarget(clock, at, _target(policy, metric, case), service)
        running[metric] = _in_status(clock, at, case.status, policy, service)
    return replace(clocks, case=case, running=running)


def _start(clocks: Clocks, at: int, metrics: Sequence[Metric], service: Service) -> Clocks:
    policy = choose(service.policies, clocks.case)
    started = {
        metric: _in_status(
            Clock(metric, at, _target(policy, metric, clocks.case)), at, clocks.case.status, policy, service
        )
        for metric in metrics
    }
    return replace(clocks, running=clocks.running | started)


def _answer(clocks: Clocks, at: int, metrics: Sequence[Metric], service: Service) -> Clocks:
    """What a reply fulfils goes to the past, if anything was promised of it."""
    running, past = dict(clocks.running), list(clocks.past)
    for metric in metrics:
        clock = running.pop(metric, None)
        if clock is not None and (clock.target or clock.retargets):
            past.append(_fulfil(clock, at, service))
    while len(past) > KEPT:
        del past[_FIRST_ONES]
    return replace(clocks, running=running, past=tuple(past))


def _target(policy: Policy | None, metric: Metric, case: Case) -> Target | None:
    promise = policy.promise(metric) if policy else None
    if policy is None or promise is None or case.priority not in promise.lengths:
        return None
    hours = "" if promise.calendar else policy.schedule
    return Target(promise.lengths[case.priority], policy.name, policy.version, case.priority, hours, promise.warn)


def _retarget(clock: Clock, at: int, target: Target | None, service: Service) -> Clock:
    if target == clock.target or clock.fulfilled is not None:
        return clock
    deadline = due(clock, service.schedules)
    old = Retarget(at, clock.target, deadline, missed=deadline is not None and deadline < at)
    running = clock.running
    clock = replace(stop(clock, at, service.schedules), target=target, retargets=(*clock.retargets, old), warned=None)
    if target is not None:
        clock = measured(clock, target.hours, service.schedules)
    return clock.start_lap(at) if running else clock


def _in_status(clock: Clock, at: int, status: Status, policy: Policy | None, service: Service) -> Clock:
    """The clock as the ticket's status has it: it runs, stands still or is fulfilled."""
    if status in DONE and clock.metric in _UNTIL_SOLVED:
        return clock if clock.fulfilled is not None else _fulfil(clock, at, service)
    promise = policy.promise(clock.metric) if policy else None
    paused = promise.paused_in(status) if promise else status in DONE or status in PAUSES[clock.metric]
    if paused:
        return _rest(clock, at, status, service)
    return clock if clock.running else replace(clock, pauses=_ended(clock.pauses, at)).start_lap(at)


def _reopen(clock: Clock, status: Status) -> Clock:
    """What was fulfilled by solving is open again, as if solved had been a pause."""
    if clock.fulfilled is None or status in DONE:
        return clock
    return replace(clock, pauses=(*clock.pauses, Pause(clock.fulfilled, None, Status.SOLVED)), fulfilled=None)


def _rest(clock: Clock, at: int, status: Status, service: Service) -> Clock:
    resting = clock.pauses[-1] if clock.pauses and clock.pauses[-1].end is None else None
    if resting and resting.status == status:
        return clock
    pauses = (*_ended(clock.pauses, at), Pause(at, None, status))
    return replace(stop(clock, at, service.schedules), pauses=pauses)


def _fulfil(clock: Clock, at: int, service: Service) -> Clock:
    return replace(stop(clock, at, service.schedules), pauses=_ended(clock.pauses, at), fulfilled=at)


def _ended(pauses: tuple[Pause, ...], at: int) -> tuple[Pause, ...]:
    """The last pause ends, and leaves no trace when it had no length."""
    if not pauses or pauses[-1].end is not None:
        return pauses
    last = (replace(pauses[-1], end=at),) if pauses[-1].start < at else ()
    return (*pauses[:-1], *last)
