"""Agents who could have tickets of a kind, in the order in which they are asked: however many there are, whoever is
next is found at once, and a ticket more or less is noted for one of them. Pure.

Who is away, or has all that they can, is not in the order. Whose turn it is changes with every ticket: an entry that no
longer says how somebody stands is dropped once it comes first.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from supportterm.core.nouns import Agent
from supportterm.core.staff import is_away

ORDERED: Final = ("longest-idle", "least-loaded")
"""Of `routing.WAYS`, those that ask agents in an order; ties by their handles."""
_SPARE: Final = 64
"""Entries that are kept beside one for each agent."""


class Pool(NamedTuple):
    """Agents of a team, or of the desk when it is empty, who have some skills."""

    team: str
    skills: tuple[str, ...]

    @property
    def name(self) -> str:
        """Under which tickets wait for it; no agent is called so."""
        return " ".join(("*", self.team, *sorted(set(self.skills))))


def pools_of(agent: Agent, wanted: Iterable[Collection[str]]) -> Iterator[Pool]:
    """The pools that *agent* is in, of those for which skills are *wanted*."""
    if agent.role != "light":
        for skills in wanted:
            if set(skills) <= set(agent.skills):
                yield from (Pool(team, tuple(skills)) for team in (*agent.teams, ""))


class Pools:
    """Of the agents of a desk, from a moment on until somebody is back (`until`)."""

    def __init__(
        self,
        agents: Mapping[str, Agent],
        now: int,
        load: Callable[[str], int],
        last: Callable[[str], int | None],
    ) -> None:
        """*load*: how many new and open tickets are theirs, *last*: when one last went to them. `moved` tells of each
        change of these."""
        self._load, self._last = load, last
        self._now = now
        self._able = [agent for agent in agents.values() if agent.role != "light"]
        self._teams = {"", *(team for agent in self._able for team in agent.teams)} if self._able else set()
        self._orders: dict[tuple[Pool, str], _Order] = {}
        absences = [agent.away_until for agent in self._able if is_away(agent, now)]
        self.until = min((at for at in absences if at is not None), default=None)

    def next(self, pool: Pool, by: str) -> str | None:
        """Whose turn it is; None: nobody can take it."""
        return self._order(pool, by).next()

    def anybody(self, team: str) -> bool:
        """Whether there is anybody of a team, here or not; of none: of the desk."""
        return team in self._teams

    def back(self, pool: Pool, by: str) -> int | None:
        """When the first of those who are away is back by themselves, as far as that is known."""
        return self._order(pool, by).back

    def moved(self, handle: str) -> None:
        """An agent has more or fewer tickets, or got one."""
        for order in self._orders.values():
            order.moved(handle)

    def _order(self, pool: Pool, by: str) -> "_Order":
        found = self._orders.get((pool, by))
        if found is None:
            wanted = set(pool.skills)
            agents = [
                agent
                for agent in self._able
                if (not pool.team or pool.team in agent.teams) and wanted <= set(agent.skills)
            ]
            found = self._orders[pool, by] = _Order(agents, self._now, self._stand(by))
        return found

    def _stand(self, by: str) -> "Callable[[Agent], tuple[int, ...] | None]":
        """How an agent stands in an order; None when they have all that they can."""

        def stand(agent: Agent) -> tuple[int, ...] | None:
            load, idle = self._load(agent.handle), self._last(agent.handle) or 0
            if agent.capacity and load >= agent.capacity:
                return None
            return (idle,) if by == "longest-idle" else (load, idle)

        return stand


class _Order:
    """Those of a pool who are here."""

    def __init__(self, agents: list[Agent], now: int, stand: "Callable[[Agent], tuple[int, ...] | None]") -> None:
        self._here = {agent.handle: agent for agent in agents if not is_away(agent, now)}
        self._stand = stand
        self._entries: list[tuple[tuple[int, ...], str]] = []
        self.back = min(
            (a.away_until for a in agents if a.handle not in self._here and a.away_until is not None), default=None
        )
        self._begin()

    def next(self) -> str | None:
        while self._entries:
            stands, handle = self._entries[0]
            if self._stand(self._here[handle]) == stands:
                return handle
            heappop(self._entries)
        return None

    def moved(self, handle: str) -> None:
        agent = self._here.get(handle)
        stands = self._stand(agent) if agent is not None else None
        if stands is not None:
            heappush(self._entries, (stands, handle))
            if len(self._entries) > 2 * len(self._here) + _SPARE:
                self._begin()

    def _begin(self) -> None:
        each = ((self._stand(agent), agent.handle) for agent in self._here.values())
        self._entries = [(stands, handle) for stands, handle in each if stands is not None]
        heapify(self._entries)
