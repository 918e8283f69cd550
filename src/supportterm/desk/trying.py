"""A rule tried on tickets of the desk before it is switched on."""

from collections.abc import Iterator
from typing import Final

from supportterm.core.actions import Scene
from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.orders import parse_order
from supportterm.core.query import Query
from supportterm.core.refusal import refuse
from supportterm.core.rule_check import mistakes
from supportterm.core.rule_trial import Firing, tried
from supportterm.core.rules import Rule
from supportterm.core.team_hours import team_hours
from supportterm.core.verbs import Rules
from supportterm.desk.reading import Reading

_PAGE: Final = 200


def try_rule(
    desk: Reading, rule: Rule, query: Query, *, since: int = 0, there: Definitions | None = None
) -> Iterator[Firing]:
    """Each time that *rule*, defined already or not, would have fired from *since* on, on each ticket of *query*.

    Newest tickets first. *there*: what the desk would define besides; None: what it does. Raises Refused when the rule
    can't be there. For a worker thread.
    """
    there = desk.definitions() if there is None else there
    agents, teams, fields = (nouns(there, what) for what in ("agent", "team", "field"))
    scene = Scene(Rules(desk.clock(), "", agents, teams, fields), nouns(there, "macro"))
    hours = team_hours(there)
    refuse(mistakes(rule, scene))
    key, order, now = None, parse_order("-updated"), desk.clock()
    while True:
        window = desk.window(query, order, key=key, size=_PAGE)
        for row in window.rows:
            yield from (firing for firing in tried(rule, desk.story(row.id), scene, now, hours) if firing.at >= since)
        if window.reached_end:
            return
        key = window.next_key
