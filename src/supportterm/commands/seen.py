"""`read`, `unread`: what is new to you."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Tickets
from supportterm.commands.registry import command

_LIST = ("queue", "ticket", "chat")


@command("unread", contexts=_LIST, examples=("unread 12",))
def unread(call: Call, tickets: Tickets) -> Outcome:
    """Let the last message be new to you again; nobody else sees it."""
    for ticket in tickets:
        call.desk.mark_unseen(ticket)
    return _said(call, tickets, "unread")


@command("read", contexts=_LIST, examples=("read 12-20",))
def read(call: Call, tickets: Tickets) -> Outcome:
    """Count as read, without opening it; it is no longer for you either."""
    for ticket in tickets:
        call.desk.mark_seen(ticket)
    return _said(call, tickets, "read")


def _said(call: Call, tickets: tuple[int, ...], what: str) -> Outcome:
    one = call.desk.label(tickets[0]) if len(tickets) == 1 else f"{len(tickets)} tickets"
    words = f"{one} {'is' if len(tickets) == 1 else 'are'} {what}"
    return Outcome(words, records=[{"tickets": list(tickets), "unread": what == "unread"}])
