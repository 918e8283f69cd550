"""What happened → which rules are asked, and in which order they fire. Pure: who asks and who acts is given.

It always ends: a rule fires once on a ticket in a stroke, whatever it and others bring about, and what rules bring
about is looked at a few times, not for ever.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from supportterm.core.operations import (
    Absorb,
    Accept,
    AnyPayload,
    Create,
    Escalate,
    HandBack,
    Observed,
    Operation,
    Rated,
    Set,
    Snooze,
    Suspend,
    Tag,
    Warned,
    Wrote,
)
from supportterm.core.query import QueryError, parse
from supportterm.core.query.evaluate import Predicate, predicate, predicates
from supportterm.core.query.reads import ELSEWHERE, reads
from supportterm.core.query.record import Asked
from supportterm.core.query.sieve import Sieve
from supportterm.core.query.tree import Test
from supportterm.core.query.turning import Turning, loosened, timed_part, timed_tests
from supportterm.core.rules import Rule
from supportterm.core.terms import Role
from supportterm.core.waiting import Ripening, Wait, read_wait

ROUNDS: Final = 10
"""How often all rules are asked about a ticket in one stroke, at most: each round follows from the one before."""

_WROTE: Final = {Role.CUSTOMER: "customer", Role.REPLY: "reply", Role.NOTE: "note"}


class Automation(NamedTuple):
    """A rule that follows time, with its query made ready."""

    rule: Rule
    timed: tuple[Test, ...]
    """Tests of the query that may hold otherwise by time alone,"""
    turning: Turning
    """and when each may."""
    wait: Wait
    """How long the query must have held,"""
    ripe: Ripening
    """where no hours count."""
    holds: Predicate
    may_hold: Predicate
    """Whether it may hold at some time with the ticket as it is,"""
    now: tuple[Predicate, ...]
    """and what must, for one that may to do so now."""


class Rulebook:
    """The rules of a desk that are on, in their order, made ready to be asked.

    A set of rules is a whole number with a bit for the place of each.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: list[Rule] = []
        trees = []
        for rule in rules:
            if rule.off:
                continue
            try:
                trees.append(parse(rule.when).tree)
            except QueryError:  # of a newer version, which knows more fields
                continue
            self.rules.append(rule)
        self._sieve = Sieve(trees)
        self._triggers: dict[str, int] = {}
        for place, rule in enumerate(self.rules):
            for event in rule.on:
                self._triggers[event] = self._triggers.get(event, 0) | 1 << place
        timed = [(rule, tree) for rule, tree in zip(self.rules, trees, strict=True) if rule.after]
        turnings: dict[tuple[Test, ...], Turning] = {}  # one for all that turn by the same
        self.automations = [
            Automation(
                rule,
                tests,
                turnings.setdefault(tests, Turning(tests)),
                wait,
                Ripening(wait),
                predicate(tree),
                predicate(loosened(tree)),
                predicates(timed_part(tree)),
            )
            for rule, tree in timed
            for wait, tests in [(read_wait(rule.after) or Wait(0), timed_tests(tree))]
        ]
        self._named = {automation.rule.name: place for place, automation in enumerate(self.automations)}
        self._waiting = Sieve([loosened(tree) for _, tree in timed])
        self._looking: dict[str, int] = {}
        """Attribute of a ticket → the automations that look at it."""
        for place, (_, tree) in enumerate(timed):
            whose = ("team",) if self.automations[place].wait.unit else ()
            for attribute in (*reads(tree), *whose):
                self._looking[attribute] = self._looking.get(attribute, 0) | 1 << place

    def following(self, events: Iterable[str]) -> int:
        """Those that follow one of *events*."""
        found = 0
        for event in events:
            found |= self._triggers.get(event, 0)
        return found

    def holding(self, rules: int, asked: Asked) -> Iterator[int]:
        """The places of those of *rules* whose query holds of a ticket, in order."""
        return self._sieve.holding(asked, rules)

    def automation(self, name: str) -> Automation | None:
        place = self._named.get(name)
        return self.automations[place] if place is not None else None

    def looking(self, attributes: Iterable[str] | None = None) -> int:
        """The automations that look at one of *attributes* of a ticket, or at what is no part of it; None: all."""
        if attributes is None:
            return (1 << len(self.automations)) - 1
        found = self._looking.get(ELSEWHERE, 0)
        for attribute in attributes:
            found |= self._looking.get(attribute, 0)
        return found

    def standing(self, automations: int, asked: Asked) -> Iterator[tuple[Automation, bool]]:
        """Those of *automations* whose query holds of a ticket, or may by time alone; and whether it does now."""
        for place in self._waiting.holding(asked, automations):
            automation = self.automations[place]
            yield automation, asked.holds(automation.now)

    def among(self, names: Iterable[str], automations: int) -> set[str]:
        """Those of *names* that are of one of *automations*."""
        return {name for name in names if automations >> self._named.get(name, len(self._named)) & 1}


def events_of(payload: AnyPayload) -> tuple[str, ...]:
    """What *payload* is to rules: words of `rules.EVENTS`, and `field.NAME`."""
    match payload:
        case Create():
            return ("created",)
        case Wrote(role=role):
            return (_WROTE[Role(role)],) if role in _WROTE else ()
        case Set(field):
            return (field,)
        case Tag():
            return ("tags",)
        case Escalate():
            return ("escalated", "team", "tier", "assignee")
        case Accept():
            return ("accepted",)
        case HandBack():
            return ("handed-back", "team", "tier", "assignee")
        case Snooze():
            return ("snoozed",)
        case Rated():
            return ("rated",)
        case Warned():
            return ("warned",)
        case Absorb():
            return ("merged",)
        case Suspend():
            return ("status",)
        case Observed(values=values, add=add, remove=remove):
            return (*values, "tags") if add or remove else tuple(values)
    return ()


def follow(
    book: Rulebook,
    operations: Iterable[Operation],
    ask: Callable[[], Asked],
    act: Callable[[Rule, Operation], Sequence[Operation]],
    fired: int = 0,
) -> int:
    """Let rules follow *operations*, which a stroke did to one ticket; the set of those that have fired.

    *ask* gives the ticket as it is by then; *act* lets a rule do what it does because of an operation, and answers
    with what came of that. *fired*: those that have fired on it in this stroke before.
    """
    led: dict[str, Operation] = {}
    for operation in operations:
        _note(led, operation)
    for _ in range(ROUNDS):
        came, after = False, 0
        while asked_now := book.following(led) & ~fired & (-1 << after):
            place = next(book.holding(asked_now, ask()), None)
            if place is None:
                break
            rule, fired, after = book.rules[place], fired | 1 << place, place + 1
            cause = next(led[event] for event in reversed(led) if event in rule.on)
            for operation in act(rule, cause):
                _note(led, operation)
                came = True
            if rule.stop:
                return -1
        if not came:
            break
    return fired


def _note(led: dict[str, Operation], operation: Operation) -> None:
    """Remember the last operation that each event is about: it made the ticket what a rule finds."""
    for event in events_of(operation.payload):
        led.pop(event, None)
        led[event] = operation
