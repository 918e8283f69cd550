"""Three versions of a ticket: the one both sides last agreed on, mine, theirs. Pure.

What is shown is always what the remote last told (its *shadow* here) with what still waits to go there on top. A field
that both sides changed is a clash for a person; what only one side changed, or both to the same, is not.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from supportterm.core.nouns import Ticket, Value
from supportterm.core.operations import Observed

_COLUMNS: Mapping[str, str] = {"due": "due_set"}
"""The attribute of a field of a ticket, where it is not its name."""


PAST_KEPT: Final = 16
"""Versions of a ticket that are remembered."""


class Shadow(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A ticket as its remote last told it: fields as `Set` names them, and tags, sorted."""

    values: dict[str, Value] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    gone: bool = False
    at: int = 0
    """When that was, by the remote's clock."""
    past: tuple[str, ...] = ()
    """Versions that it had before, the newest last: told again they are old news."""
    granted: bool = False
    """Its version came with the answer to a write of ours: what is told with another one may be older or newer."""
    events: tuple[str, ...] = ()
    """Keys of the newest changes of the past that are known here, so that one told twice counts once."""

    def was(self, version: str) -> "Shadow":
        """It had this version until now."""
        return msgspec.structs.replace(self, past=(*self.past, version)[-PAST_KEPT:])

    def with_values(self, values: Mapping[str, Value], tags: Iterable[str]) -> "Shadow":
        return msgspec.structs.replace(self, values={**self.values, **values}, tags=tuple(sorted(set(tags))))


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person here wants a ticket to be: *base* are the values that were seen when it was wished."""

    values: dict[str, Value] = msgspec.field(default_factory=dict)
    base: dict[str, Value] = msgspec.field(default_factory=dict)
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    whatever: bool = False
    """Whatever it is there: nobody has decided that."""

    @property
    def empty(self) -> bool:
        return not (self.values or self.add or self.remove)


class Clash(msgspec.Struct, frozen=True):
    """A field that is neither as it was nor as it shall be."""

    field: str
    base: Value
    mine: Value
    theirs: Value


def value_of(ticket: Ticket, field: str) -> Value:
    """The value of a single-valued field, as `Set` would write it."""
    if field.startswith("field."):
        return ticket.fields.get(field.removeprefix("field."))
    value: Value = getattr(ticket, _COLUMNS.get(field, field))
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def shown(shadow: Shadow, wishes: Iterable[Wish]) -> Shadow:
    """The ticket as people here see it: *wishes*, oldest first, on top of what its remote told."""
    values, tags = dict(shadow.values), set(shadow.tags)
    for wish in wishes:
        values |= wish.values
        tags = (tags | set(wish.add)) - set(wish.remove)
    return shadow.with_values(values, tags)


def difference(ticket: Ticket, wanted: Shadow) -> tuple[dict[str, Value], tuple[str, ...], tuple[str, ...]]:
    """What must change in *ticket* for it to be *wanted*: values, tags to add, tags to take away."""
    values = {f: v for f, v in wanted.values.items() if value_of(ticket, f) != v}
    have = set(ticket.tags)
    return values, tuple(sorted(set(wanted.tags) - have)), tuple(sorted(have - set(wanted.tags)))


def base_of(ticket: Ticket, observed: Observed) -> dict[str, Value]:
    """The values that *observed* is about to replace."""
    return {field: value_of(ticket, field) for field in observed.values}


def changed(before: Ticket, after: Ticket, fields: Iterable[str]) -> Wish:
    """What of *fields*, and of the tags, a person changed; custom fields are all in."""
    custom = {f"field.{name}" for name in (*before.fields, *after.fields)}
    names = [f for f in (*fields, *sorted(custom)) if value_of(before, f) != value_of(after, f)]
    have, had = set(after.tags), set(before.tags)
    return Wish(
        {f: value_of(after, f) for f in names},
        {f: value_of(before, f) for f in names},
        tuple(sorted(have - had)),
        tuple(sorted(had - have)),
    )


def weigh(wish: Wish, shadow: Shadow) -> tuple[Wish, tuple[Clash, ...]]:
    """What of *wish* is still to be done, given what the remote has by now, and where it clashes with that.

    What is so already is not asked for again. Tags never clash: each is wished for or away by itself.
    """
    left: dict[str, Value] = {}
    clashes: list[Clash] = []
    for field, mine in wish.values.items():
        base = wish.base.get(field)
        theirs = shadow.values.get(field, base)  # of a ticket opened from here nothing may have been told yet
        if theirs == mine:
            continue
        left[field] = mine
        if theirs != base:
            clashes.append(Clash(field, base, mine, theirs))
    tags = set(shadow.tags)
    add = tuple(t for t in wish.add if t not in tags)
    remove = tuple(t for t in wish.remove if t in tags)
    if wish.whatever:
        return Wish(left, {f: shadow.values[f] for f in left if f in shadow.values}, add, remove, whatever=True), ()
    return Wish(left, {f: wish.base.get(f) for f in left}, add, remove), tuple(clashes)


def came_true(wish: Wish, shadow: Shadow) -> Shadow:
    """The remote's ticket after *wish* was granted."""
    return shown(shadow, (wish,))
