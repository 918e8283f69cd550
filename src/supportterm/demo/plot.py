"""From conversations to what happened: every step gets its moment, and becomes the operations that a verb plans.

Pure: the clock and the random numbers are given. The tickets are folded along, so that a conversation which the
desk would refuse (an escalation downwards, work on a merged ticket) fails here, with its subject.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from supportterm.core import verbs
from supportterm.core.fold import fold
from supportterm.core.ids import message_floor
from supportterm.core.moments import MINUTE, parse_age
from supportterm.core.nouns import Ticket
from supportterm.core.operations import Create, Known, Operation, Planned, Subject, Wrote
from supportterm.core.refusal import Refused
from supportterm.core.terms import PRIORITY_BY_WORD, Role
from supportterm.demo.content import Company, Thread
from supportterm.demo.steps import Does, Merges, Says, Step, steps


class Opened(NamedTuple):
    ticket: int
    at: int
    actor: str
    create: Create


class Written(NamedTuple):
    ticket: int
    at: int
    says: Says


class Done(NamedTuple):
    ticket: int
    at: int
    actor: str
    payload: Known


Event = Opened | Written | Done


class Moment(NamedTuple):
    """A step of a thread at its time; *ticket* is the number that the thread gets."""

    at: int
    ticket: int
    step: Step | None
    """None is the opening."""


def plot(
    company: Company, written: Sequence[Thread], articles: dict[str, int], now_ms: int, random: Random
) -> tuple[list[Event], dict[int, Thread]]:
    """Everything that happened, oldest first, and the threads by ticket number (counted from 1 by their beginning).

    *articles* are ids by slug. Raises ValueError for a conversation that makes no sense.
    """
    ordered = sorted(written, key=lambda t: -parse_age(t.age))
    threads = dict(enumerate(ordered, 1))
    numbers = {thread.key: number for number, thread in threads.items() if thread.key}
    agents = frozenset(company.agents)
    moments = [
        moment
        for number, thread in threads.items()
        for moment in _moments(number, thread, list(steps(thread, agents)), now_ms, random)
    ]
    # Sorting is stable, so the steps of one thread that share a moment stay in their order.
    moments.sort(key=lambda m: m.at)
    stage = _Stage(company, threads, numbers, articles, now_ms)
    return [event for moment in moments for event in stage.play(moment)], threads


def _moments(number: int, thread: Thread, todo: list[Step], now_ms: int, random: Random) -> Iterator[Moment]:
    """Steps between the thread's beginning and its last word: people take their time, a stroke does not."""
    began = now_ms - parse_age(thread.age)
    soon = min(began + 20 * MINUTE * len(todo), (began + now_ms) // 2)
    ended = now_ms - parse_age(thread.last) if thread.last else soon
    gaps = [_pause(step) * random.uniform(0.4, 1.6) for step in todo[1:]]
    whole = sum(gaps) or 1.0
    yield Moment(began, number, None)
    passed = 0.0
    for gap, step in zip([0.0, *gaps], todo, strict=True):
        passed += gap
        yield Moment(began + round((ended - began) * passed / whole), number, step)


def _pause(step: Step) -> float:
    """How long a step lets wait, beside the others."""
    if isinstance(step, Says):
        return 1.0 if step.role is Role.CUSTOMER else 0.6
    return 0.08


class _Stage:
    """The tickets as they stand while the plot goes on."""

    def __init__(
        self,
        company: Company,
        threads: dict[int, Thread],
        numbers: dict[str, int],
        articles: dict[str, int],
        now_ms: int,
    ) -> None:
        self._company = company
        self._threads = threads
        self._numbers = numbers
        self._articles = articles
        self._now = now_ms
        self._teams = {t.handle: t for t in company.teams}
        self._fields = {f.name: f for f in company.fields}
        self._tickets: dict[int, Ticket] = {}

    def play(self, moment: Moment) -> Iterator[Event]:
        at, number, step = moment
        try:
            if step is None:
                yield self._open(number, at)
            elif isinstance(step, Says):
                yield from self._say(number, at, step)
            elif isinstance(step, Merges):
                target = self._tickets[self._numbers[step.into]]
                yield from self._do(at, step.who, verbs.merge(self._tickets[number], self._rules(at, step.who), target))
            else:
                yield from self._do(at, step.who, self._planned(number, at, step))
        except (Refused, KeyError) as error:
            raise ValueError(f"{self._threads[number].subject}: {error}") from error

    def _open(self, number: int, at: int) -> Opened:
        thread = self._threads[number]
        person = self._company.people[thread.requester]
        places = next(
            (p for k, p in self._company.places.items() if self._company.organizations[k].id == person.organization), {}
        )
        create = Create(
            subject=thread.subject,
            requester=person.id,
            channel=thread.channel,
            organization=person.organization,
            team="support",
            priority=int(PRIORITY_BY_WORD[thread.priority]),
            tags=thread.tags,
            fields={**places, **thread.fields},
        )
        self._fold(number, at, "customer", create)
        return Opened(number, at, "customer", create)

    def _say(self, number: int, at: int, says: Says) -> Iterator[Event]:
        customer = says.role is Role.CUSTOMER
        person = self._company.people[says.who].id if customer else None
        wrote = Wrote(message_floor(at), int(says.role), person=person, attachments=len(says.files))
        actor = "customer" if customer else says.who
        for planned in verbs.write(self._tickets[number], self._rules(at, actor), wrote, says.then):
            self._fold(number, at, actor, planned.payload)
            if isinstance(planned.payload, Wrote):
                yield Written(number, at, says)
            else:
                yield Done(number, at, actor, planned.payload)

    def _planned(self, number: int, at: int, does: Does) -> list[Planned]:
        arguments: dict[str, Any] = dict(does.arguments)
        if does.verb == "link_article":
            arguments["article"] = self._articles[arguments["article"]]
        for moment in ("until", "due"):
            if moment in arguments:
                arguments[moment] += self._now
        verb = getattr(verbs, does.verb)
        planned: list[Planned] = verb(self._tickets[number], self._rules(at, does.who), **arguments)
        return planned

    def _do(self, at: int, actor: str, plan: list[Planned]) -> Iterator[Event]:
        for planned in plan:
            self._fold(planned.subject.id, at, actor, planned.payload)
            yield Done(planned.subject.id, at, actor, planned.payload)

    def _fold(self, number: int, at: int, actor: str, payload: Known) -> None:
        operation = Operation(b"", b"", Subject("ticket", number), payload, actor, at)
        self._tickets[number] = fold(self._tickets.get(number), number, operation)

    def _rules(self, at: int, who: str) -> verbs.Rules:
        return verbs.Rules(at, who, self._company.agents, self._teams, self._fields)
