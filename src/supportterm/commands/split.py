"""`split`: messages of a ticket go on as a ticket of their own."""

from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import COUNT, OneTicket, Text
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role

MessageId = Annotated[int, COUNT._replace(name="message")]
_PAGE = 200


@command("split", contexts=("ticket", "chat"), examples=("split 12 'The invoice'", "split 12 --message 1873 --rest"))
def split(call: Call, ticket: OneTicket, subject: Text = "", *, message: MessageId = 0, rest: bool = False) -> Outcome:
    """Let a customer's message go on as a ticket of its own, with its files; `undo` takes it back.

    It is the message under the cursor, in a shell the customer's last one, or the one with the id that `show --json`
    tells; `--rest`: and all that customers wrote after it. Here it stays as it is.
    """
    console = call.console_or_none
    chosen = message or (console.message() if console is not None else 0)
    wrote = [m for m in _messages(call, ticket) if m.role is Role.CUSTOMER]
    if not wrote:
        raise Refused("no customer wrote here, so there is nothing to split off")
    first = chosen or wrote[-1].id
    taken = [m.id for m in wrote if m.id > first] if rest else []
    change = call.desk.split(ticket, [first, *taken], subject=subject)
    if console is not None:
        console.open(max(change.tickets))
    return changed(change)


def _messages(call: Call, ticket: int) -> list[Message]:
    found: list[Message] = []
    while True:
        page = call.desk.timeline(ticket, after=found[-1].id if found else 0, size=_PAGE)
        found += [item for item in page if isinstance(item, Message)]
        if len(page) < _PAGE:
            return found
