"""What is promised to whom: SLA policies, and which of them a ticket is under.

Policies stand in an order and the first whose condition fits applies. A policy promises lengths by metric and by
priority, in the hours of its schedule or in calendar time.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from supportterm.core.moments import YEAR
from supportterm.core.refusal import Refused
from supportterm.core.terms import CHANNELS, SEGMENTS, Priority, Status


class Metric(StrEnum):
    """What is measured; docs of each: `sla_clock`."""

    FIRST_REPLY = "first-reply"
    NEXT_REPLY = "next-reply"
    UPDATE = "update"
    WAIT = "wait"
    RESOLUTION = "resolution"

    @property
    def words(self) -> str:
        return _METRIC_WORDS[self]


_METRIC_WORDS: Final = {
    Metric.FIRST_REPLY: "first reply",
    Metric.NEXT_REPLY: "next reply",
    Metric.UPDATE: "periodic update",
    Metric.WAIT: "requester wait",
    Metric.RESOLUTION: "resolution",
}

DONE: Final = frozenset({Status.SOLVED, Status.CLOSED})
"""Nothing is awaited in these, so no clock runs, whatever a policy says."""

PAUSES: Final[dict[Metric, frozenset[Status]]] = {
    **dict.fromkeys(Metric, frozenset()),
    Metric.WAIT: frozenset({Status.PENDING}),
}
"""In which statuses a clock stands still when its policy does not say."""

LONGEST: Final = YEAR
"""No promise is longer."""


class Case(msgspec.Struct, frozen=True):
    """What of a ticket decides which policy it is under and how its clocks run."""

    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    segment: str = ""
    """That of its organization; empty when it has none."""
    organization: int | None = None
    tags: tuple[str, ...] = ()
    channel: str = "mail"


class When(msgspec.Struct, frozen=True):
    """A condition. Of each list one must fit; an empty list asks nothing."""

    priorities: tuple[Priority, ...] = ()
    segments: tuple[str, ...] = ()
    organizations: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def fits(self, case: Case) -> bool:
        return (
            (not self.priorities or case.priority in self.priorities)
            and (not self.segments or case.segment in self.segments)
            and (not self.organizations or case.organization in self.organizations)
            and (not self.tags or not set(self.tags).isdisjoint(case.tags))
            and (not self.channels or case.channel in self.channels)
        )


class Promise(msgspec.Struct, frozen=True):
    """What a policy promises of one metric."""

    metric: Metric
    lengths: dict[Priority, int]
    """Milliseconds; a priority that is left out has no target."""
    calendar: bool = False
    """Counted day and night instead of in the policy's schedule."""
    pauses: tuple[Status, ...] | None = None
    """In which statuses the clock stands still; None: as `PAUSES` says."""
    warn: int = 0
    """So much of the same time before the deadline a warning is due; 0: none."""

    def paused_in(self, status: Status) -> bool:
        return status in DONE or status in (PAUSES[self.metric] if self.pauses is None else self.pauses)


class Policy(msgspec.Struct, frozen=True):
    """One policy as it was at *version*: a change makes a new version, and clocks name the one they run under."""

    name: str
    schedule: str
    """Key of its schedule in the `Service`."""
    promises: tuple[Promise, ...]
    when: When = When()
    version: int = 1

    def promise(self, metric: Metric) -> Promise | None:
        return next((promise for promise in self.promises if promise.metric == metric), None)


def choose(policies: Iterable[Policy], case: Case) -> Policy | None:
    """The first policy that fits; None when no promise is made."""
    return next((policy for policy in policies if policy.when.fits(case)), None)


def check(policies: Sequence[Policy], schedules: Iterable[str]) -> None:
    """Raises Refused with a sentence when a policy can't be, or can never apply."""
    known, seen = set(schedules), set[str]()
    everything: str = ""
    for policy in policies:
        if policy.name in seen:
            raise Refused(f"two policies are called {policy.name}")
        if everything:
            raise Refused(f"policy {policy.name} never applies: {everything}, before it, takes every ticket")
        if policy.schedule not in known:
            raise Refused(f"policy {policy.name}: there is no schedule {policy.schedule!r}")
        _check_when(policy)
        _check_promises(policy)
        seen.add(policy.name)
        everything = policy.name if policy.when == When() else ""


def _check_when(policy: Policy) -> None:
    for kind, given, known in (
        ("segment", policy.when.segments, SEGMENTS),
        ("channel", policy.when.channels, CHANNELS),
    ):
        for word in given:
            if word not in known:
                raise Refused(f"policy {policy.name}: there is no {kind} {word!r}; there are {', '.join(known)}")


def _check_promises(policy: Policy) -> None:
    metrics = set[Metric]()
    if not any(promise.lengths for promise in policy.promises):
        raise Refused(f"policy {policy.name} promises nothing")
    for promise in policy.promises:
        what = f"policy {policy.name}: {promise.metric.words}"
        if promise.metric in metrics:
            raise Refused(f"{what} is promised twice")
        metrics.add(promise.metric)
        for priority, length in promise.lengths.items():
            if length <= 0:
                raise Refused(f"{what} for {priority.word} must be longer than nothing")
            if length > LONGEST:
                raise Refused(f"{what} for {priority.word} is longer than a year")
            if not 0 <= promise.warn < length:
                raise Refused(f"{what} for {priority.word}: the warning would come before the clock starts")
