"""A ticket, the routes of a desk and its agents → the team and the agent that the ticket goes to, and why. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from msgspec.structs import replace

from supportterm.core.moments import moment_words
from supportterm.core.nouns import Agent, Team, Ticket
from supportterm.core.numbers import label
from supportterm.core.operations import AnyPayload, Create, HandBack, Observed, Routed, Set, Snooze, Suspend, Wrote
from supportterm.core.pools import ORDERED, Pool, Pools
from supportterm.core.query import QueryError, parse
from supportterm.core.query.record import Asked
from supportterm.core.query.sieve import Sieve
from supportterm.core.routing import Route
from supportterm.core.staff import away_words, is_away
from supportterm.core.terms import Role, Status
from supportterm.core.verbs import held_back

_NOBODY: Final[Mapping[str, int | None]] = MappingProxyType({})


class Facts(Protocol):
    """What may be asked about agents and the ticket's customer; what is not asked for need not be read."""

    def load(self, agent: str) -> int:
        """How many new and open tickets are theirs."""

    def last(self, agent: str) -> int | None:
        """When a ticket last went to them, in milliseconds; None: never."""

    def answered(self) -> str | None:
        """Who answered this customer last, on any ticket."""

    def manager(self) -> str | None:
        """The account manager of the customer's organization."""


class Staff(NamedTuple):
    """Who is there to take tickets, and what time it is, in milliseconds."""

    agents: Mapping[str, Agent]
    teams: Mapping[str, Team]
    now: int
    pools: Pools | None = None
    """Kept ready: then nobody but whose turn it is is looked at, or told of."""


class Candidate(NamedTuple):
    """An agent that a route looked at: *words* say how they stand, *fit* whether they could have had the ticket."""

    agent: str
    words: str
    fit: bool
    last: int | None = None
    """When a ticket last went to them."""
    waits: bool = False
    """It could be theirs but for the moment: they are away, or have all that they can."""
    back: int | None = None
    """When they are here again by themselves."""


class Step(NamedTuple):
    """A route that fits the ticket, and what became of it."""

    route: str
    routed: Routed | None
    """What it gives; None: it has nothing to give any more, or is for another team than the ticket's."""
    candidates: tuple[Candidate, ...] = ()
    words: str = ""
    """Why it finds nobody."""
    awaited: Mapping[str, int | None] = _NOBODY
    """Agents, or `pools.Pool`s by their names, who could have it sooner or later; and when somebody is back by
    themselves, if that is known."""

    @property
    def finds(self) -> bool:
        """Whether it gives the ticket an agent, after which no other is asked."""
        return self.routed is not None and self.routed.agent != ""


class Choice(NamedTuple):
    """What routing makes of a ticket, route by route, until it has an agent."""

    steps: tuple[Step, ...]

    @property
    def given(self) -> Iterator[Routed]:
        """What the ticket is given: a team, an agent, or both at once."""
        return (step.routed for step in self.steps if step.routed is not None)

    @property
    def nobody(self) -> Routed | None:
        """Told when agents were looked for and none was found."""
        if any(given.agent for given in self.given):
            return None
        found = [step for step in self.steps if step.words]
        return Routed(found[-1].route, nobody="; ".join(step.words for step in found)) if found else None

    @property
    def awaited(self) -> dict[str, int | None]:
        """What its steps wait for."""
        return {name: back for step in self.steps for name, back in step.awaited.items()}


class Roads:
    """The routes of a desk in their order, made ready to be asked."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes: list[Route] = []
        trees = []
        for route in routes:
            try:
                trees.append(parse(route.when).tree)
            except QueryError:  # of a newer version, which knows more fields
                continue
            self.routes.append(route)
        self._sieve = Sieve(trees)

    def fitting(self, asked: Asked) -> Iterator[Route]:
        """Those whose query holds of a ticket, in order."""
        return (self.routes[place] for place in self._sieve.holding(asked, (1 << len(self.routes)) - 1))


def why_not(ticket: Ticket, served: bool, now: int) -> str:
    """Why *ticket* is not routed; empty: it is. *served*: whether this desk looks after such tickets."""
    if ticket.merged_into is not None:
        return f"it was merged into {label(ticket.merged_into)}"
    if held_back(ticket):
        return "it is held back"
    if not served:
        return f"it lives at {ticket.home}, which looks after its tickets itself"
    if ticket.status >= Status.SOLVED:
        return f"it is {ticket.status.word}"
    if ticket.assignee is not None:
        return f"{ticket.assignee} has it"
    if ticket.handed_at is not None:
        return f"{ticket.team} has yet to accept it"
    if ticket.snoozed_until is not None and ticket.snoozed_until > now:
        return "it is snoozed"
    return ""


def calls(payload: AnyPayload) -> bool:
    """Whether a ticket without an agent is routed once *payload* happened to it.

    What somebody took out of an agent's hands stays where they put it until there is news of it.
    """
    match payload:
        case Create() | HandBack() | Snooze(until=None) | Suspend(reason=""):
            return True
        case Wrote(role=role):
            return role == Role.CUSTOMER
        case Set(field="team", value=value):
            return value is not None
        case Set(field="status", value=value):
            return value == Status.OPEN
        case Observed(values=values):
            return "team" in values or values.get("status") == Status.OPEN
    return False


def choose(ticket: Ticket, routes: Iterable[Route], staff: Staff, facts: Facts) -> Choice:
    """Ask *routes*, which fit the ticket, in order."""
    team = ticket.team or ""
    steps: list[Step] = []
    for route in routes:
        gives = "" if team or not route.team else route.team
        if route.team and team and route.team != team:
            steps.append(Step(route.name, None))
            continue
        team = team or gives
        if not route.by:
            steps.append(Step(route.name, Routed(route.name, team=gives) if gives else None))
            continue
        step = _Search(route, team, staff, facts).find()
        if gives:
            step = step._replace(routed=replace(step.routed or Routed(route.name), team=gives))
        steps.append(step)
        if step.finds:
            break
    return Choice(tuple(steps))


class _Search:
    """One route looking for an agent of a team, or of the desk when *team* is empty."""

    def __init__(self, route: Route, team: str, staff: Staff, facts: Facts) -> None:
        self._route = route
        self._team = team
        self._staff = staff
        self._facts = facts

    def find(self) -> Step:
        """What the agent it finds is given, or why it finds nobody; whom it looked at where nobody is kept ready."""
        if self._route.by not in ORDERED:
            return self._named()
        staff, by, pool = self._staff, self._route.by, Pool(self._team, self._route.skills)
        pools = staff.pools
        seen: tuple[Candidate, ...] = ()
        if pools is None:
            pools = Pools(staff.agents, staff.now, self._facts.load, self._facts.last)
            seen = tuple(self._look(handle) for handle in sorted(self._members()))
        chosen = pools.next(pool, by)
        if chosen is not None:
            return Step(self._route.name, self._routed(chosen), seen)
        where = f"of {self._team} " if self._team else ""
        words = f"nobody {where}can take it" if pools.anybody(self._team) else f"there is nobody {where}".rstrip()
        return Step(self._route.name, None, seen, words, {pool.name: pools.back(pool, by)})

    def _members(self) -> Iterator[str]:
        for handle, agent in self._staff.agents.items():
            if agent.role != "light" and (not self._team or self._team in agent.teams):
                yield handle

    def _named(self) -> Step:
        """The one agent that the customer's past or organization names."""
        name, sticky = self._route.name, self._route.by == "sticky"
        handle = self._facts.answered() if sticky else self._facts.manager()
        if handle is None or handle not in self._staff.agents:
            words = "nobody answered this customer yet" if sticky else "their organization has no manager here"
            return Step(name, None, (), words)
        candidate = self._look(handle)
        if not candidate.fit:
            role = "answered this customer last" if sticky else "is their account manager"
            awaited = {handle: candidate.back} if candidate.waits else _NOBODY
            return Step(name, None, (candidate,), f"{handle} {role}, but {candidate.words}", awaited)
        return Step(name, self._routed(handle), (candidate,))

    def _look(self, handle: str) -> Candidate:
        """How an agent stands, and whether they can have the ticket."""
        agent = self._staff.agents[handle]
        lacks = [skill for skill in self._route.skills if skill not in agent.skills]
        load = self._facts.load(handle)
        waits, back = False, None
        if agent.role == "light":
            words = "only writes notes"
        elif self._team and self._team not in agent.teams:
            words = f"is not of {self._team}"
        elif lacks:
            words = f"does not know {', '.join(lacks)}"
        elif is_away(agent, self._staff.now):
            words = f"is {away_words(agent, lambda at: moment_words(at, self._staff.now))}"
            waits, back = True, agent.away_until
        elif agent.capacity and load >= agent.capacity:
            words = f"has {load} of {agent.capacity} tickets"
            waits = True
        else:
            words = f"has {load} of {agent.capacity}" if agent.capacity else f"has {load}"
            return Candidate(handle, words, True, self._facts.last(handle))
        return Candidate(handle, words, False, self._facts.last(handle), waits, back)

    def _routed(self, handle: str) -> Routed:
        route, agent = self._route, self._staff.agents[handle]
        of = self._team
        match route.by:
            case "longest-idle":
                return Routed(route.name, agent=handle, by=route.by, of=of, since=self._facts.last(handle))
            case "least-loaded":
                return Routed(
                    route.name, agent=handle, by=route.by, of=of, load=self._facts.load(handle), capacity=agent.capacity
                )
        return Routed(route.name, agent=handle, by=route.by)
