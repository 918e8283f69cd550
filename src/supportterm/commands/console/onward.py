"""`next-ticket`, `next`, `skip`: from ticket to ticket, and play mode."""

from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import choice
from supportterm.commands.registry import CONSOLE, command
from supportterm.core import playing
from supportterm.core.terms import SKIPS

Reason = Annotated[str, choice("reason", *SKIPS)]


@command("next-ticket", faces=(CONSOLE,), group="lists")
def next_ticket(call: Call) -> None:
    """Go on to the next ticket of the queue, opened when one is open; in play mode, to the next that is free."""
    call.console.onward.next_ticket()


@command("next", faces=(CONSOLE,), group="lists")
def next_(call: Call) -> None:
    """Play the list: open the next ticket in its order that nobody else has open.

    Again, it goes on. A ticket on which you did nothing is skipped, which asks for a reason in one key. It ends when
    nothing is left, with a summary, or when you go back from the list.
    """
    call.console.onward.play()


@command("skip", faces=(CONSOLE,), group="lists", examples=("skip", "skip waits"))
def skip(call: Call, reason: Reason = "") -> Outcome:
    """In play mode, go on to the next ticket for a reason; without one, be asked for it in one key."""
    ticket = call.console.onward.given()
    if not reason:
        call.console.onward.ask_why()
        return Outcome()
    call.desk.change(ticket, playing.skip, reason=reason)
    call.console.onward.skipped(reason)
    return Outcome()
