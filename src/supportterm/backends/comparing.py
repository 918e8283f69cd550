"""What was to be set, beside what a ticket has: which of it is otherwise there, and whether somebody else did that."""

from collections.abc import Mapping

from supportterm.backends.errors import Conflict, Invalid
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteTicket, SetFields


def different(wanted: Mapping[str, Value], ticket: RemoteTicket) -> dict[str, Value]:
    """Those of *wanted* that *ticket* has otherwise, as it has them."""
    has = ticket.values()
    return {name: has.get(name) for name, value in wanted.items() if _plain(name, value) != _plain(name, has.get(name))}


def check(step: SetFields, current: RemoteTicket) -> None:
    """Raise Conflict when a field to be set is neither as it was when the step was decided on, nor as it shall be."""
    changed, missing = different(step.base, current), different(step.values, current)
    if any(name in changed and name in missing for name in step.values):
        raise Conflict(f"ticket {step.key} was changed meanwhile", current.values())


def holds(step: SetFields, ticket: RemoteTicket) -> bool:
    """Whether *ticket* is as *step* wants it, tags included."""
    tags = set(ticket.tags)
    return not different(step.values, ticket) and tags >= set(step.add) and not tags & set(step.remove)


def refused(name: str, why: str) -> Invalid:
    """*name* can't be set so."""
    return Invalid(f"{name.removeprefix('field.')}: {why}", {name: why})


def _plain(name: str, value: Value) -> Value:
    """What of a value is kept there: a moment by the second, a subject without what surrounds its words."""
    if name == "due":
        return value // 1000 if isinstance(value, int) else None
    if name == "subject":
        return " ".join(str(value or "").split())
    return None if value == "" else value
