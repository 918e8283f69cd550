"""`macro`: a prepared answer with what goes with it."""

from typing import TYPE_CHECKING

from supportterm.commands.call import Call, Outcome
from supportterm.commands.departures import after_writing
from supportterm.commands.kinds import MacroName, OneTicket
from supportterm.commands.parse import run
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.commands.writing import write
from supportterm.core.commandline import texts
from supportterm.core.nouns import Agent, Macro
from supportterm.core.query import QueryError
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role

if TYPE_CHECKING:
    from supportterm.core.templates import Facts


@command(
    "macro",
    contexts=("queue", "ticket", "compose", "chat", "prompt"),
    aliases=("m",),
    examples=("macro 12 refund-granted", "macro 12 refund-granted --show"),
)
def macro(call: Call, ticket: OneTicket, name: MacroName, *, show: bool = False) -> Outcome:
    """Apply a macro.

    In the console its text goes into the reply, at the cursor, for you to read and send, and its commands run at
    once; `undo` takes them back. Once it is sent, the next ticket comes or this one is put away, as the macro says. In
    a shell the reply is written too; `--show` only prints what it would do.
    """
    found = next(m for m in call.desk.macros() if m.name == name)
    if not fits(call, found, ticket):
        raise Refused(f"macro {name} is for tickets of `{found.when}`; {call.desk.label(ticket)} is none")
    reply, note = render(call, found.reply, ticket), render(call, found.note, ticket)
    if show:
        return Outcome(lines=[*reply.splitlines(), *(f":{c}" for c in found.commands)])
    if call.console_or_none is not None:
        return _in_console(call, ticket, found, reply, note)
    return _at_once(call, ticket, found, reply, note)


def _in_console(call: Call, ticket: int, found: Macro, reply: str, note: str) -> Outcome:
    with call.desk.together() as stroke:
        _commands(call, ticket, found)
    if reply:
        call.console.writing.write(ticket, Role.REPLY, reply, found.then)
    elif note:
        call.console.writing.write(ticket, Role.NOTE, note, found.then)
    else:
        call.console.onward.go_on(found.then)
    words = stroke.change.words if stroke.change.operations else ""
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
        words = texts(line)
        if words[:1] in (("macro",), ("m",)):
            raise Refused(f"macro {found.name} calls a macro; it may only call other commands")
        run([words[0], f"id:{ticket}", *words[1:]], call)


def fits(call: Call, macro: Macro, ticket: int) -> bool:
    """Whether *ticket* is one that *macro* may be used on."""
    if not macro.when:
        return True
    from supportterm.config.zone import MACHINE
    from supportterm.core.query import Context, parse
    from supportterm.core.query.evaluate import evaluate

    try:
        asked_by = Context(call.now, call.desk.me, call.zone or MACHINE)
        return evaluate(parse(macro.when), call.desk.record(ticket), asked_by)
    except QueryError:  # of a newer version, which knows more fields
        return False


def render(call: Call, template: str, ticket: int) -> str:
    """The Liquid *template* filled with the ticket's facts. Raises Refused when it is wrong."""
    if not template:
        return ""
    from supportterm.core import templates

    texts = templates.texts({macro.name: macro for macro in call.desk.macros()})
    return templates.render(template, facts(call, ticket), texts)


def facts(call: Call, ticket: int) -> "Facts":
    """What a template can name."""
    from supportterm.core import templates

    record, me = call.desk.record(ticket), call.desk.me
    agent = next((a for a in call.desk.agents() if a.handle == me), Agent(me, me))
    team = next((t for t in call.desk.teams() if t.handle == record.ticket.team), None)
    return templates.facts(record.ticket, record.requester, record.organization, agent, team)
