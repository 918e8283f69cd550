"""`reply` and `note`: to the customer, and to colleagues only."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Line, OneMoment, OneTicket, Text
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.commands.writing import text_of, write
from supportterm.core.terms import Role, Status


@command(
    "reply",
    contexts=("queue", "ticket", "chat", "customer"),
    examples=(
        "reply 12 'It is fixed, please try again.' --solve",
        "fortune | supportterm reply 12 -",
        "reply 12 'Did it hold?' --at 'fri 9:00' --pending",
    ),
)
def reply(
    call: Call,
    ticket: OneTicket,
    body: Text = "",
    *,
    solve: bool = False,
    pending: bool = False,
    edit: bool = False,
    cc: Line = "",
    bcc: Line = "",
    attach: Line = "",
    at: OneMoment = 0,
    wait: bool = False,
) -> Outcome:
    """Answer the customer, in public.

    The text is Markdown, from the argument, from standard input with `-`, or from $EDITOR with `--edit`. In the
    console, without a text, the composer opens. `--wait` ends when it has left, with status 1 when a person is needed.

    `--at` says it later: the keeper does, unless somebody wrote there meanwhile; then you are asked.
    """
    if solve and pending:
        raise Usage("either --solve or --pending")
    if call.console_or_none is not None and not body:
        call.console.writing.write(ticket, Role.REPLY)
        return Outcome()
    then = Status.SOLVED if solve else Status.PENDING if pending else None
    text = text_of(call, body, edit=edit)
    return write(call, ticket, Role.REPLY, text, cc=cc, bcc=bcc, attach=attach, then=then, wait=wait, later=at)


@command(
    "note",
    contexts=("queue", "ticket", "chat", "customer"),
    examples=("note 12 'Called back, no answer.'", "git log -3 | supportterm note 12 -"),
)
def note(
    call: Call, ticket: OneTicket, body: Text = "", *, edit: bool = False, attach: Line = "", wait: bool = False
) -> Outcome:
    """Write to colleagues; a note never leaves the house."""
    if call.console_or_none is not None and not body:
        call.console.writing.write(ticket, Role.NOTE)
        return Outcome()
    return write(call, ticket, Role.NOTE, text_of(call, body, edit=edit), attach=attach, wait=wait)
