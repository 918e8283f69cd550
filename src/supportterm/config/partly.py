"""What is left of a file without what is wrong in how it is written, so that one run can look at the rest too."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from supportterm.config.marked import Entry, Items, Node, Place, Problems, Table, Text
from supportterm.config.typed import build

S = TypeVar("S", bound=msgspec.Struct)


def build_partly(table: Table, shape: type[S], problems: Problems) -> S | None:
    """A *shape* from what of *table* is right; what is not is added to *problems*, once a place. None: nothing is."""
    found, known = Problems(), {problem.place for problem in problems.errors}
    built = build(table, shape, found)
    problems.errors += [problem for problem in found.errors if problem.place not in known]
    while built is None:
        left = _without(table, [problem.place for problem in found.errors])
        if not isinstance(left, Table):
            return None
        table, found = left, Problems()
        built = build(table, shape, found)
    return built


def keys_at(table: Table, place: Place, most: int) -> tuple[str, ...]:
    """The keys that lead to *place*, the outermost first, no more than *most*."""
    found: list[str] = []
    node: Node = table
    while isinstance(node, Table) and len(found) < most:
        at = _covering([entry.key.place for entry in node.entries], place)
        if at < 0:
            break
        found.append(node.entries[at].key.value)
        node = node.entries[at].value
    return tuple(found)


def _without(node: Node, places: Sequence[Place]) -> Node | None:
    """*node* without the smallest parts that hold *places*; None when it is such a part itself."""
    if isinstance(node, Text):
        return None
    parts = [entry.key for entry in node.entries] if isinstance(node, Table) else node.items
    starts = [part.place for part in parts]
    held: dict[int, list[Place]] = {}
    for place in places:
        held.setdefault(_covering(starts, place), []).append(place)
    if -1 in held:
        return None
    if isinstance(node, Items):
        items = (_without(item, held[n]) if n in held else item for n, item in enumerate(node.items))
        return Items(tuple(item for item in items if item is not None), node.place)
    entries = (_entry(entry, held.get(n, ())) for n, entry in enumerate(node.entries))
    return Table(tuple(entry for entry in entries if entry is not None), node.place)


def _entry(entry: Entry, places: Sequence[Place]) -> Entry | None:
    if not places:
        return entry
    if min(places) < entry.value.place:  # the key itself
        return None
    value = _without(entry.value, places)
    return Entry(entry.key, value) if value is not None else None


def _covering(starts: Sequence[Place], place: Place) -> int:
    """Which of the parts that begin at *starts* a place lies in; -1: before all."""
    return bisect_right(starts, place) - 1
