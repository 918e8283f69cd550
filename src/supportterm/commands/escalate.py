"""`escalate`: to a higher tier, with a hand-off card."""

from collections.abc import Iterable
from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import TEAM, Completion, Line, Text, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import verbs


def _above(prefix: str, call: Call) -> Iterable[Completion]:
    """Teams of a tier that every selected ticket is still below."""
    floor = max((ticket.tier for ticket in call.desk.tickets(call.selection)), default=0)
    above = {team.handle for team in call.desk.teams() if team.tier > floor}
    return (found for found in TEAM.complete(prefix, call) if found.text in above)


HigherTeam = Annotated[str, TEAM._replace(complete=_above)]


@command(
    "escalate",
    contexts=("queue", "ticket", "chat"),
    examples=("escalate 12 --to backend --reason 'crash on save, logs attached'",),
)
def escalate(
    call: Call, tickets: Tickets, *, to: HigherTeam, reason: Text, tried: Line = "", question: Line = ""
) -> Outcome:
    """Hand tickets to a team of a higher tier.

    The reason, what was tried and the open question travel on the hand-off card; the assignee lets go.
    """
    change = call.desk.change(tickets, verbs.escalate, to=to, reason=reason, tried=tried, question=question)
    return changed(change)
