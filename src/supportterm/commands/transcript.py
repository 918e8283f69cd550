"""`transcript`: a conversation as a mail."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Line, OneTicket
from supportterm.commands.records import number_of
from supportterm.commands.registry import command
from supportterm.core.permissions import Right
from supportterm.core.refusal import Refused


@command(
    "transcript",
    contexts=("queue", "ticket", "chat"),
    group="tickets",
    examples=("transcript 12", "transcript 12 --to boss@acme.test"),
)
def transcript(call: Call, ticket: OneTicket, *, to: Line = "") -> Outcome:
    """Mail all that was said in public on a ticket to its customer, or `--to` another address.

    It holds what can be read at the moment it leaves, notes never. Who answers it answers on the ticket.
    """
    if reason := call.desk.why_not_to(Right.WORK, "writing to customers"):
        raise Refused(reason)
    address = call.desk.customers.send_transcript(ticket, to, actor=call.desk.actor)
    called = call.desk.label(ticket)
    record = {"number": number_of(called), "to": address}
    return Outcome(f"the transcript of {called} is on its way to {address}", records=[record])
