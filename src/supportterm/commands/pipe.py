"""`pipe`, also written `!` and `|`: tickets into a line for a shell.

What people outside wrote goes to it on standard input only. The line is the one that was typed, to the letter.
"""

import os

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Text, Tickets
from supportterm.commands.programs import Job, Use, carry_out
from supportterm.commands.registry import CONSOLE, command
from supportterm.commands.usage import Usage


@command(
    "pipe",
    faces=(CONSOLE,),
    contexts=("queue", "ticket", "chat"),
    examples=("pipe --json 'jq .subject'", "pipe --note wc"),
    slow=True,
)
def pipe(
    call: Call,
    tickets: Tickets,
    program: Text = "",
    *,
    json: bool = False,
    note: bool = False,
    draft: bool = False,
    set: bool = False,
) -> Outcome:
    """Give tickets to a program of your shell: `:|wc -w` as text, `:!jq .subject` as JSON, an object a line.

    Without a program you are asked for one. What it prints is shown. `:|--note …` makes a note of it, `:|--draft …` a
    reply to read and send, and `:!--set …` changes what differs in what it prints from the ticket's own JSON, all
    tickets in one change. Note and `set` run it once for each ticket, anything else once for all. `cancel` ends it, and
    so does time (`program_seconds`).
    """
    if not program:
        return Outcome(shows=lambda console: console.command_line("|"))
    uses: dict[Use, bool] = {"note": note, "draft": draft, "set": set}
    asked = [use for use, given in uses.items() if given]
    if len(asked) > 1:
        raise Usage(f"either --{asked[0]} or --{asked[1]}")
    words = [os.environ.get("SHELL") or "/bin/sh", "-c", program]
    use = asked[0] if asked else "show"
    return carry_out(call, tickets, Job(lambda about: words, "json" if json else "text", use, program))
