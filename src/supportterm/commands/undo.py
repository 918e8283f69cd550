"""`undo` and `redo`: the log, backwards and forwards."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import GivenTicket
from supportterm.commands.records import changed
from supportterm.commands.registry import command


@command("undo", examples=("undo", "undo 12"))
def undo(call: Call, ticket: GivenTicket = 0) -> Outcome:
    """Undo my last change, bulk changes and merges whole; with a ticket, my last change of it.

    Never a colleague's. What has left the house stays sent.
    """
    return changed(call.desk.undo(ticket=ticket or None))


@command("redo", examples=("redo",))
def redo(call: Call) -> Outcome:
    """Bring back what I undid last."""
    return changed(call.desk.redo())
