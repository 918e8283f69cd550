"""`route`: where a ticket would go and why, the routes of the desk."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import Line, Query, TeamName, Tickets, Word, choice
from supportterm.commands.records import changed, moment, number_of
from supportterm.commands.registry import command
from supportterm.core.describe import describe
from supportterm.core.moments import moment_words
from supportterm.core.routing import WAYS, Route
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.core.operations import Routed
    from supportterm.core.router import Step
    from supportterm.store.routing import Look

Way = Annotated[str, choice("way", *WAYS)]
_LONGEST = 300


@command("route", contexts=("queue", "ticket", "chat"), examples=("route 12", "route 12,15 --apply"))
def route(call: Call, tickets: Tickets, *, apply: bool = False) -> Outcome:
    """Say which team and agent a ticket would go to, and why; `--apply` gives it to them.

    New tickets, and what comes to a team or is written on without having an agent, are routed by themselves.
    """
    if apply:
        return changed(call.desk.routing.lead(tickets))
    looks = [(number, call.desk.routing.look(number)) for number in tickets]
    return Outcome(
        records=[_record(call, number, look) for number, look in looks],
        lines=[line for number, look in looks for line in _explained(call, number, look)],
    )


@command("routes", group="desk", examples=("routes", "routes --json"))
def routes(call: Call) -> Outcome:
    """List the routes of this desk in the order in which they are asked."""
    there = call.desk.routes()
    return Outcome(
        "" if there else "no routes yet: `route add` makes one",
        records=[msgspec.to_builtins(route) for route in there],
        lines=[line for route in there for line in _listed(route)] or None,
    )


@command(
    "route add",
    group="desk",
    examples=(
        "route add key --when segment:enterprise --by manager",
        "route add known --by sticky",
        "route add money --when 'invoice OR refund' --team billing --by longest-idle",
    ),
)
def add(
    call: Call,
    name: Word,
    *,
    when: Query = "",
    team: TeamName = "",
    by: Way = "",
    skills: Line = "",
    title: Line = "",
) -> Outcome:
    """Add a route, or change one; an option that is not given leaves what is known.

    The first route that fits and names a team gives a ticket its team, the first that finds somebody gives it an agent:
    `--by` longest-idle, least-loaded, sticky (who answered this customer last) or manager (their account manager).
    """
    known = next((route for route in call.desk.routes() if route.name == name), None)
    spec: dict[str, object] = msgspec.to_builtins(known) if known is not None else {}
    spec.pop("name", None)
    needed = [skill.strip().lower() for skill in skills.split(",") if skill.strip()]
    given = {"when": when, "team": team, "by": by, "skills": needed, "title": title}
    return changed(call.desk.define("route", name, spec | {key: value for key, value in given.items() if value}))


def _listed(route: Route) -> Iterator[str]:
    to = " · ".join(filter(None, [route.team and f"team {route.team}", WAYS.get(route.by, route.by)]))
    yield Bold(f"{route.name:<16} {to}")
    if route.title != route.name:
        yield f"  {safe_line(route.title, _LONGEST)}"
    if route.when:
        yield Dim(f"  when   {safe_line(route.when, _LONGEST)}")
    if route.skills:
        yield Dim(f"  skills {', '.join(route.skills)}")


def _explained(call: Call, number: int, look: "Look") -> Iterator[str]:
    yield Bold(f"{call.desk.label(number)} {safe_line(call.desk.row(number).subject, 80)}")
    there = call.desk.routes()
    if not there:
        yield "  there are no routes yet: `route add` makes one"
        return
    if look.why_not:
        yield f"  it is not routed: {look.why_not}; were it free:"
    steps = {step.route: step for step in look.choice.steps}
    decided = bool(steps) and next(reversed(steps.values())).finds
    for route in there:
        step = steps.pop(route.name, None)
        if step is not None:
            yield from _step(call, step)
        elif decided and not steps:
            yield Dim(f"  {route.name:<16} is not asked any more")
        else:
            yield Dim(f"  {route.name:<16} does not fit: {safe_line(route.when, _LONGEST)}")
    if look.choice.nobody is not None:
        yield f"  {_words(call, look.choice.nobody)}"
    elif not look.why_not and decided:
        yield Dim(f"  `route {call.desk.label(number).removeprefix('#')} --apply` gives it to them")


def _step(call: Call, step: "Step") -> Iterator[str]:
    said = " · ".join(filter(None, [_words(call, step.routed) if step.routed else "", step.words]))
    yield f"  {step.route:<16} {said or 'has nothing to give: the ticket has a team'}"
    for one in step.candidates:
        last = f"had one last {moment_words(one.last, call.now, call.zone)}" if one.last is not None else "had none yet"
        line = f"    {one.agent:<14} {one.words}{f', {last}' if one.fit else ''}"
        yield line if one.fit else Dim(line)


def _words(call: Call, routed: "Routed") -> str:
    return describe(routed, {}, lambda at: moment_words(at, call.now, call.zone))


def _record(call: Call, number: int, look: "Look") -> dict[str, object]:
    given = list(look.choice.given)
    nobody = look.choice.nobody
    return {
        "number": number_of(call.desk.label(number)),
        "id": number,
        "why_not": look.why_not or None,
        "team": next((routed.team for routed in given if routed.team), None),
        "agent": next((routed.agent for routed in given if routed.agent), None),
        "why": [_words(call, routed) for routed in given] + ([_words(call, nobody)] if nobody is not None else []),
        "asked": [
            {
                "route": step.route,
                "why_nobody": step.words or None,
                "candidates": [
                    {"agent": one.agent, "fit": one.fit, "words": one.words, "last": moment(one.last)}
                    for one in step.candidates
                ],
            }
            for step in look.choice.steps
        ],
    }
