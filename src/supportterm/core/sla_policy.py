"""What is promised to whom: SLA policies, and which of them a ticket is under.

Policies stand in an order and the first whose condition fits applies. A policy promises lengths by metric and by
priority, in the hours of its schedule or in calendar time.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from supportterm.core.moments import YEAR
from supportterm.core.promised import metric_words
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Misdefined
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
        return metric_words(self.value)


DONE: Final = frozenset({Status.SOLVED, Status.CLOSED})
"""Nothing is awaited in these, so no clock runs, whatever a policy says."""

PAUSES: Final[dict[Metric, frozenset[Status]]] = {
    **dict.fromkeys(Metric, frozenset()),
    Metric.WAIT: frozenset({Status.PENDING}),
}
"""In which statuses a clock stands still when its policy does not say."""

LONGEST: Final = YEAR
"""No promise is longer."""


class Case(msgspec.Struct, frozen=True, array_like=True, gc=False):
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


def mistakes(policies: Sequence[Policy], schedules: Collection[str]) -> Iterator[Misdefined]:
    """Why a policy can't be, or can never apply."""
    seen = set[str]()
    everything: str = ""
    for policy in policies:
        what = f"policy {policy.name}"
        if policy.name in seen:
            yield Misdefined(what, "there are two of this name")
        if everything:
            yield Misdefined(what, f"it never applies: {everything}, before it, takes every ticket")
        if policy.schedule not in schedules:
            yield Misdefined(what, f"there is no schedule {policy.schedule!r}", ("schedule",))
        yield from _when_mistakes(what, policy.when)
        yield from _promise_mistakes(what, policy)
        seen.add(policy.name)
        everything = everything or (policy.name if policy.when == When() else "")


def _when_mistakes(what: str, when: When) -> Iterator[Misdefined]:
    for kind, given, known in (("segment", when.segments, SEGMENTS), ("channel", when.channels, CHANNELS)):
        for number, word in enumerate(given, 1):
            if word not in known:
                hint = did_you_mean(word, known, f"there are {', '.join(known)}")
                yield Misdefined(what, f"there is no {kind} {word!r}; {hint}", ("when", f"{kind}s", number))


def _promise_mistakes(what: str, policy: Policy) -> Iterator[Misdefined]:
    metrics = set[Metric]()
    if not any(promise.lengths for promise in policy.promises):
        yield Misdefined(what, "it promises nothing")
    for promise in policy.promises:
        metric = promise.metric
        if metric in metrics:
            yield Misdefined(what, "it is promised twice", (metric.value,))
        metrics.add(metric)
        for priority, length in promise.lengths.items():
            part = (metric.value, priority.word)
            if length <= 0:
                yield Misdefined(what, "it must be longer than nothing", part)
            elif length > LONGEST:
                yield Misdefined(what, "it is longer than a year", part)
            elif not 0 <= promise.warn < length:
                yield Misdefined(what, "the warning would come before the clock starts", part)
