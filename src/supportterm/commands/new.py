"""`new`: a ticket on somebody's behalf."""

from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import AgentName, Line, PriorityWord, TeamName, Text, choice
from supportterm.commands.records import number_of
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.commands.writing import addresses, files_of, text_of, told
from supportterm.core.terms import CHANNELS, Priority
from supportterm.core.writing import NewTicket

ChannelName = Annotated[str, choice("channel", *CHANNELS)]


@command(
    "new",
    examples=("new --from dana@acme.test --subject 'Invoice missing' 'She called, wants it by Friday.'",),
)
def new(
    call: Call,
    body: Text = "",
    *,
    from_: Line = "",
    subject: Line = "",
    name: Line = "",
    channel: ChannelName = "phone",
    priority: PriorityWord = Priority.NORMAL,
    team: TeamName = "",
    assignee: AgentName = None,
    tags: Line = "",
    edit: bool = False,
    attach: Line = "",
    wait: bool = False,
) -> Outcome:
    """Open a ticket on a customer's behalf: a call, a visit, a word in the corridor."""
    if call.console_or_none is not None and not (from_ and subject):
        call.console.writing.new_ticket()
        return Outcome()
    if not from_ or not subject:
        raise Usage("a new ticket needs --from ADDRESS and --subject TEXT")
    (email,) = addresses(from_) or ("",)
    ticket = NewTicket(
        email=email,
        subject=subject,
        body=text_of(call, body, edit=edit) if body or edit else "",
        name=name,
        channel=channel,
        priority=priority,
        team=team or None,
        assignee=assignee,
        tags=tuple(t.strip() for t in tags.split(",") if t.strip()),
        files=files_of(call, attach),
    )
    change = call.desk.create_ticket(ticket)
    number = number_of(call.desk.label(change.tickets[0]))
    outcome = Outcome(change.words, records=[{"number": number, "change": change.id.hex()}])
    return told(call, outcome, change.id, "", wait=wait)
