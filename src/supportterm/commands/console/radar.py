"""`radar`, `radar if`, `radar hours`: what breaches next, live, and what would be if."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.forecast import completed, ticket_of
from supportterm.commands.kinds import TEXT, Number
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.sla_whatif import read

WhatIf = Annotated[str, TEXT._replace(complete=completed)]
NONE = "none"


@command("radar", faces=(CONSOLE,), group="panes")
def radar(call: Call) -> None:
    """Show which promises break within some hours if nothing is done, and who could take each; live.

    Enter opens the ticket under the cursor, `=` says where its deadline comes from, and what is done to tickets is done
    to it. `sla forecast` prints the same.
    """
    call.console.radar.show()


@command("radar if", faces=(CONSOLE,), group="panes", examples=("radar if absent sam", "radar if none"))
def radar_if(call: Call, what: WhatIf = "") -> None:
    """Show what would break if: `holiday 2026-12-24`, `absent sam`, `pending 42`; without words, be asked.

    Several are supposed at once; going back takes the last one away, `none` all of them.
    """
    if not what:
        call.console.radar.ask()
    elif what == NONE:
        call.console.radar.as_it_is()
    else:
        call.console.radar.suppose(what, read(what, lambda word: ticket_of(word, call)))


@command("radar hours", faces=(CONSOLE,), group="panes", examples=("radar hours 24",))
def hours(call: Call, number: Number = 0) -> None:
    """Look so many hours ahead; without a number, the next of 2, 8, 24 and 72."""
    call.console.radar.look_ahead(max(number, 0))
