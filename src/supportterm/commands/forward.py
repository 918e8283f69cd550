"""`forward`: a ticket to somebody outside the conversation."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Line, OneTicket, Text
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.commands.writing import text_of, write
from supportterm.core.moments import moment_words
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role


@command(
    "forward",
    contexts=("queue", "ticket"),
    examples=("forward 12 'Can you reproduce this?' --to vendor@parts.test",),
)
def forward(
    call: Call,
    ticket: OneTicket,
    body: Text = "",
    *,
    to: Line = "",
    edit: bool = False,
    attach: Line = "",
    wait: bool = False,
) -> Outcome:
    """Send a ticket's last public message on to a third party; the customer does not see it."""
    quote = quoted(call, ticket)
    if call.console_or_none is not None and not to:
        call.console.writing.write(ticket, Role.FORWARD, quote)
        return Outcome()
    if not to:
        raise Usage("forward to whom? give --to ADDRESS")
    text = text_of(call, f"{body}\n\n{quote}" if body else quote, edit=edit)
    return write(call, ticket, Role.FORWARD, text, to=to, attach=attach, wait=wait)


def quoted(call: Call, ticket: int) -> str:
    """The ticket's newest public message, quoted under who wrote it and when."""
    last = _newest_public(call, ticket)
    if last is None:
        raise Refused(f"{call.desk.label(ticket)} has no public message to forward")
    head = f"{last.author or last.address} wrote on {moment_words(last.at, call.now, call.zone)}:"
    return "\n".join([head, "", *(f"> {line}".rstrip() for line in last.body.splitlines())])


def _newest_public(call: Call, ticket: int) -> Message | None:
    page = call.desk.timeline(ticket)
    while page:
        public = [item for item in page if isinstance(item, Message) and item.role.public]
        if public:
            return public[-1]
        page = call.desk.timeline(ticket, before=page[0].id)
    return None
