"""`open`, `back`, `focus`, `views`, `customer`, `chat`, `zoom`, …: what is on the screen, and who has the keys."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import GivenTicket, Number, choice
from supportterm.commands.registry import CONSOLE, command

PaneName = Annotated[str, choice("pane", "views", "queue", "ticket", "chat", "kb", "customer", "outbox", "compose")]


@command("open", faces=(CONSOLE,), group="panes", examples=("open 12",))
def open_(call: Call, ticket: GivenTicket = 0) -> None:
    """Open what is under the cursor, or a ticket by its number."""
    if ticket:
        call.console.open(ticket)
    else:
        call.console.activate()


@command("back", faces=(CONSOLE,), group="panes")
def back(call: Call) -> None:
    """Close what is on top: the question, the composer, the ticket, the filter."""
    call.console.back()


@command("focus", faces=(CONSOLE,), group="panes", examples=("focus queue",))
def focus(call: Call, pane: PaneName) -> None:
    """Go to a pane."""
    call.console.focus_pane(pane)


@command("next-pane", faces=(CONSOLE,), group="panes")
def next_pane(call: Call, by: Number = 1) -> None:
    """Go to the next pane, or with -1 to the one before."""
    call.console.next_pane(by)


@command("views", faces=(CONSOLE,), group="panes")
def views(call: Call) -> None:
    """Go to the list of views."""
    call.console.focus_pane("views")


@command("customer", faces=(CONSOLE,), group="panes")
def customer(call: Call) -> None:
    """Show who asks: the person, the organization, their other tickets."""
    call.console.customer()


@command("chat", faces=(CONSOLE,), group="panes")
def chat(call: Call) -> None:
    """Show the ticket as a conversation."""
    call.console.chat()


@command("zoom", faces=(CONSOLE,), group="panes")
def zoom(call: Call) -> None:
    """Give the whole screen to the pane with the focus, or take it back."""
    call.console.zoom()
