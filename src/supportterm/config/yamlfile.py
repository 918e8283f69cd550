"""YAML files to marked values.

What a hand-written file should not hold is refused: duplicate keys, aliases, tags, several documents. All that is
wrong with the structure is collected; only what the YAML scanner itself can't read ends the reading.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from supportterm.config.marked import ConfigError, Entry, Items, Node, Place, Problem, Problems, Table, Text

MAX_DEPTH: Final = 20
"""How deep tables and lists may lie in each other. Nothing here needs more than five."""

_NEEDS_QUOTES: Final = frozenset("!@%*&|>`'\"[]{},#?:-")


class Readable(Protocol):
    """A path, or a file inside the installed package."""

    @property
    def name(self) -> str: ...

    def read_bytes(self) -> bytes: ...


def read(file: Readable) -> Table:
    """The table in *file*. Raises ConfigError, also when the file can't be read."""
    problems = Problems()
    table = read_all(file, problems)
    problems.raise_any()
    return table


def read_all(file: Readable, problems: Problems) -> Table:
    """The table in *file*, for who goes on with it; what it should not hold is added to *problems*.

    Raises ConfigError when nothing can be read.
    """
    shown = str(file) if isinstance(file, Path) else file.name
    start = Place(shown, 1, 1)
    try:
        raw = file.read_bytes()
    except OSError as e:
        raise ConfigError([Problem(start, f"can't be read: {e.strerror or e}")]) from e
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        before = raw[: e.start]
        place = Place(shown, before.count(b"\n") + 1, e.start - before.rfind(b"\n"))
        raise ConfigError([Problem(place, "is not UTF-8; save the file in that encoding")]) from e
    return _parsed(text, shown, problems)


def parse(text: str, file: str) -> Table:
    """The table in *text*; an empty text gives an empty one. Raises ConfigError."""
    problems = Problems()
    table = _parsed(text, file, problems)
    problems.raise_any()
    return table


def _parsed(text: str, file: str, problems: Problems) -> Table:
    # Imported here: most runs of the shell have no YAML to read.
    import yaml

    # libyaml reads a keymap ten times as fast as the Python loader and gives the same marks.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = _Composer(yaml.parse(text, Loader=loader), file, problems).document()
    except yaml.YAMLError as e:
        problems.errors.append(_unreadable(e, text, file))
        raise ConfigError(problems.errors) from e
    if isinstance(root, Text) and root.is_null:
        return Table((), root.place)
    if not isinstance(root, Table):
        raise ConfigError([*problems.errors, Problem(root.place, "the file should hold `key: value` lines")])
    return root


class _Composer:
    """Events of the YAML parser to nodes."""

    def __init__(self, events: Iterator[Any], file: str, problems: Problems) -> None:
        self._events = events
        self._file = file
        self._problems = problems

    def document(self) -> Node:
        node: Node | None = None
        depth_start = Place(self._file, 1, 1)
        for event in self._events:
            match type(event).__name__:
                case "StreamStartEvent" | "StreamEndEvent" | "DocumentEndEvent":
                    pass
                case "DocumentStartEvent" if node is not None:
                    self._problems.error(self._place(event), "a second document begins here; keep one in a file")
                    break
                case "DocumentStartEvent":
                    pass
                case _:
                    node = self._node(event, 1)
        return node if node is not None else Text("", depth_start)

    def _node(self, event: Any, depth: int) -> Node:
        place = self._place(event)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._problems.error(place, f"aliases (*{event.anchor}) are not used here; write it out, or quote it")
            return Text("", place)
        if getattr(event, "tag", None) is not None:
            self._problems.error(place, f"tags ({event.tag}) are not used here; quote a text that begins with !")
        if event.anchor is not None:
            self._problems.error(place, f"anchors (&{event.anchor}) are not used here; quote a text that begins with &")
        if kind == "ScalarEvent":
            return Text(event.value, place, bool(event.style), one_line=event.start_mark.line == event.end_mark.line)
        if depth > MAX_DEPTH:
            # The rest can't be read in any sensible way.
            raise ConfigError([*self._problems.errors, Problem(place, "is nested too deep")])
        return self._items(place, depth) if kind == "SequenceStartEvent" else self._table(place, depth)

    def _items(self, place: Place, depth: int) -> Items:
        items: list[Node] = []
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self._node(event, depth + 1))
        return Items(tuple(items), place)

    def _table(self, place: Place, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Text):
                self._problems.error(key.place, "a key should be a plain text; quote it")
            elif key.value in entries:
                first = entries[key.value].key.place
                self._problems.error(key.place, f"{key.value!r} stands here twice, first in line {first.line}")
            else:
                entries[key.value] = Entry(key, value)
        return Table(tuple(entries.values()), place)

    def _place(self, event: Any) -> Place:
        return Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)


def _unreadable(error: Exception, text: str, file: str) -> Problem:
    """What the YAML scanner stumbled over, with the hint that mends most of it."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        # The reader's own error: a character that YAML does not allow, at an offset.
        offset = min(int(getattr(error, "position", 0) or 0), len(text))
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        return Problem(Place(file, line, column), "a control character stands here; take it out")
    lines = text.splitlines()
    before = lines[: mark.line + 1]
    here = lines[mark.line] if mark.line < len(lines) else ""
    said = str(getattr(error, "problem", "") or "can't be read")
    hint = ""
    sign = _sign_to_quote(here[mark.column :], before)
    if "\t" in here[: mark.column + 1]:
        hint = "; indent with spaces, not tabs"
    elif sign:
        quoted = f"'{sign}'" if sign == '"' else f'"{sign}"'
        hint = f"; quote the key or value that has {sign} in it, like {quoted}"
    return Problem(Place(file, mark.line + 1, mark.column + 1), f"not readable as YAML: {said}{hint}")


def _sign_to_quote(rest: str, before: list[str]) -> str:
    """The sign that YAML keeps for itself and that most likely broke it: here, or at the start of a line before."""
    starts = [rest, *(line.lstrip() for line in reversed(before[-3:]) if not _ordinary(line.lstrip()))]
    return next((start[0] for start in starts if start and start[0] in _NEEDS_QUOTES), "")


def _ordinary(line: str) -> bool:
    """A comment, or a key that is quoted already."""
    return line.startswith("#") or (line[:1] in ("'", '"') and line.count(line[0]) % 2 == 0)
