"""`announce`: a webhook is told of tickets, when a person or a rule says so."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.commands.webhook_names import OutgoingName
from supportterm.core import verbs


@command("announce", contexts=("queue", "ticket", "chat"), examples=("announce 12 pager",))
def announce(call: Call, tickets: Tickets, webhook: OutgoingName) -> Outcome:
    """Tell a webhook of tickets, as they are then."""
    return changed(call.desk.change(tickets, verbs.announce, webhook=webhook))
