"""Who made a ticket what it is: for each field the operation that gave it its value, and why. Pure, from the log."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from supportterm.core.fold import fold, fold_all, undone_changes
from supportterm.core.nouns import Ticket, Value
from supportterm.core.operations import (
    Create,
    Escalate,
    HandBack,
    MergeInto,
    Observed,
    Operation,
    Routed,
    Wrote,
)
from supportterm.core.terms import Role

_FIELDS: Final = {
    "subject": "subject",
    "status": "status",
    "priority": "priority",
    "assignee": "assignee",
    "team": "team",
    "tier": "tier",
    "requester": "requester",
    "organization": "organization",
    "due": "due_set",
    "snoozed": "snoozed_until",
    "merged into": "merged_into",
    "held back": "suspended",
}
"""Fields as people name them, and the attribute each lies in."""
_BY: Final = {Role.CUSTOMER: "a customer wrote", Role.REPLY: "with a reply", Role.NOTE: "with a note",
              Role.FORWARD: "with a forward"}  # fmt: skip


class Blame(NamedTuple):
    """A field, its value, and the operation it has it from."""

    field: str
    value: Value
    operation: Operation


def blame(number: int, log: Sequence[Operation]) -> tuple[Blame, ...]:
    """Every field of the ticket that has a value, with what gave it; *log* is all that happened, oldest first.

    Tags and followers count as fields of their own: `tag billing`, `follower sam`.
    """
    without = undone_changes(log)
    ticket: Ticket | None = None
    before: Mapping[str, Value] = {}
    given: dict[str, Operation] = {}
    for operation in log:
        if operation.change in without:
            continue
        ticket = fold(ticket, number, operation)
        after = values(ticket)
        for field, value in after.items():
            if before.get(field) != value:
                given[field] = operation
        before = after
    return tuple(Blame(field, value, given[field]) for field, value in before.items() if value not in (None, ""))


def values(ticket: Ticket) -> dict[str, Value]:
    """What can be blamed for, in the order in which people look at it."""
    found: dict[str, Value] = {name: _plain(getattr(ticket, attribute)) for name, attribute in _FIELDS.items()}
    found |= {f"tag {tag}": True for tag in ticket.tags}
    found |= {f"follower {agent}": True for agent in ticket.followers}
    found |= {f"field.{name}": value for name, value in ticket.fields.items()}
    return found


def why(operation: Operation, log: Sequence[Operation], describe: Callable[[Operation], str]) -> str:
    """What led to *operation*: what a rule followed, what was told, or what was done in the same stroke; else empty.

    *describe* words an operation. What happened at another moment led to nothing: history is one stroke.
    """
    cause = next((o for o in log if o.id == operation.cause), None) if operation.cause else None
    if cause is not None:
        return f"after {cause.actor}: {describe(cause)}"
    payload = operation.payload
    if isinstance(payload, Create):
        return "as it was opened"
    if isinstance(payload, Observed):
        return f"told by {payload.connection}"
    if isinstance(payload, Escalate | HandBack):
        return payload.reason
    for other in log:
        if other.change != operation.change or other is operation or other.at != operation.at:
            continue
        match other.payload:
            case Wrote(role=role) if role in _BY:
                return _BY[Role(role)]
            case Escalate(reason=reason):
                return f"escalated: {reason}"
            case HandBack(reason=reason):
                return f"handed back: {reason}"
            case Routed():
                return describe(other)
            case MergeInto():
                return describe(other)
    return ""


def as_it_was(number: int, log: Sequence[Operation], moment: int) -> Ticket | None:
    """The ticket at *moment* (milliseconds), by what had happened and had been undone by then; None before it was."""
    then = [operation for operation in log if operation.at <= moment]
    return fold_all(number, then) if then and isinstance(then[0].payload, Create) else None


def _plain(value: object) -> Value:
    return value if value is None or isinstance(value, str) else int(value)  # type: ignore[call-overload]
