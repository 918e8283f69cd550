"""Whether a route can be: told when it is defined, not when a ticket should have gone its way."""

from collections.abc import Iterator

from supportterm.core.query import QueryError
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Misdefined
from supportterm.core.routing import WAYS, Route
from supportterm.core.rule_check import check_query
from supportterm.core.verbs import Rules


def mistakes(route: Route, rules: Rules) -> Iterator[Misdefined]:
    """What is wrong in *route* on this desk."""
    what = f"route {route.name}"
    if not route.team and not route.by:
        yield Misdefined(what, "it leads nowhere: give it a `team`, or `by` to find an agent, or both")
    if route.team and route.team not in rules.teams:
        hint = did_you_mean(route.team, rules.teams, f"there are {', '.join(rules.teams) or 'none yet'}")
        yield Misdefined(what, f"there is no team {route.team!r}; {hint}", ("team",))
    if route.by and route.by not in WAYS:
        hint = did_you_mean(route.by, WAYS, f"there are {', '.join(WAYS)}")
        yield Misdefined(what, f"there is no way {route.by!r}; {hint}", ("by",))
    if route.skills and not route.by:
        yield Misdefined(what, "they are of an agent, and without `by` none is looked for", ("skills",))
    there = {skill for agent in rules.agents.values() for skill in agent.skills}
    for number, skill in enumerate(route.skills, 1):
        if skill not in there:
            hint = did_you_mean(skill, there, f"they know {', '.join(sorted(there)) or 'nothing yet'}")
            yield Misdefined(what, f"no agent knows {skill!r}; {hint}", ("skills", number))
    try:
        check_query(route.when)
    except QueryError as error:
        yield Misdefined(what, error.words, ("when",), error.column)
