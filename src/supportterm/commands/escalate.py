"""`escalate`: to a higher tier, with a hand-off card."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Line, TeamName, Text, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import verbs


@command(
    "escalate",
    contexts=("queue", "ticket", "chat"),
    examples=("escalate 12 --to backend --reason 'crash on save, logs attached'",),
)
def escalate(
    call: Call, tickets: Tickets, *, to: TeamName, reason: Text, tried: Line = "", question: Line = ""
) -> Outcome:
    """Hand tickets to a team of a higher tier.

    The reason, what was tried and the open question travel on the hand-off card; the assignee lets go.
    """
    change = call.desk.change(tickets, verbs.escalate, to=to, reason=reason, tried=tried, question=question)
    return changed(change)
