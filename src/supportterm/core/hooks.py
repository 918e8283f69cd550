"""What programs of a person's own can follow: events by name, and which of them an operation is. Pure."""

from typing import Final

from supportterm.core.operations import AnyPayload, Wrote
from supportterm.core.rules import EVENTS as RULE_EVENTS
from supportterm.core.triggers import events_of as rule_events

_NAMES: Final = {
    "created": "ticket-created",
    "customer": "reply-received",
    "reply": "reply-written",
    "note": "note-written",
    "assignee": "assigned",
    "warned": "sla-warning",
    **{
        field: f"{field}-changed"
        for field in ("status", "priority", "team", "tier", "tags", "subject", "requester", "organization", "due")
    },
}
"""What an event of rules is called as the name of a file, where that is not its own name."""
_OWN_WORDS: Final = {"reply-received": "a customer wrote on a ticket that was there"}

EVENTS: Final = {
    _NAMES.get(event, event): _OWN_WORDS.get(_NAMES.get(event, event), words) for event, words in RULE_EVENTS.items()
} | {"field-changed": "a custom field changed"}
"""Every event, and what happened to a ticket then."""


def events_of(payload: AnyPayload, *, opening: bool = False) -> tuple[str, ...]:
    """The events that *payload* is; *opening*: it belongs to how its ticket came into being."""
    if isinstance(payload, Wrote) and (opening or payload.machine):
        return ()  # the first message is told with its ticket; a machine's is nothing to act on
    names = (
        "field-changed" if event.startswith("field.") else _NAMES.get(event, event) for event in rule_events(payload)
    )
    return tuple(dict.fromkeys(name for name in names if name in EVENTS))


def event_named(name: str) -> str:
    """The event that a file's *name* says: `assigned`, `assigned-notify`, `assigned.sh`; empty when none."""
    stem = name.partition(".")[0]
    found = (event for event in EVENTS if stem == event or stem.startswith(f"{event}-"))
    return max(found, key=len, default="")
