"""`merge`: one conversation out of two."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import GivenTicket, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import verbs


@command("merge", contexts=("queue", "ticket"), examples=("merge 15 12",))
def merge(call: Call, tickets: Tickets, into: GivenTicket) -> Outcome:
    """Merge tickets into another, whose conversation goes on; `undo` takes it apart again."""
    return changed(call.desk.change(tickets, verbs.merge, into=call.desk.ticket(into)))
