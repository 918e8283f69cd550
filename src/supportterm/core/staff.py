"""Agents and teams: what can be one, and who is here."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from supportterm.core.nouns import Agent, Team
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Misdefined
from supportterm.core.terms import ROLES

AWAY: Final = "away"
"""The reason of who gives none."""


def agent_mistakes(agent: Agent) -> Iterator[Misdefined]:
    what = f"agent {agent.handle}"
    if agent.role not in ROLES:
        hint = did_you_mean(agent.role, ROLES, f"there are {', '.join(ROLES)}")
        yield Misdefined(what, f"there is no role {agent.role!r}; {hint}", ("role",))
    if agent.capacity < 0:
        yield Misdefined(what, "it is a number of tickets, or 0 for any number", ("capacity",))
    for number, skill in enumerate(agent.skills, 1):
        if not skill or skill != skill.lower() or not all(c.isalnum() or c in "-_+#." for c in skill):
            words = f"{skill!r} can't be a skill; write one small word, like german or c++"
            yield Misdefined(what, words, ("skills", number))


def roles_mistakes(agents: Mapping[str, Agent]) -> Iterator[Misdefined]:
    """Where roles hold somebody must be left who may change them."""
    others = [agent for agent in agents.values() if agent.role != "agent"]
    if others and all(agent.role != "admin" for agent in others):
        words = f"{others[0].role} can't be the only role here: first make somebody admin, who may change the desk"
        yield Misdefined(f"agent {others[0].handle}", words, ("role",))


def team_mistakes(team: Team, schedules: Collection[str]) -> Iterator[Misdefined]:
    """*schedules* are named without versions."""
    what = f"team {team.handle}"
    if team.tier not in (1, 2, 3):
        yield Misdefined(what, f"a tier is 1, 2 or 3, not {team.tier}", ("tier",))
    if team.schedule and team.schedule not in schedules:
        hint = did_you_mean(team.schedule, schedules, f"there are {', '.join(schedules) or 'none yet'}")
        yield Misdefined(what, f"there is no schedule {team.schedule!r}; {hint}", ("schedule",))


def is_away(agent: Agent, now: int) -> bool:
    """Whether *agent* takes no tickets at the moment."""
    return bool(agent.away) and (agent.away_until is None or now < agent.away_until)


def away_words(agent: Agent, moment: Callable[[int], str]) -> str:
    """`away: lunch, until 13:00`; *moment*: how a moment in milliseconds is said."""
    why = f": {agent.away}" if agent.away != AWAY else ""
    until = f"until {moment(agent.away_until)}" if agent.away_until is not None else ""
    return f"away{why}{', ' if why and until else ' ' if until else ''}{until}"
