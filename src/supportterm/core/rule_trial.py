"""A rule tried on history: on which tickets it would have fired, when, and what it would have done. Pure.

Nothing of it is done: each firing is told of the ticket as it really was.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from supportterm.core import templates, verbs
from supportterm.core.actions import ActionError, Say, Scene, unfolded
from supportterm.core.describe import describe
from supportterm.core.fold import fold
from supportterm.core.moments import moment_words
from supportterm.core.nouns import Organization, Person, Ticket
from supportterm.core.operations import Operation, Planned, Wrote
from supportterm.core.query import Context, parse
from supportterm.core.query.evaluate import Predicate, predicate
from supportterm.core.query.record import Asked, Document, Record
from supportterm.core.query.turning import Turning, timed_tests
from supportterm.core.refusal import Refused
from supportterm.core.rules import Rule
from supportterm.core.terms import Role
from supportterm.core.triggers import Rulebook, follow
from supportterm.core.waiting import Ripening, Wait, read_wait, ripening
from supportterm.core.watching import Watch, brought, looked, touched

if TYPE_CHECKING:
    from supportterm.core.schedule import Schedule


class Story(NamedTuple):
    """A ticket's past: what happened, stroke by stroke, oldest first, without what was undone."""

    number: int
    strokes: Sequence[Sequence[Operation]]
    said: Mapping[int, str]
    """The texts of its messages, by id."""
    requester: Person | None = None
    organization: Organization | None = None


class Firing(NamedTuple):
    ticket: int
    at: int
    does: tuple[str, ...]
    """Each thing that it would have done, in words; holds text from outside as it came."""


def tried(
    rule: Rule, story: Story, scene: Scene, now: int, hours: "Mapping[str, Schedule] | None" = None
) -> list[Firing]:
    """Each time that *rule* would have fired on one ticket until *now*, whether it is on or off.

    *hours*: when each team works; they count as if they always had been so.
    """
    return _Trial(replace(rule, off=False), story, scene, hours or {}).run(now)


class Telling:
    """A story, as far as it was told: the ticket as it was then, to be asked."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._said: list[tuple[str, Role]] = []
        self.ticket: Ticket | None = None

    def happen(self, operation: Operation) -> None:
        self.ticket = fold(self.ticket, self._story.number, operation)
        payload = operation.payload
        if isinstance(payload, Wrote) and payload.message in self._story.said:
            self._said.append((self._story.said[payload.message], Role(payload.role)))

    def asked(self, at: int) -> Asked:
        assert self.ticket is not None  # its story has begun
        subject = self.ticket.subject
        documents = tuple(Document(body, "" if n else subject, role) for n, (body, role) in enumerate(self._said))
        record = Record(self.ticket, self._story.requester, self._story.organization, documents)
        return Asked(record, Context(at))


class _Ready(NamedTuple):
    """A rule made ready to be tried."""

    holds: Predicate
    turning: Turning
    book: Rulebook
    wait: Wait | None


@lru_cache(maxsize=4096)
def _ready(rule: Rule) -> _Ready:
    """Once for all tickets that a rule is tried on: a file may bring thousands of rules."""
    tree = parse(rule.when).tree
    wait = read_wait(rule.after) if rule.after else None
    return _Ready(predicate(tree), Turning(timed_tests(tree)), Rulebook([rule]), wait)


class _Trial:
    def __init__(self, rule: Rule, story: Story, scene: Scene, hours: "Mapping[str, Schedule]") -> None:
        self._rule = rule
        self._story = story
        self._scene = scene
        self._holds, self._turning, self._book, self._wait = _ready(rule)
        self._hours = hours
        self._told = Telling(story)
        self._watch: Watch | None = None
        self._found: list[Firing] = []

    def run(self, now: int) -> list[Firing]:
        for stroke in self._story.strokes:
            at = max(operation.at for operation in stroke)
            self._pass_time(at)
            for operation in stroke:
                self._told.happen(operation)
            if self._told.ticket is None or not _worked_on(self._told.ticket):
                self._watch = None
            elif self._wait is None:
                others = [o for o in stroke if o.actor != f"rule:{self._rule.name}"]
                follow(self._book, others, partial(self._told.asked, at), partial(self._fire, at))
            else:
                self._watch = touched(self._watch, self.holds(at), self.turn(at), self._ripe(), at)
        self._pass_time(now)
        return self._found

    def _pass_time(self, until: int) -> None:
        """Let an automation fire whose moment comes by then."""
        while self._watch is not None and self._watch.at is not None and self._watch.at <= until:
            at = self._watch.at
            self._watch, fires = looked(brought(self._watch, self, at), self._ripe(), at)
            if fires:
                self._fire(at)

    def _ripe(self) -> Ripening:
        assert self._told.ticket is not None and self._wait is not None  # an automation, and begun
        return ripening(self._wait, self._told.ticket.team, self._hours)

    def holds(self, at: int) -> bool:
        return self._holds(self._told.asked(at))

    def turn(self, at: int) -> int | None:
        assert self._told.ticket is not None
        return self._turning.next(self._told.ticket, at)

    def _fire(self, at: int, *_: object) -> Sequence[Operation]:
        assert self._told.ticket is not None
        does = tuple(_does(self._rule, self._told.ticket, self._story, self._scene, at))
        self._found.append(Firing(self._story.number, at, does))
        return ()


def _worked_on(ticket: Ticket) -> bool:
    return ticket.merged_into is None and not ticket.gone and not verbs.held_back(ticket)


def _does(rule: Rule, ticket: Ticket, story: Story, scene: Scene, at: int) -> Iterator[str]:
    then = scene._replace(rules=replace(scene.rules, now=at, me=""))
    try:
        for line in rule.do:
            for act in unfolded(line, then):
                if isinstance(act, Say):
                    yield _says(act, ticket, story, then)
                    continue
                plan: list[Planned] = act.verb(ticket, then.rules, **act.arguments)
                for planned in plan:
                    ticket = fold(ticket, ticket.id, Operation(b"", b"", planned.subject, planned.payload, "", at))
                    yield describe(planned.payload, planned.base, lambda moment: moment_words(moment, at))
    except (ActionError, Refused) as error:
        yield f"nothing, for {error}"


def _says(say: Say, ticket: Ticket, story: Story, scene: Scene) -> str:
    team = scene.rules.teams.get(ticket.team or "")
    facts = templates.facts(ticket, story.requester, story.organization, None, team)
    text = templates.render(say.text, facts, templates.texts(scene.macros))
    return f"{say.role.word}: {' '.join(text.split())}" + (f" ({say.then.word})" if say.then is not None else "")
