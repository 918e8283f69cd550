"""Macro files: a prepared answer and the commands that go with it, one a file.

    title: Ask for the log
    reply: |
      Hello {{ requester.first_name }}, could you send us the log?
    commands: [status pending, tag +log]
    when: status:<solved
    then: next

The file's name is the macro's, unless `name` says otherwise.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from supportterm.config.marked import ConfigError, Items, Place, Problem, Problems, Table, Text, did_you_mean
from supportterm.config.typed import build
from supportterm.config.yamlfile import read
from supportterm.core.nouns import Macro

_NAME: Final = r"^[\w][\w-]*$"


class MacroFile(msgspec.Struct, frozen=True):
    """What a macro file holds."""

    title: str
    name: Annotated[str, msgspec.Meta(pattern=_NAME, examples=["ask-for-log"])] = ""
    reply: str = ""
    note: str = ""
    commands: tuple[str, ...] = ()
    then: Literal["stay", "next", "close"] = "stay"
    when: str = ""


def load_macros(path: Path, *, commands: Collection[str] | None = None) -> tuple[Macro, ...]:
    """The macro in a file, or all macros of a folder, by name.

    *commands* are the names a command line may begin with; None leaves them unchecked. Raises ConfigError with
    what is wrong in any of the files.
    """
    problems = Problems()
    files = sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else [path]
    found: dict[str, Macro] = {}
    for file in files:
        place = Place(str(file), 1, 1)
        macro = _macro(file, problems, commands)
        if macro is not None and macro.name in found:
            problems.error(place, f"another file has a macro {macro.name!r} too")
        elif macro is not None:
            found[macro.name] = macro
    if path.is_dir() and not files:
        raise ConfigError([Problem(Place(str(path), 1, 1), "there is no .yaml file in this folder")])
    problems.raise_any()
    return tuple(found[name] for name in sorted(found))


def _macro(file: Path, problems: Problems, commands: Collection[str] | None) -> Macro | None:
    try:
        table = read(file)
    except ConfigError as e:
        problems.errors.extend(e.errors)
        return None
    _check_commands(table, problems, commands)
    made = build(table, MacroFile, problems)
    if made is None:
        return None
    if not (made.reply or made.note or made.commands):
        problems.error(table.place, "the macro does nothing; give it a reply, a note or commands")
    name = made.name or file.stem
    return Macro(name, made.title, made.reply, made.note, made.commands, made.then, made.when)


def _check_commands(table: Table, problems: Problems, commands: Collection[str] | None) -> None:
    lines = table.get("commands")
    if commands is None or not isinstance(lines, Items):
        return
    for line in lines.items:
        name = line.value.partition(" ")[0] if isinstance(line, Text) else ""
        if name and name not in commands:
            problems.error(line.place, f"there is no command {name!r}{did_you_mean(name, commands)}")
