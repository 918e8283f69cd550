"""A desk file, read: what it declares, and where each thing stands in it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.config.desk_shape import DeskFile
from supportterm.config.marked import Items, Node, Place, Problems, Table, Text
from supportterm.config.typed import build
from supportterm.config.yamlfile import read
from supportterm.core.directory import NAMES, is_name
from supportterm.core.refusal import Misdefined, Part

SECTIONS: Final = {
    "agent": "agents",
    "team": "teams",
    "schedule": "schedules",
    "policy": "policies",
    "route": "routes",
    "rule": "rules",
    "macro": "macros",
    "view": "views",
    "field": "fields",
    "survey": "surveys",
    "incoming": "incoming",
    "webhook": "webhooks",
}
"""The section of each kind of definition."""

_OTHERWISE: Final = {"priorities": "priority", "segments": "segment", "channels": "channel"}
"""Parts of a policy's condition that are called otherwise in the file."""


class Source(NamedTuple):
    """A desk file that can be read as such."""

    declared: DeskFile
    table: Table
    folder: Path
    """Where it lies; files that it names are named from there."""

    def place(self, path: Part, column: int = 0) -> Place:
        """Where *path* stands, names of keys and places in lists counted from 1.

        Of what is not there it is the place of what it would be in.
        """
        *_, (place, node) = self._steps(path)
        return node.at(column) if column and isinstance(node, Text) else place

    def node(self, path: Part) -> Node | None:
        """What is written at *path*."""
        steps = list(self._steps(path))
        return steps[-1][1] if len(steps) > len(path) else None

    def _steps(self, path: Part) -> Iterator[tuple[Place, Node]]:
        """The place and the value of each step of *path* as far as it leads, the whole file first."""
        node: Node = self.table
        yield node.place, node
        for step in path:
            if isinstance(step, int):
                if isinstance(node, Items) and step <= len(node.items):
                    node = node.items[step - 1]
                yield node.place, node  # one text stands for a list of one
                continue
            entry = next((e for e in node.entries if e.key.value == step), None) if isinstance(node, Table) else None
            if entry is None:
                return
            node = entry.value
            # A text is what people must change; a table or list is found by its key.
            yield entry.key.place if not isinstance(node, Text) or node.is_null else node.place, node

    def key(self, *path: str) -> Place:
        """Where the last key of *path* itself stands."""
        table: Node | None = self.table
        for step in path[:-1]:
            table = table.get(step) if isinstance(table, Table) else None
        entries = table.entries if isinstance(table, Table) else ()
        return next((e.key.place for e in entries if e.key.value == path[-1]), self.place(path))

    def section(self, place: Place) -> str:
        """The section that *place* is in; empty above the first."""
        return next((e.key.value for e in reversed(self.table.entries) if e.key.place.line <= place.line), "")

    def problem(self, mistake: Misdefined, problems: Problems) -> None:
        """Tell *mistake* where it stands; at the top of the file when it is about something that is not in it."""
        kind, _, name = mistake.what.partition(" ")
        path = ("bot",) if mistake.what == "the bot" else (SECTIONS.get(kind, ""), name)
        section = self.table.get(str(path[0]))
        if not isinstance(section, Table) or (len(path) > 1 and section.get(name) is None):
            problems.error(self.table.place, f"{mistake} (the desk has it, and would be broken)")
            return
        part = tuple(_OTHERWISE.get(p, p).replace("-", "_") if isinstance(p, str) else p for p in mistake.part)
        problems.error(self.place((*path, *part), mistake.column), mistake.words)


def read_desk_file(path: Path) -> Source:
    """The desk file at *path*. Raises ConfigError with all that is wrong in how it is written."""
    table = read(path)
    problems = Problems()
    declared = build(table, DeskFile, problems)
    _check_names(table, problems)
    problems.raise_any()
    assert declared is not None  # build says why when it gives nothing
    return Source(declared, table, path.parent)


def _check_names(table: Table, problems: Problems) -> None:
    for kind, section in SECTIONS.items():
        entries = table.get(section)
        for entry in entries.entries if isinstance(entries, Table) else ():
            name = entry.key.value
            if not is_name(name):
                article = "an" if kind == "agent" else "a"
                problems.error(entry.key.place, f"{name!r} can't be the name of {article} {kind}: {NAMES}")


def tell(mistakes: Iterable[Misdefined], source: Source, problems: Problems) -> None:
    """Add *mistakes* at their places, but for those that may only follow from a problem of their section."""
    wrong = {source.section(problem.place) for problem in problems.errors}
    found = Problems()
    for mistake in mistakes:
        source.problem(mistake, found)
    problems.errors += [problem for problem in found.errors if source.section(problem.place) not in wrong]
