"""`open`, `back`, `focus`, `views`, `customer`, `chat`, `zoom`, `grow`, …: what is on the screen and has the keys."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import TICKET, GivenTicket, Number, choice
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.refusal import Refused

PaneName = Annotated[str, choice("pane", "views", "queue", "ticket", "chat", "kb", "customer", "outbox", "compose")]

LayoutWay = Annotated[str, choice("layout", "fitting", "beside", "over")]


@command("open", faces=(CONSOLE,), group="panes", examples=("open 12",))
def open_(call: Call, ticket: GivenTicket = 0) -> None:
    """Open what is under the cursor, or a ticket by its number: as a count before the key, too."""
    if not ticket and call.count:
        try:
            ticket = TICKET.parse([str(call.count)], call)
        except ValueError as error:
            raise Refused(str(error)) from None
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
    call.console.layout.next(by)


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
    call.console.layout.zoom()


@command("grow", faces=(CONSOLE,), group="panes", examples=("grow", "grow -1"))
def grow(call: Call, by: Number = 1) -> None:
    """Make the pane with the focus larger, or with -1 smaller; its size is remembered. A count is so many steps."""
    call.console.layout.grow(by * (call.count or 1))


@command("layout", faces=(CONSOLE,), group="panes", examples=("layout over", "layout"))
def layout(call: Call, way: LayoutWay = "") -> None:
    """Lay the queue and what is open beside or over one another, or as is fitting; without a word, the next way.

    `over` is for a screen that stands upright. It is remembered.
    """
    call.console.layout.arrange(way)
