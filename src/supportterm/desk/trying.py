"""What a desk would do tried on its tickets before it is switched on: rules, promises and routes; nothing is done."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from supportterm.core.actions import Scene
from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Ticket
from supportterm.core.orders import parse_order
from supportterm.core.query import Query
from supportterm.core.refusal import refuse
from supportterm.core.route_trial import Absences, Map, Turned, absences, turned
from supportterm.core.router import Roads
from supportterm.core.rule_check import mistakes
from supportterm.core.rule_trial import Firing, Story, tried
from supportterm.core.rules import Rule
from supportterm.core.team_hours import team_hours
from supportterm.core.verbs import Rules
from supportterm.desk.reading import Reading
from supportterm.desk.walking import walked

if TYPE_CHECKING:
    from supportterm.core.sla import Clocks, Service


class Supposed:
    """The tickets of *desk* as they would have gone, had it always defined what is *there*. For a worker thread."""

    def __init__(self, desk: Reading, there: Definitions) -> None:
        agents, teams, fields = (nouns(there, what) for what in ("agent", "team", "field"))
        self._there = there
        self._scene = Scene(
            Rules(desk.clock(), "", agents, teams, fields), nouns(there, "macro"), nouns(there, "webhook")
        )
        self._hours = team_hours(there)
        self._past = desk.supposing()
        self._book = self._past.book(there)

    def check(self, rule: Rule) -> None:
        """Raises Refused when *rule* can't be there."""
        refuse(mistakes(rule, self._scene))

    def firings(self, rule: Rule, story: Story, since: int) -> list[Firing]:
        """Each time that *rule*, defined or not, would have fired on a ticket from *since* on."""
        found = tried(rule, story, self._scene, self._scene.rules.now, self._hours)
        return [firing for firing in found if firing.at >= since]

    @property
    def service(self) -> "Service":
        """All that would be promised."""
        return self._book.service

    def clocks(self, ticket: int) -> "Clocks | None":
        return self._past.clocks(ticket, self._book)

    def turned(self, other: "Supposed", story: Story, ticket: Ticket, since: int) -> Turned | None:
        """Where the ticket of *story*, which stands as *ticket*, would first have gone elsewhere in *other*."""
        if not self._book.looks_after(ticket):
            return None
        return turned(story, (self._map, other._map), self._absences, self._past.facts, since)

    @cached_property
    def _map(self) -> Map:
        rules = self._scene.rules
        return Map(Roads(nouns(self._there, "route").values()), rules.agents, rules.teams)

    @cached_property
    def _absences(self) -> Absences:
        return absences(self._past.defined())


def found_by(desk: Reading, query: Query) -> Iterator[int]:
    """The tickets of *query*, those that changed last first."""
    return (row.id for row in walked(desk, query, parse_order("-updated")))


def try_rule(desk: Reading, rule: Rule, query: Query, *, since: int = 0) -> Iterator[Firing]:
    """Each time that *rule*, defined already or not, would have fired from *since* on, on each ticket of *query*.

    Newest tickets first. Raises Refused when the rule can't be. For a worker thread.
    """
    supposed = Supposed(desk, desk.definitions())
    supposed.check(rule)
    for number in found_by(desk, query):
        yield from supposed.firings(rule, desk.story(number), since)
