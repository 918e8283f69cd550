"""What was to be set, beside what a ticket has: which of it is otherwise there, and whether somebody else did that."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from supportterm.backends.errors import Conflict
from supportterm.core.nouns import Value
from supportterm.core.remote import Receipt, RemoteTicket, SetFields


class Wanted(NamedTuple):
    """What a step asks for that is not so yet."""

    values: dict[str, Value]
    add: tuple[str, ...]
    remove: tuple[str, ...]
    tags: list[str]
    """All of them, as they are to be."""

    @property
    def tagging(self) -> bool:
        return bool(self.add or self.remove)


def wanted(step: SetFields, current: RemoteTicket) -> Wanted:
    add = tuple(tag for tag in step.add if tag not in current.tags)
    remove = tuple(tag for tag in step.remove if tag in current.tags)
    values = {name: step.values[name] for name in different(step.values, current)}
    return Wanted(values, add, remove, sorted({*current.tags, *add} - set(remove)))


def plain(name: str, value: Value) -> Value:
    """What of a value is kept there: a moment by the second, a subject without what surrounds its words."""
    if name == "due":
        return value // 1000 if isinstance(value, int) else None
    if name == "subject":
        return " ".join(str(value or "").split())
    return None if value == "" else value


def different(
    wanted: Mapping[str, Value], ticket: RemoteTicket, plain: Callable[[str, Value], Value] = plain
) -> dict[str, Value]:
    """Those of *wanted* that *ticket* has otherwise, as it has them. *plain*: what counts of a value."""
    has = ticket.values()
    return {name: has.get(name) for name, value in wanted.items() if plain(name, value) != plain(name, has.get(name))}


def check(step: SetFields, current: RemoteTicket) -> None:
    """Raise Conflict when a field to be set is neither as it was when the step was decided on, nor as it shall be."""
    changed, missing = different(step.base, current), different(step.values, current)
    if any(name in changed and name in missing for name in step.values):
        raise Conflict(f"ticket {step.key} was changed meanwhile", current.values())


def raced(others: Iterable[tuple[str, str]], step: SetFields, what: str, after: RemoteTicket) -> None:
    """Raise Conflict when somebody came between our look and our write, and changed the same. *others*: who changed
    which field meanwhile; *what*: of which ticket."""
    for who, field in others:
        if field in step.values:
            raise Conflict(f"{who} changed {what} at the same moment", after.values())


def stayed(values: Mapping[str, Value], after: RemoteTicket, host: str) -> None:
    """Raise Conflict when rules of the remote have set another value at once: that is theirs, and is told."""
    if different(values, after):
        raise Conflict(f"a rule of {host} changed it at once", after.values())


def holds(
    step: SetFields, ticket: RemoteTicket, different: Callable[[Mapping[str, Value], RemoteTicket], object] = different
) -> bool:
    """Whether *ticket* is as *step* wants it, tags included. *different*: what of values it has otherwise."""
    tags = set(ticket.tags)
    return not different(step.values, ticket) and tags >= set(step.add) and not tags & set(step.remove)


def receipt(ticket: RemoteTicket) -> Receipt:
    """It is there, as *ticket* says."""
    return Receipt(key=ticket.key, version=ticket.version, number=ticket.number or ticket.key, ticket=ticket)
