"""Agents and teams: what can be one."""

from collections.abc import Collection

from supportterm.core.nouns import Agent, Team
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Refused
from supportterm.core.terms import ROLES


def check_agent(agent: Agent) -> None:
    """Raises Refused with what is wrong."""
    if agent.role not in ROLES:
        hint = did_you_mean(agent.role, ROLES, f"there are {', '.join(ROLES)}")
        raise Refused(f"agent {agent.handle}: there is no role {agent.role!r}; {hint}")
    if agent.capacity < 0:
        raise Refused(f"agent {agent.handle}: a capacity is a number of tickets, or 0 for any number")
    for skill in agent.skills:
        if not skill or skill != skill.lower() or not all(c.isalnum() or c in "-_+#." for c in skill):
            raise Refused(f"agent {agent.handle}: {skill!r} can't be a skill; write one small word, like german or c++")


def check_team(team: Team, schedules: Collection[str]) -> None:
    """Raises Refused when it works by a schedule that is none of *schedules*, named without versions."""
    if team.schedule and team.schedule not in schedules:
        hint = did_you_mean(team.schedule, schedules, f"there are {', '.join(schedules) or 'none yet'}")
        raise Refused(f"team {team.handle}: there is no schedule {team.schedule!r}; {hint}")
