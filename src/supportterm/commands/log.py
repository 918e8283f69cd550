"""`log`, `blame`: what happened to a ticket, and who made it what it is."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import PAST, OneTicket, Word
from supportterm.commands.reading import hung
from supportterm.commands.records import moment
from supportterm.commands.registry import CONSOLE, SHELL, command
from supportterm.core.blame import Blame, blame, why
from supportterm.core.cells import columns
from supportterm.core.describe import describe, value_words
from supportterm.core.moments import moment_words
from supportterm.core.operations import Operation
from supportterm.core.refusal import Refused

Past = Annotated[int, PAST._replace(many=True)]
VALUE: Final = 24
"""Cells of a value before it pushes what stands behind it."""


@command("log", contexts=("queue", "ticket"), faces=(SHELL, CONSOLE), examples=("log 12", "log 12 --json"))
def log(call: Call, ticket: OneTicket) -> Outcome:
    """Show the operations of a ticket, oldest first; what was undone is marked.

    In the console it is a pane: what still holds is bright, enter shows the ticket as it was then, and each of your own
    changes can be undone.
    """
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
    by_id = {e.operation.id: e.operation for e in entries}

    def because(operation: Operation) -> str:
        cause = by_id.get(operation.cause) if operation.cause else None
        return f"   (because {cause.actor} {_what(cause, call)})" if cause is not None else ""

    return Outcome(
        lines=hung(
            (
                f"{_when(e.operation.at, call):<18} {e.operation.actor:<12} {_what(e.operation, call)}"
                f"{because(e.operation)}{'   (undone)' if e.undone else ''}"
                for e in entries
            ),
            call.columns,
        )
    )


@command("blame", faces=(SHELL, CONSOLE), examples=("blame 12", "blame 12 priority", "blame 12 --json"))
def show_blame(call: Call, ticket: OneTicket, field: Word = "") -> Outcome:
    """Say who gave each field of a ticket its value, when, and why; or one field.

    Tags and followers are fields of their own.
    """
    log = [entry.operation for entry in call.desk.log(ticket)]
    found = [one for one in blame(ticket, log) if not field or one.field in (field, f"field.{field}", f"tag {field}")]
    if not found:
        named = f" called {field!r}" if field else ""
        raise Refused(f"{call.desk.label(ticket)} has no field{named} with a value")
    reasons = [why(one.operation, log, lambda operation: _what(operation, call)) for one in found]
    return Outcome(
        records=[
            {
                "field": one.field,
                "value": one.value,
                "actor": one.operation.actor,
                "at": moment(one.operation.at),
                "why": reason or None,
                "operation": one.operation.id.hex(),
            }
            for one, reason in zip(found, reasons, strict=True)
        ],
        lines=[
            Bold(f"{call.desk.label(ticket)}: who made it what it is"),
            *hung(_lines(found, reasons, call), call.columns),
        ],
    )


@command("as-it-was", faces=(CONSOLE,), examples=("as-it-was yesterday 9am", "as-it-was 3d"))
def as_it_was(call: Call, ticket: OneTicket, moment: Past) -> None:
    """Show the ticket as it was at a moment that has been; in a shell `show --at` does."""
    call.console.past(ticket, moment)


def _lines(found: Sequence[Blame], reasons: Sequence[str], call: Call) -> Iterator[str]:
    rows = [
        (
            one.field.removeprefix("field."),
            "" if one.field.startswith(("tag ", "follower ")) else _value(one, call),
            one.operation.actor,
            _when(one.operation.at, call),
            reason,
        )
        for one, reason in zip(found, reasons, strict=True)
    ]
    for line, reason in zip(columns(rows, VALUE), reasons, strict=True):
        yield Dim(line) if reason == "as it was opened" else line


def _value(one: Blame, call: Call) -> str:
    if one.field == "requester":
        person = call.desk.person(int(one.value or 0))
        return person.name or person.email
    if one.field == "organization":
        return call.desk.organization(int(one.value or 0)).name
    if one.field == "merged into":
        return call.desk.label(int(one.value or 0))
    return value_words(one.field, one.value, lambda at: _when(at, call))


def _what(operation: Operation, call: Call) -> str:
    return describe(operation.payload, operation.base, lambda at: _when(at, call), call.desk.label)


def _when(at: int, call: Call) -> str:
    return moment_words(at, call.now, call.zone)
