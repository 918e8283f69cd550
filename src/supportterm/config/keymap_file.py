"""Keymap files: context → key sequence → command line.

    extends: default
    global: {"?": help, "g u": view unassigned}
    queue, ticket: {r: reply, "s o": status open, z: undo}
    queue@view=mine: {e: status solved}
    compose: {"ctrl+s s": send, "ctrl+s n": null}

A sequence is keys with spaces between them. `null` or nothing unbinds. There are no time-outs, so a sequence
can't be both a command and the beginning of another one in the same context. Several contexts may share a
table; `@fact=value` narrows one to a situation. What a file binds replaces what the file it extends bound.
"""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from supportterm.config.keymap import CONTEXTS, FACTS, VALUES, Binding, Keymap, Keys, Selector
from supportterm.config.keymap_check import check
from supportterm.config.keynames import BadKey, key_named
from supportterm.config.marked import ConfigError, Entry, Place, Problems, Table, Text, did_you_mean
from supportterm.config.paths import Paths, locate
from supportterm.config.yamlfile import Readable, read
from supportterm.core.commandline import SHELL, split

Finder = Callable[[str], Readable]
"""The file of a keymap by its name. Raises LookupError with a sentence when there is none."""


def load(file: Readable, *, find: Finder, commands: Collection[str] | None = None) -> Keymap:
    """The keymap in *file*.

    *commands* are the names a command line may begin with; None leaves them unchecked. Raises ConfigError with
    all that is wrong in the file and those it extends; what is merely doubtful is in `warnings`.
    """
    problems = Problems()
    files = [_File(t, depth, problems, commands) for depth, t in enumerate(_chain(file, find, problems))]
    problems.raise_any()
    files.reverse()
    # What a file unbinds comes first, so that it may use a cleared prefix again.
    bindings = tuple(b for f in files for b in sorted(f.bindings, key=lambda b: b.command != ""))
    prefixes = {keys: title for f in files for keys, title in f.prefixes.items()}
    check(bindings, problems)
    problems.raise_any()
    name = file.name.removesuffix(".yaml")
    return Keymap(name, bindings, prefixes, tuple(sorted(problems.warnings)))


def load_path(file: Path, here: Paths, *, commands: Collection[str] | None = None) -> Keymap:
    """The keymap in *file*, which may extend those of the person and those shipped, also the one of its own name.

    Raises ConfigError.
    """

    def find(parent: str) -> Readable:
        return locate("keymaps", parent, here, shipped_only=parent == file.stem)

    return load(file, find=find, commands=commands)


def load_named(name: str, here: Paths, *, commands: Collection[str] | None = None) -> Keymap:
    """A keymap of the person's own, or one that is shipped. Raises LookupError when there is none, ConfigError."""
    return load_path(locate("keymaps", name, here), here, commands=commands)


def _chain(file: Readable, find: Finder, problems: Problems) -> Iterator[Table]:
    """The tables of *file*, of what it extends, and so on."""
    seen = [str(file)]
    while True:
        try:
            table = read(file)
        except ConfigError as e:
            problems.errors.extend(e.errors)
            return
        yield table
        parent = table.get("extends")
        if parent is None:
            return
        if not isinstance(parent, Text) or parent.is_null:
            problems.error(parent.place, "extends should name one keymap, like `extends: default`")
            return
        try:
            file = find(parent.value)
        except LookupError as e:
            problems.error(parent.place, str(e.args[0]))
            return
        if str(file) in seen:
            problems.error(parent.place, f"{parent.value} extends this keymap again, in a circle")
            return
        seen.append(str(file))


class _File:
    """The bindings of one file."""

    def __init__(self, table: Table, depth: int, problems: Problems, commands: Collection[str] | None) -> None:
        self._problems = problems
        self._commands = commands
        self._depth = depth
        self.bindings: list[Binding] = []
        self.prefixes: dict[Keys, str] = {}
        self._taken: dict[tuple[Selector, Keys], Binding] = {}
        for entry in table.entries:
            if entry.key.value == "prefixes":
                self._read_prefixes(entry)
            elif entry.key.value != "extends":
                self._read_context(entry)

    def _read_prefixes(self, entry: Entry) -> None:
        for line in self._lines(entry):
            keys = self._keys(line.key)
            if keys and isinstance(line.value, Text):
                self.prefixes[keys] = line.value.value

    def _read_context(self, entry: Entry) -> None:
        selectors = [s for part in entry.key.value.split(",") if (s := self._selector(part.strip(), entry.key.place))]
        for line in self._lines(entry):
            keys = self._keys(line.key)
            command = self._command(line)
            if keys and command is not None:
                for selector in selectors:
                    self._bind(Binding(selector, keys, command, line.key.place, self._depth))

    def _lines(self, entry: Entry) -> tuple[Entry, ...]:
        if isinstance(entry.value, Table):
            return entry.value.entries
        if not (isinstance(entry.value, Text) and entry.value.is_null):
            self._problems.error(entry.value.place, f"{entry.key.value} should hold `keys: command` lines")
        return ()

    def _selector(self, written: str, place: Place) -> Selector | None:
        context, *parts = written.split("@")
        if context not in FACTS:
            known = [*CONTEXTS, "extends", "prefixes"]
            self._problems.error(place, f"there is no context {context!r}{did_you_mean(context, known)}")
            return None
        conditions = set()
        for part in parts:
            fact, is_given, value = part.partition("=")
            if not is_given or not value:
                self._problems.error(place, f"@{part} should be @fact=value, like queue@view=mine")
            elif fact not in FACTS[context]:
                offered = ", ".join(FACTS[context]) or "nothing"
                hint = did_you_mean(fact, FACTS[context])
                self._problems.error(place, f"{context} can't be narrowed by {fact!r}, only by {offered}{hint}")
            elif value not in (there := VALUES.get((context, fact), (value,))):
                hint = did_you_mean(value, there) or f"; it is one of {', '.join(there)}"
                self._problems.error(place, f"there is no {fact} {value!r} of {context}{hint}")
            conditions.add((fact, value))
        return Selector(context, frozenset(conditions))

    def _keys(self, written: Text) -> Keys:
        """Canonical keys; empty when there was an error."""
        keys: list[str] = []
        for part in written.value.split():
            try:
                keys.append(key_named(part))
            except BadKey as e:
                self._problems.error(written.place, f"in {written.value!r}, {part}: {e}")
                return ()
        if not keys:
            self._problems.error(written.place, "no key is named here; write space for the space bar")
        return tuple(keys)

    def _command(self, line: Entry) -> str | None:
        """The command line, empty to unbind; None when there was an error."""
        if not isinstance(line.value, Text):
            self._problems.error(line.value.place, f"{line.key.value!r} should have one command line, or null")
            return None
        if line.value.is_null:
            return ""
        written = line.value.value.strip()
        command = written if written.startswith(SHELL) else " ".join(written.split())
        name = split(command)[0].text if command else ""
        if command and self._commands is not None and name not in self._commands:
            hint = did_you_mean(name, self._commands)
            self._problems.error(line.value.place, f"there is no command {name!r}{hint}")
            return None
        return command

    def _bind(self, binding: Binding) -> None:
        first = self._taken.setdefault((binding.selector, binding.keys), binding)
        if first is not binding:
            there = f"first in line {first.place.line}, column {first.place.column}"
            self._problems.error(binding.place, f"in {binding.selector}, {binding.sequence} is bound twice, {there}")
            return
        self.bindings.append(binding)
