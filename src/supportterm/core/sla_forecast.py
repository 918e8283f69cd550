"""Which promises will be broken by a moment if nobody does anything, and who could see to it. Pure.

The same world gives the same forecast, in the same order.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from supportterm.core.nouns import Agent
from supportterm.core.schedule import Schedule
from supportterm.core.sla import Clocks, Service, deadlines
from supportterm.core.sla_clock import hours_of
from supportterm.core.staff import is_away
from supportterm.core.terms import Priority, Status

BY_HAND = "due date"
"""In place of a metric: somebody set it."""
LIGHT = "light"
"""The role of who only notes."""


class Work(NamedTuple):
    """An open ticket, as much of it as a forecast looks at."""

    id: int
    number: str
    """What people call it, where that is not its id."""
    subject: str
    status: Status
    priority: Priority
    assignee: str | None
    team: str | None
    due_set: int | None
    clocks: Clocks | None


class World(NamedTuple):
    """All that a forecast is made from."""

    now: int
    works: tuple[Work, ...]
    service: Service
    agents: tuple[Agent, ...]
    load: Mapping[str, int]
    """How many new and open tickets each agent has; who is not named has none."""
    hours: Mapping[str, Schedule]
    """When a team works, by team; one that is not named works day and night."""


class Takers(NamedTuple):
    """Who could see to a ticket: who has it, else those of its team who are here and have room, least loaded first."""

    agents: tuple[str, ...]
    team: str = ""
    """The team they are looked for in, when nobody has it."""
    opens: int | None = None
    """When that team opens; None: it works now."""

    @property
    def held(self) -> bool:
        """Whether it is in somebody's hands."""
        return not self.team

    @property
    def words(self) -> str:
        """`sam`; `support: mira or jonas`; `support: nobody`."""
        *others, last = self.agents or ("nobody",)
        names = f"{', '.join(others)} or {last}" if others else last
        return f"{self.team}: {names}" if self.team else names


class Breach(NamedTuple):
    """A deadline that passes, or has passed."""

    work: Work
    metric: str
    due: int
    hours: str
    """Key of the schedule that it is counted in; empty: day and night."""
    left: int
    """Milliseconds in these hours; negative: so late."""
    policy: str
    takers: Takers

    @property
    def key(self) -> tuple[int, str]:
        return self.work.id, self.metric


class Group(NamedTuple):
    takers: Takers
    breaches: tuple[Breach, ...]


def forecast(world: World, until: int | None) -> tuple[Breach, ...]:
    """Deadlines up to *until*, those that have passed too, in the order in which they pass; None: all."""
    people = _People(world)
    found = []
    for work in world.works:
        dues = _dues(work, world.service)
        soon = [one for one in dues if until is None or one[1] <= until]
        if soon:
            takers = people.takers(work)
            found += [Breach(work, *one, takers) for one in _told(soon, world)]
    return tuple(sorted(found, key=lambda breach: (breach.due, breach.work.id, breach.metric)))


def grouped(breaches: Iterable[Breach]) -> tuple[Group, ...]:
    """By who could take them; what nobody can take first, then in the order of the first deadline."""
    groups: dict[Takers, list[Breach]] = {}
    for breach in breaches:
        groups.setdefault(breach.takers, []).append(breach)
    made = [Group(takers, tuple(found)) for takers, found in groups.items()]
    return tuple(sorted(made, key=lambda group: bool(group.takers.agents)))


def _dues(work: Work, service: Service) -> list[tuple[str, int, str, str]]:
    """(metric, deadline, key of the schedule, policy) of what is open."""
    found = []
    if work.due_set is not None and work.status < Status.SOLVED:
        found.append((BY_HAND, work.due_set, "", ""))
    if work.clocks is not None:
        for metric, moment in deadlines(work.clocks, service).items():
            clock = work.clocks.running[metric]
            if clock.target is not None and clock.fulfilled is None:
                found.append((metric.value, moment, clock.target.hours, clock.target.policy))
    return found


def _told(dues: Iterable[tuple[str, int, str, str]], world: World) -> Iterable[tuple[str, int, str, int, str]]:
    """With how much is left."""
    for metric, moment, hours, policy in dues:
        schedule = hours_of(hours, world.service.schedules)
        late = moment < world.now
        length = schedule.business_between(*sorted((moment, world.now)))
        yield metric, moment, hours, -length if late else length, policy


class _People:
    """Who could take what; each team is looked at once."""

    def __init__(self, world: World) -> None:
        self._world = world
        able = [a for a in world.agents if a.role != LIGHT and not is_away(a, world.now)]
        load = world.load
        self._here = {agent.handle for agent in able}
        free = [a for a in able if not a.capacity or load.get(a.handle, 0) < a.capacity]
        self._free = sorted(free, key=lambda agent: (load.get(agent.handle, 0), agent.handle))
        self._teams: dict[str | None, Takers] = {}

    def takers(self, work: Work) -> Takers:
        if work.assignee in self._here:
            return Takers((work.assignee,))
        if work.team not in self._teams:
            self._teams[work.team] = self._of_team(work.team)
        return self._teams[work.team]

    def _of_team(self, team: str | None) -> Takers:
        agents = tuple(a.handle for a in self._free if team is None or team in a.teams)
        hours = self._world.hours.get(team) if team else None
        closed = hours is not None and not hours.open_at(self._world.now)
        return Takers(agents, team or "anybody", hours.next_open(self._world.now) if hours and closed else None)
