"""Which tickets of the last days would have gone otherwise with the rules of a desk file."""

from collections.abc import Iterator
from typing import Final

from supportterm.commands.declared import Declared
from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.moments import DAY
from supportterm.core.query import parse
from supportterm.core.rules import Rule
from supportterm.desk import Desk
from supportterm.desk.trying import try_rule

DAYS: Final = 30
_NAMED: Final = 8
"""So many tickets are named."""

Fired = tuple[tuple[int, tuple[str, ...]], ...]
"""When a rule would have fired on a ticket, and what it would have done."""


def otherwise(desk: Desk, found: Declared) -> Iterator[str]:
    """A line for each rule that comes, goes or changes."""
    since = desk.clock() - DAYS * DAY
    for difference in found.differences:
        if difference.what != "rule" or not difference.name:
            continue
        was = _fired(desk, found.before, difference.name, since)
        will = _fired(desk, found.after, difference.name, since)
        tickets = sorted(was.items() ^ will.items())
        numbers = list(dict.fromkeys(ticket for ticket, _ in tickets))
        count = f"{len(numbers)} ticket{'' if len(numbers) == 1 else 's'}"
        named = ", ".join(desk.label(number) for number in numbers[:_NAMED])
        more = f", and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
        yield f"rule {difference.name}: {count} of the last {DAYS} days would have gone otherwise" + (
            f": {named}{more}" if numbers else ""
        )


def _fired(desk: Desk, there: Definitions, name: str, since: int) -> dict[int, Fired]:
    """By ticket; nothing when the rule is off or not there."""
    rule: Rule | None = nouns(there, "rule").get(name)
    if rule is None or rule.off:
        return {}
    fired: dict[int, Fired] = {}
    query = parse(f"updated:<{DAYS}d")
    for firing in try_rule(desk, rule, query, since=since, there=there):
        fired[firing.ticket] = (*fired.get(firing.ticket, ()), (firing.at, firing.does))
    return fired
