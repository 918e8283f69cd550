"""What hooks and webhooks are told: what happened, to which ticket, and the message it is about. One JSON object."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from supportterm.commands.call import Call
from supportterm.commands.records import moment, of_message, of_row
from supportterm.commands.show import more
from supportterm.core.nouns import Value
from supportterm.core.operations import Observed, Operation, Payload, Set, Wrote
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Status
from supportterm.core.verbs import held_back
from supportterm.core.webhook import called

if TYPE_CHECKING:
    from supportterm.config.hooks import Hook
    from supportterm.desk import Desk
    from supportterm.desk.hooks import Happened
    from supportterm.desk.webhooks import Delivery
    from supportterm.sync.hooks import Hooks
    from supportterm.sync.webhooks import Webhooks


def hooks_of(desk: "Desk") -> "Hooks":
    """The hooks of who runs this, for the keeper of *desk*. Raises Refused when config.yaml is wrong."""
    from supportterm.config.paths import paths
    from supportterm.config.settings import load
    from supportterm.sync.hooks import Hooks

    return Hooks(desk, paths().hooks, tell, load().hook_seconds)


def webhooks_of(desk: "Desk") -> "Webhooks":
    """What tells the webhooks of *desk*, for its keeper. Raises Refused when config.yaml is wrong."""
    from supportterm.backends.outward import Outward
    from supportterm.commands.signatures import Signatures
    from supportterm.config.settings import load
    from supportterm.sync.webhooks import Webhooks

    return Webhooks(desk, announce, Signatures(desk.id), Outward(load().webhook_hosts))


def announce(desk: "Desk", happened: "Happened", delivery: "Delivery") -> Mapping[str, object]:
    """What a webhook is told. Raises as `tell` does."""
    ticket = _open_to_all(desk, happened.operation.subject.id)
    return {"id": called(delivery.id), **about(desk, delivery.event, ticket, happened.operation)}


def tell(desk: "Desk", happened: "Happened", hook: "Hook") -> Mapping[str, object]:
    """Raises Refused when the ticket is gone, or is held back as what nobody asked for."""
    return about(desk, hook.event, _open_to_all(desk, happened.operation.subject.id), happened.operation)


def _open_to_all(desk: "Desk", number: int) -> int:
    ticket = desk.ticket(number)
    if held_back(ticket):
        raise Refused("the ticket is held back")
    return ticket.id


def about(desk: "Desk", event: str, ticket: int, operation: Operation | None) -> Mapping[str, object]:
    """What is told of *event* on *ticket*; without an *operation* it has not happened."""
    call = Call(lambda: desk)
    payload = operation.payload if operation is not None else None
    written = desk.message(payload.message) if isinstance(payload, Wrote) else None
    return {
        "event": event,
        "happened": operation is not None,
        "at": moment(operation.at if operation is not None else call.now),
        "actor": operation.actor if operation is not None else desk.me,
        "change": operation.change.hex() if operation is not None else None,
        "kind": type(payload).__struct_config__.tag if isinstance(payload, Payload) else None,
        "changed": _changed(operation) if operation is not None else {},
        "message": of_message(written, desk.attachments(written.id)) if written is not None else None,
        "ticket": {**of_row(desk.row(ticket)), **more(call, ticket)},
    }


def _changed(operation: Operation) -> dict[str, dict[str, object]]:
    """Fields with what they were and what they became."""
    match operation.payload:
        case Set(field, value):
            values: Mapping[str, Value] = {field: value}
        case Observed(values=told):
            values = told
        case _:
            return {}
    return {
        field: {"from": _word(field, operation.base.get(field)), "to": _word(field, value)}
        for field, value in values.items()
    }


def _word(field: str, value: Value) -> object:
    if field == "status" and isinstance(value, int):
        return Status(value).word
    return Priority(value).word if field == "priority" and isinstance(value, int) else value
