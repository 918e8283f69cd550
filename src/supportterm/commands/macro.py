"""`macro`: a prepared answer with what goes with it."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.departures import after_writing
from supportterm.commands.kinds import MacroName, OneTicket
from supportterm.commands.parse import run
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.commands.writing import write
from supportterm.core.commandline import split
from supportterm.core.nouns import Macro
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role


@command(
    "macro",
    contexts=("queue", "ticket", "compose", "chat"),
    aliases=("m",),
    examples=("macro 12 refund-granted", "macro 12 refund-granted --show"),
)
def macro(call: Call, ticket: OneTicket, name: MacroName, *, show: bool = False) -> Outcome:
    """Apply a macro.

    In the console its text goes into the reply, at the cursor, for you to read and send, and its commands run at
    once; `undo` takes them back. In a shell the reply is written too; `--show` only prints what it would do.
    """
    found = next(m for m in call.desk.macros() if m.name == name)
    reply, note = render(call, found.reply, ticket), render(call, found.note, ticket)
    if show:
        return Outcome(lines=[*reply.splitlines(), *(f":{c}" for c in found.commands)])
    if call.console_or_none is not None:
        return _in_console(call, ticket, found, reply, note)
    return _at_once(call, ticket, found, reply, note)


def _in_console(call: Call, ticket: int, found: Macro, reply: str, note: str) -> Outcome:
    if reply:
        call.console.writing.write(ticket, Role.REPLY, reply)
    elif note:
        call.console.writing.write(ticket, Role.NOTE, note)
    with call.desk.together() as stroke:
        _commands(call, ticket, found)
    words = stroke.change.words if stroke.change.operations else ""
    if not (reply or note) and found.then == "next":
        call.console.next_ticket()
    return Outcome(words or f"macro {found.name}: read it, then send")


def _at_once(call: Call, ticket: int, found: Macro, reply: str, note: str) -> Outcome:
    with call.desk.together() as stroke:
        if note:
            write(call, ticket, Role.NOTE, note)
        if reply:
            write(call, ticket, Role.REPLY, reply)
        _commands(call, ticket, found)
    outcome = changed(stroke.change)
    then_what = after_writing(call.desk, ticket, stroke.change.id, Role.REPLY) if reply else ""
    return outcome._replace(words=f"{outcome.words}; {then_what}") if then_what else outcome


def _commands(call: Call, ticket: int, found: Macro) -> None:
    """Run the macro's commands on *ticket*; a macro calls no macro, so that it always ends."""
    for line in found.commands:
        words = [w.text for w in split(line)]
        if words[:1] in (["macro"], ["m"]):
            raise Refused(f"macro {found.name} calls a macro; it may only call other commands")
        run([words[0], f"id:{ticket}", *words[1:]], call)


def render(call: Call, template: str, ticket: int) -> str:
    """The Liquid *template* filled with the ticket's facts, which are never read as templates themselves."""
    if not template:
        return ""
    from liquid import Environment
    from liquid.exceptions import LiquidError

    class Bounded(Environment):
        """A template that never ends is a mistake, not a wait."""

        loop_iteration_limit = 10_000
        output_stream_limit = 200_000

    try:
        return Bounded().from_string(template).render(**facts(call, ticket)).strip()
    except LiquidError as error:
        raise Refused(f"the macro's template is wrong: {error}") from None


def facts(call: Call, number: int) -> dict[str, dict[str, object]]:
    """What a template can name: ticket, requester, organization, agent, team."""
    ticket = call.desk.ticket(number)
    person = call.desk.person(ticket.requester)
    organization = call.desk.organization(ticket.organization) if ticket.organization else None
    agent = next((a for a in call.desk.agents() if a.handle == call.desk.me), None)
    team = next((t for t in call.desk.teams() if t.handle == ticket.team), None)
    name = person.name or person.email
    first = next(iter(name.split()), name)
    requester: dict[str, object] = {"name": name, "first_name": first, "email": person.email}
    return {
        "ticket": {
            "number": ticket.number or ticket.id,
            "subject": ticket.subject,
            "status": ticket.status.word,
            "priority": ticket.priority.word,
            "tags": list(ticket.tags),
            "fields": ticket.fields,
            "requester": requester,
        },
        "requester": requester,
        "organization": {
            "name": organization.name if organization else "",
            "segment": organization.segment if organization else "",
        },
        "agent": {"name": agent.name if agent else call.desk.me, "signature": agent.signature if agent else ""},
        "team": {"name": team.name if team else "", "signature": team.signature if team else ""},
    }
