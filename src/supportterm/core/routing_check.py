"""Whether a route can be: told when it is defined, not when a ticket should have gone its way."""

from supportterm.core.query import QueryError
from supportterm.core.query.errors import did_you_mean
from supportterm.core.refusal import Refused
from supportterm.core.routing import WAYS, Route
from supportterm.core.rule_check import check_query
from supportterm.core.verbs import Rules


def check(route: Route, rules: Rules) -> None:
    """Raises Refused with what is wrong in *route* on this desk."""
    if not route.team and not route.by:
        raise Refused(f"route {route.name} leads nowhere: give it a `team`, or `by` to find an agent, or both")
    if route.team and route.team not in rules.teams:
        hint = did_you_mean(route.team, rules.teams, f"there are {', '.join(rules.teams) or 'none yet'}")
        raise Refused(f"route {route.name}: `team`: there is no team {route.team!r}; {hint}")
    if route.by and route.by not in WAYS:
        hint = did_you_mean(route.by, WAYS, f"there are {', '.join(WAYS)}")
        raise Refused(f"route {route.name}: `by`: there is no way {route.by!r}; {hint}")
    if route.skills and not route.by:
        raise Refused(f"route {route.name}: `skills` are of an agent, and without `by` none is looked for")
    there = {skill for agent in rules.agents.values() for skill in agent.skills}
    for skill in route.skills:
        if skill not in there:
            hint = did_you_mean(skill, there, f"they know {', '.join(sorted(there)) or 'nothing yet'}")
            raise Refused(f"route {route.name}: `skills`: no agent knows {skill!r}; {hint}")
    try:
        check_query(route.when)
    except QueryError as error:
        raise Refused(f"route {route.name}: `when`: {error}") from None
