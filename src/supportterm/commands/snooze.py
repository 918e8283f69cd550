"""`snooze` and `wake`: out of sight until a moment."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Moment, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import verbs


@command("snooze", contexts=("queue", "ticket", "chat"), examples=("snooze 12 tomorrow 9am", "snooze 12 3d"))
def snooze(call: Call, tickets: Tickets, until: Moment) -> Outcome:
    """Hide until a moment: `3h`, `tomorrow 9am`, `mon`, `2026-12-24`. A customer's answer wakes it."""
    return changed(call.desk.change(tickets, verbs.snooze, until=until))


@command("wake", contexts=("queue", "ticket"), examples=("wake 12",))
def wake(call: Call, tickets: Tickets) -> Outcome:
    """End a snooze."""
    return changed(call.desk.change(tickets, verbs.wake))
