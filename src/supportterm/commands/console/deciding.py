"""`decide` and `outbox edit`: what a person says, with a key, of what can't go on by itself."""

from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.cases import case_of
from supportterm.commands.kinds import Word, choice
from supportterm.commands.outbox import found
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role

How = Annotated[str, choice("word", "mine", "theirs", "edit", "later", "again", "arrived", "discard")]


@command("decide", faces=(CONSOLE,), contexts=("outbox",), group="sync", examples=("decide mine",))
def decide(call: Call, how: How) -> None:
    """Say what becomes of the one under the cursor in the outbox."""
    call.console.decide(how)


@command("outbox edit", faces=(CONSOLE,), group="sync", examples=("outbox edit 7f3a12",))
def edit(call: Call, entry: Word) -> Outcome:
    """Take a text back that has not left, and go on writing it."""
    case = case_of(call.desk, found(call, entry))
    if "edit" not in case.can or case.role is None:
        raise Refused("that is no text that can be taken back")
    if case.entry.actor != call.desk.me:
        raise Refused(f"{case.entry.actor} wrote that; discarded, it is a draft of theirs again")
    kind = {Role.NOTE: "note", Role.FORWARD: "forward"}.get(case.role, "reply")
    beside = call.desk.draft(case.entry.ticket, kind)
    call.desk.decide(case.entry.id, "discard")
    call.console.writing.write(case.entry.ticket, case.role)
    if beside is not None and beside.body.strip():
        return Outcome(f"taken back; you were writing another {kind} on {case.called}, the text is among its versions")
    return Outcome("taken back: nothing of it has left; send it again when it fits")
