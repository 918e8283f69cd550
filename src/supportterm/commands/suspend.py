"""`suspend` and `release`: held back, out of all work, until somebody has looked."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Line, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import verbs


@command("suspend", contexts=("queue", "ticket"), examples=("suspend 12 --reason 'a phishing mail'",))
def suspend(call: Call, tickets: Tickets, *, reason: Line = "") -> Outcome:
    """Hold back as spam: closed, and listed by `is:suspended` only."""
    return changed(call.desk.change(tickets, verbs.suspend, reason=reason))


@command("release", contexts=("queue", "ticket"), examples=("release 12", "release 12,15"))
def release(call: Call, tickets: Tickets) -> Outcome:
    """Let in what was held back; it is new then."""
    return changed(call.desk.change(tickets, verbs.release))
