"""`pipe`, also written `!` and `|`: tickets into a program, and what it prints back as a note, a draft, changes.

What people outside wrote goes to the program on standard input only. The line that a shell gets is the one that was
typed, to the letter.
"""

import json as json_
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Text, Tickets
from supportterm.commands.records import changed
from supportterm.commands.registry import CONSOLE, command
from supportterm.commands.set_ import set_
from supportterm.commands.show import page, record
from supportterm.commands.usage import Usage
from supportterm.commands.writing import write
from supportterm.core.differences import differences
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role
from supportterm.exchange.programs import Ran, run

Form = Literal["json", "text", "nothing"]
Use = Literal["pane", "note", "draft", "set"]
USES: Final[tuple[Use, ...]] = ("pane", "note", "draft", "set")


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
    asked: list[Use] = [use for use, given in (("note", note), ("draft", draft), ("set", set)) if given]  # type: ignore[misc]
    if len(asked) > 1:
        raise Usage(f"either --{asked[0]} or --{asked[1]}")
    words = [os.environ.get("SHELL") or "/bin/sh", "-c", program]
    return use_output(call, tickets, words, "json" if json else "text", asked[0] if asked else "pane", program)


def use_output(
    call: Call, tickets: Sequence[int], words: Sequence[str], form: Form, use: Use, title: str = ""
) -> Outcome:
    """Run *words* with *tickets* on standard input, and make of what it prints what *use* says.

    Raises Refused when it fails; then nothing has changed.
    """
    match use:
        case "pane":
            ran = _ran(call, tickets, words, form)
            said = "\n".join(filter(None, (ran.out, ran.complaints, f"({ran.trouble})" if ran.trouble else "")))
            if not said.strip():
                return Outcome("it printed nothing")
            return Outcome(lines=said.splitlines(), shows=lambda console: console.output(title, said, tickets))
        case "draft":
            if len(tickets) != 1:
                raise Refused("a draft is for one ticket; choose one")
            text = _printed(_ran(call, tickets, words, form))
            return Outcome(
                "read it, then send", shows=lambda console: console.writing.write(tickets[0], Role.REPLY, text)
            )
        case "note":
            texts = [(ticket, _printed(_ran(call, [ticket], words, form))) for ticket in tickets]
            with call.desk.together() as stroke:
                for ticket, text in texts:
                    write(call, ticket, Role.NOTE, text)
            return changed(stroke.change)
        case "set":
            wanted = [(ticket, tuple(_changes(call, ticket, words, form))) for ticket in tickets]
            with call.desk.together() as stroke:
                for ticket, changes in wanted:
                    if changes:
                        set_(call, (ticket,), changes)
            return changed(stroke.change)


def _ran(call: Call, tickets: Sequence[int], words: Sequence[str], form: Form) -> Ran:
    about = {
        "SUPPORTTERM_DESK": str(call.desk_path.resolve()),
        "SUPPORTTERM_ME": call.desk.me,
        "SUPPORTTERM_TICKETS": ",".join(call.desk.label(ticket) for ticket in tickets),
    }
    given = "\n".join(_told(call, tickets, form))
    return run(words, given, seconds=call.program_seconds, stopped=call.stopped, environment=about)


def _told(call: Call, tickets: Sequence[int], form: Form) -> Iterator[str]:
    for ticket in tickets if form != "nothing" else ():
        if form == "json":
            yield json_.dumps(record(call, ticket), ensure_ascii=False)
        else:
            yield from page(call, call.desk.row(ticket))
            yield ""


def _printed(ran: Ran) -> str:
    """What it printed. Raises Refused when it failed, or printed nothing."""
    if ran.trouble:
        raise Refused(f"it {safe_line(ran.trouble, 300)}; nothing was changed")
    if not ran.out.strip():
        raise Refused("it printed nothing; nothing was changed")
    return ran.out.rstrip()


def _changes(call: Call, ticket: int, words: Sequence[str], form: Form) -> Iterator[str]:
    told = record(call, ticket)
    for wanted in _objects(_printed(_ran(call, [ticket], words, form))):
        try:
            yield from differences(told, wanted)
        except ValueError as error:
            raise Refused(f"what it printed for {call.desk.label(ticket)}: {error}") from None


def _objects(text: str) -> Iterator[Mapping[str, object]]:
    """The JSON values in *text*, one behind the other. Raises Refused when it is none."""
    decoder, at = json_.JSONDecoder(), 0
    while at < len(text):
        try:
            found, at = decoder.raw_decode(text, at)
        except ValueError:
            raise Refused(f"it printed no JSON: {safe_line(text[at:], 80)}") from None
        yield found
        at += len(text[at:]) - len(text[at:].lstrip())
