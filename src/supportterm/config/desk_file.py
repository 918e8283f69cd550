"""A desk file, read: what it declares, and where each thing stands in it."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.config.desk_shape import DeskFile
from supportterm.config.marked import ConfigError, Items, Node, Place, Problem, Problems, Table, Text
from supportterm.config.partly import build_partly, keys_at
from supportterm.config.yamlfile import read_all
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

NAMED: Final = frozenset({*SECTIONS.values(), "organizations"})
"""Sections whose entries others name."""

_NAME: Final = 2
_FIELD: Final = 3
"""Keys that lead to an entry, and to a field of it."""

_OTHERWISE: Final = {"priorities": "priority", "segments": "segment", "channels": "channel"}
"""Parts of a policy's condition that are called otherwise in the file."""


class Source(NamedTuple):
    """A desk file, read."""

    declared: DeskFile
    """What is right in it."""
    table: Table
    """All of it."""
    folder: Path
    """Where it lies; files that it names are named from there."""
    wrong: tuple[Problem, ...] = ()
    """What is wrong in how it is written."""

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

    def keys(self, place: Place, most: int = _FIELD) -> tuple[str, ...]:
        """The section, the name and the field that *place* is in, as far as it is in any."""
        return keys_at(self.table, place, most)

    def apart(self, found: Iterable[Problem]) -> list[Problem]:
        """Those of *found* that can't follow from what is wrong in how the file is written.

        Of what is wrong nothing is known but its name: what is in it, and what others say of it, may be right.
        """
        entries = {self.keys(problem.place, _NAME) for problem in self.wrong}
        names = {name for entry in entries for name in self._named(entry)}
        doubtful = re.compile("|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in names) or "(?!)")
        return [
            problem
            for problem in found
            if not doubtful.search(problem.text.partition(";")[0])  # a hint names what is there, right or wrong
            and not _within(self.keys(problem.place, _NAME), entries)
        ]

    def _named(self, entry: tuple[str, ...]) -> Iterator[str]:
        """Names that *entry* would give; of a whole section that is wrong all that may be one."""
        section = self.table.get(entry[0]) if entry else None
        if len(entry) == _NAME:
            yield from entry[1:] if entry[0] in NAMED else ()
        elif isinstance(section, Table):
            yield from (each.key.value for each in section.entries)
        elif isinstance(section, Items):
            yield from (each.value for each in section.items if isinstance(each, Text) and each.value)

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
    problems = Problems()
    source = read_in_part(path, problems)
    problems.raise_any()
    return source


def read_in_part(path: Path, problems: Problems) -> Source:
    """What is right of the desk file at *path*; what is wrong in how it is written is added to *problems*.

    Raises ConfigError with all of it when what is left could mean something else than what was meant.
    """
    table = read_all(path, problems)
    is_yaml = not problems.errors
    declared = build_partly(table, DeskFile, problems)
    _check_names(table, problems)
    if declared is None or not is_yaml:
        raise ConfigError(problems.errors)
    return Source(declared, table, path.parent, tuple(problems.errors))


def _check_names(table: Table, problems: Problems) -> None:
    for kind, section in SECTIONS.items():
        entries = table.get(section)
        for entry in entries.entries if isinstance(entries, Table) else ():
            name = entry.key.value
            if not is_name(name):
                article = "an" if kind == "agent" else "a"
                problems.error(entry.key.place, f"{name!r} can't be the name of {article} {kind}: {NAMES}")


def tell(mistakes: Iterable[Misdefined], source: Source, problems: Problems) -> None:
    """Add *mistakes* at their places, but for those that may only follow from a problem of the same field."""
    wrong = {source.keys(problem.place) for problem in problems.errors}
    found = Problems()
    for mistake in mistakes:
        source.problem(mistake, found)
    problems.errors += [problem for problem in found.errors if not _within(source.keys(problem.place), wrong)]


def _within(keys: tuple[str, ...], wrong: Collection[tuple[str, ...]]) -> bool:
    """Whether what *keys* lead to holds something of *wrong*, or is in it."""
    return any(keys[: len(one)] == one[: len(keys)] for one in wrong)
