"""Where a ticket's routes led it, held against where others would have led it. Pure.

Each time that a ticket was to be routed it is asked of both, of the ticket as it was then. What came after a ticket
went elsewhere is not known; so only the first time at which it would have is told.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from supportterm.core.definitions import readable
from supportterm.core.nouns import Agent, Team, Ticket
from supportterm.core.operations import Define, Operation
from supportterm.core.query.record import Asked
from supportterm.core.router import Facts, Roads, Staff, calls, choose, why_not
from supportterm.core.rule_trial import Story, Telling

Absences = Mapping[str, Sequence[tuple[int, str, int | None]]]
"""Of each agent since when they were away, why and until when; by time."""


class Map(NamedTuple):
    """Routes, and the teams and agents that they lead to."""

    roads: Roads
    agents: Mapping[str, Agent]
    teams: Mapping[str, Team]


class Gave(NamedTuple):
    """Where a ticket is once it was routed; empty: nowhere, nobody."""

    team: str
    tier: int
    agent: str


KINDS: Final = {"team": "to another team", "agent": "to another agent", "nobody": "to nobody"}


class Turned(NamedTuple):
    at: int
    was: Gave
    will: Gave

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        if self.was.team != self.will.team or self.was.tier != self.will.tier:
            return "team"
        return "agent" if self.will.agent else "nobody"


def turned(
    story: Story, maps: tuple[Map, Map], absences: Absences, facts: Callable[[Asked], Facts], since: int
) -> Turned | None:
    """When a ticket would first have gone elsewhere, from *since* on, by the second of *maps* than by the first.

    *facts* of the moment for which they are asked, as far as they are known.
    """
    telling = Telling(story)
    for stroke in story.strokes:
        at = max(operation.at for operation in stroke)
        own = next((n for n, operation in enumerate(stroke) if operation.actor.startswith("route:")), len(stroke))
        for operation in stroke[:own]:
            telling.happen(operation)
        ticket = telling.ticket
        news = at >= since and any(calls(o.payload) for o in stroke[:own])
        if news and ticket is not None and not why_not(ticket, True, at):
            asked = telling.asked(at)
            was, will = (_gave(asked, one, absences, facts(asked)) for one in maps)
            if was != will:
                return Turned(at, was, will)
        for operation in stroke[own:]:
            telling.happen(operation)
    return None


def absences(log: Iterable[Operation]) -> Absences:
    """What the log of the desk says of who was away."""
    found: dict[str, list[tuple[int, str, int | None]]] = {}
    for operation in log:
        payload = operation.payload
        if isinstance(payload, Define) and payload.what == "agent" and payload.spec is not None:
            for agent in readable("agent", [(payload.name, payload.spec)]):
                found.setdefault(agent.handle, []).append((operation.at, agent.away, agent.away_until))
    return found


def _gave(asked: Asked, there: Map, away: Absences, facts: Facts) -> Gave:
    now, ticket = asked.context.now, asked.ticket
    agents = {handle: _then(agent, away.get(handle, ()), now) for handle, agent in there.agents.items()}
    team, agent = ticket.team or "", ""
    for given in choose(ticket, there.roads.fitting(asked), Staff(agents, there.teams, now), facts).given:
        team, agent = given.team or team, given.agent or agent
    return Gave(team, _tier(ticket, there, team), agent)


def _tier(ticket: Ticket, there: Map, team: str) -> int:
    known = there.teams.get(team)
    return known.tier if known is not None else ticket.tier


def _then(agent: Agent, told: Sequence[tuple[int, str, int | None]], at: int) -> Agent:
    place = bisect_right(told, at, key=lambda one: one[0])
    _, away, until = told[place - 1] if place else (0, "", None)
    return replace(agent, away=away, away_until=until)
