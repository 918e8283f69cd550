"""A key given another meaning in a person's own keymap, whose every other line stays as they wrote it."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from supportterm.config.keymap import Keys, sequence
from supportterm.config.keymap_file import load
from supportterm.config.keynames import BadKey, key_named
from supportterm.config.marked import ConfigError, Entry, Problem, Table, Text
from supportterm.config.paths import Paths, locate
from supportterm.config.yamlfile import Readable, parse


class _Draft(NamedTuple):
    """A file that is not written yet."""

    name: str
    text: str

    def read_bytes(self) -> bytes:
        return self.text.encode()


def rebind(name: str, here: Paths, context: str, keys: Keys, line: str, *, commands: Collection[str]) -> Path:
    """Have *keys* do *line* in *context* by the person's own keymap *name*, which is begun where there is none.

    An own one of the name of a shipped one extends that. Answers the file. Raises ConfigError, with nothing written,
    where it would be no keymap any more; OSError.
    """
    file = here.config / "keymaps" / f"{name}.yaml"
    before = file.read_text("utf-8") if file.exists() else f"# My own keys, over those of {name}.\nextends: {name}\n"
    draft = _Draft(file.name, bound(before, file.name, context, keys, line))

    def find(parent: str) -> Readable:
        return locate("keymaps", parent, here, shipped_only=parent == name)

    load(draft, find=find, commands=commands)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_suffix(".part")
    part.write_text(draft.text, "utf-8")
    part.replace(file)
    return file


def typed_keys(written: str) -> Keys:
    """`g x` → its keys. Raises BadKey."""
    keys = tuple(key_named(part) for part in written.split())
    if not keys:
        raise BadKey("name a key, like T, or several after each other, like `g x`")
    return keys


def bound(text: str, file: str, context: str, keys: Keys, line: str) -> str:
    """The keymap *text* with *keys* doing *line* in *context*, a selector as keymaps write them; nothing unbinds.

    Raises ConfigError where it can't be read, or where the key is bound in a way that only a hand can change.
    """
    table = parse(text, file) if text.strip() else None
    lines = text.split("\n")
    said = f"{_quoted(sequence(keys))}: {_quoted(line) if line else 'null'}"
    section = None
    for entry in table.entries if table is not None else ():
        places = [part.strip() for part in entry.key.value.split(",")]
        if context not in places:
            continue
        there = _bound_there(entry, keys)
        if there is not None:
            at = there.key.place
            if len(places) > 1 or not _on_its_own_line(entry, there):
                raise ConfigError([Problem(at, "this binds the key together with others; change it here")])
            indent = lines[at.line - 1][: at.column - 1]
            lines[at.line - 1] = f"{indent}{said}"
            return "\n".join(lines)
        if len(places) == 1:
            section = entry
    if section is None:
        return f"{text.rstrip()}\n\n{context}:\n  {said}\n".lstrip("\n")
    if not isinstance(section.value, Table) or section.value.place.line == section.key.place.line:
        raise ConfigError([Problem(section.key.place, "write one key a line below this, so that others can be added")])
    first = section.value.entries[0].key.place
    lines.insert(first.line - 1, f"{' ' * (first.column - 1)}{said}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _bound_there(entry: Entry, keys: Keys) -> Entry | None:
    for each in entry.value.entries if isinstance(entry.value, Table) else ():
        try:
            if typed_keys(each.key.value) == keys:
                return each
        except BadKey:
            continue
    return None


def _on_its_own_line(section: Entry, there: Entry) -> bool:
    """Whether nothing else stands on its line, and it on no other."""
    entries: Sequence[Entry] = section.value.entries if isinstance(section.value, Table) else ()
    line = there.key.place.line
    alone = section.key.place.line != line and [each.key.place.line for each in entries].count(line) == 1
    return alone and isinstance(there.value, Text) and there.value.one_line and there.value.place.line == line
