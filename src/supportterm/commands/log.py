"""`log`: the operations of a ticket, who did what and when."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import OneTicket
from supportterm.commands.records import moment
from supportterm.commands.registry import CONSOLE, SHELL, command
from supportterm.core.describe import describe
from supportterm.core.moments import moment_words
from supportterm.core.operations import Operation


@command("log", contexts=("queue", "ticket"), faces=(SHELL, CONSOLE), examples=("log 12", "log 12 --json"))
def log(call: Call, ticket: OneTicket) -> Outcome:
    """Show the operations of a ticket, oldest first; what was undone is marked."""
    if call.console_or_none is not None:
        call.console.log(ticket)
        return Outcome()
    entries = call.desk.log(ticket)
    if call.json:
        from msgspec import to_builtins

        return Outcome(
            records=[
                {
                    "seq": e.seq,
                    "id": e.operation.id.hex(),
                    "change": e.operation.change.hex(),
                    "actor": e.operation.actor,
                    "at": moment(e.operation.at),
                    "cause": e.operation.cause.hex() if e.operation.cause else None,
                    "undone": e.undone,
                    "payload": to_builtins(e.operation.payload, str_keys=True),
                    "base": e.operation.base,
                    "hash": e.hash.hex(),
                }
                for e in entries
            ]
        )

    def say(at: int) -> str:
        return moment_words(at, call.now, call.zone)

    def did(operation: Operation) -> str:
        return describe(operation.payload, operation.base, say, call.desk.label)

    def why(operation: Operation) -> str:
        cause = by_id.get(operation.cause) if operation.cause else None
        return f"   (because {cause.actor} {did(cause)})" if cause is not None else ""

    by_id = {e.operation.id: e.operation for e in entries}
    return Outcome(
        lines=[
            f"{say(e.operation.at):<18} {e.operation.actor:<12} {did(e.operation)}{why(e.operation)}"
            f"{'   (undone)' if e.undone else ''}"
            for e in entries
        ]
    )
