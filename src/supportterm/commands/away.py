"""`away` and `here`: whether one takes tickets; `agents`: who does."""

from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Call, Dim, Outcome
from supportterm.commands.kinds import AgentName, Text
from supportterm.commands.records import Record, changed, moment
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core.cells import columns
from supportterm.core.moments import age_words, moment_words, parse_moment
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.staff import away_words, is_away

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supportterm.desk.routing import Standing

_UNTIL = "until "
WIDEST: Final = 32
"""Cells of a column."""


@command("away", group="desk", examples=("away", "away lunch until 13:00", "away 2h", "away ill --agent sam"))
def away(call: Call, why: Text = "", *, agent: AgentName = "me") -> Outcome:
    """Take no tickets from routing, for a reason, until a moment, or both; `here` ends it.

    Tickets one has stay where they are.
    """
    who = _who(call, agent)
    reason, until = _read(call, why)
    return changed(call.desk.routing.away(who, reason, until))


@command("here", group="desk", examples=("here", "here --agent sam"))
def here(call: Call, *, agent: AgentName = "me") -> Outcome:
    """Take tickets from routing again."""
    return changed(call.desk.routing.here(_who(call, agent)))


@command("agents", group="desk", examples=("agents", "agents --json"))
def agents(call: Call) -> Outcome:
    """List agents: their teams and skills, whether they are here, and how many open tickets they have."""
    found = call.desk.routing.staff()
    return Outcome(
        records=[_record(standing, call.now) for standing in found],
        lines=_lines(found, call) or ["no agents yet: `agent add HANDLE --name NAME`"],
    )


def _who(call: Call, agent: str | None) -> str:
    # Said by default, `me` is not read as a word that was typed.
    who = call.desk.me if agent == "me" else agent
    if not who:
        raise Refused("this desk does not know who you are: set `me` in config.yaml, or name somebody with --agent")
    return who


def _read(call: Call, words: str) -> tuple[str, int | None]:
    """The reason in *words*, and until when: `lunch until 13:00`, `lunch`, `2h`."""
    reason, found, until = f" {words.strip()}".rpartition(f" {_UNTIL}")
    try:
        if found:
            return reason.strip(), parse_moment(until, call.now, call.zone)
        return "", parse_moment(words, call.now, call.zone)
    except ValueError as error:
        if found:
            raise Usage(str(error)) from None
    return words.strip(), None


def _record(standing: "Standing", now: int) -> Record:
    agent = standing.agent
    return {
        "handle": agent.handle,
        "name": agent.name,
        "email": agent.email,
        "teams": list(agent.teams),
        "role": agent.role,
        "skills": list(agent.skills),
        "here": not is_away(agent, now),
        "away": agent.away if is_away(agent, now) else None,
        "away_until": moment(agent.away_until) if is_away(agent, now) else None,
        "open": standing.load,
        "capacity": agent.capacity or None,
        "last_assigned": moment(standing.last),
    }


def _lines(found: "Sequence[Standing]", call: Call) -> list[str]:
    lines = columns([_cells(standing, call) for standing in found], WIDEST)
    return [Dim(line) if is_away(one.agent, call.now) else line for one, line in zip(found, lines, strict=True)]


def _cells(standing: "Standing", call: Call) -> list[str]:
    agent, now = standing.agent, call.now
    held = f"{standing.load}/{agent.capacity}" if agent.capacity else f"{standing.load}"
    last = f"last {age_words(now - standing.last)}" if standing.last is not None else ""
    stands = away_words(agent, lambda at: moment_words(at, now, call.zone)) if is_away(agent, now) else "here"
    what = [agent.name, ", ".join(agent.teams), agent.role if agent.role != "agent" else ""]
    what.append(f"knows {', '.join(agent.skills)}" if agent.skills else "")
    cells = agent.handle, stands, f"{held:>5} open", last, " · ".join(filter(None, what))
    return [safe_line(text, 120) for text in cells]
