"""`pick-up`: the conversation that waits longest."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.conversations import under_way
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core import handing
from supportterm.core.conversations import in_line
from supportterm.core.refusal import Refused


@command("pick-up", examples=("pick-up",))
def pick_up(call: Call) -> Outcome:
    """Take the chat that waits longest and that nobody has; its visitor sees who they talk with.

    Those who look at their screens come before those who have left, and only chats of your teams count.
    """
    for waiting in in_line(under_way(call.desk)):
        if not waiting.ours or waiting.since is None or waiting.taken:
            continue
        try:
            outcome = changed(call.desk.change(waiting.ticket, handing.accept))
        except Refused:  # a colleague was faster
            continue
        if call.console_or_none is not None:
            call.console.open(waiting.ticket)
        return outcome
    raise Refused("nobody waits in a chat")
