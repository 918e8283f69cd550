"""Recorded keys, one recording a file: what a person did once, to be played again.

    keys:
      - x j
      - t t
      - type: +billing
      - enter

Keys are written as in keymaps; `type` is what was typed into a text box, `paste` what was pasted. A file may be written
by hand. The file's name is the recording's.
"""

from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from supportterm.config.keymap import Keys, sequence
from supportterm.config.keynames import BadKey, key_named
from supportterm.config.marked import ConfigError, Items, Node, Place, Problem, Problems, Table, Text
from supportterm.config.paths import Paths
from supportterm.config.yamlfile import Readable, read
from supportterm.core.directory import NAMES, is_name
from supportterm.core.refusal import Refused
from supportterm.core.safe import storable

LAST: Final = "last"
"""What was recorded last, while it has no name of its own."""
MOST: Final = 5000
"""Keys and characters of a recording."""


class Typed(NamedTuple):
    text: str


class Pasted(NamedTuple):
    text: str


Step = Keys | Typed | Pasted
"""Keys one after the other, or a text."""
Steps = tuple[Step, ...]


def names(here: Paths) -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in here.recordings.glob("*.yaml")))


def path_of(name: str, here: Paths) -> Path:
    """Where the recording *name* lies, or would. Raises Refused when nothing can be called so."""
    if not is_name(name):
        raise Refused(f"{name!r} can't be the name of a recording: {NAMES}")
    return here.recordings / f"{name}.yaml"


def load(name: str, here: Paths) -> Steps:
    """The steps of the recording *name*. Raises Refused when there is none, ConfigError with what is wrong in it."""
    file = path_of(name, here)
    if not file.exists():
        there = ", ".join(names(here)) or "none yet"
        raise Refused(f"there is no recording {name!r}; there are: {there}")
    return steps_in(file)


def steps_in(file: Readable) -> Steps:
    """The steps written in *file*. Raises ConfigError with all that is wrong."""
    table = read(file)
    problems = Problems()
    found: list[Step] = []
    for entry in table.entries:
        if entry.key.value != "keys" or not isinstance(entry.value, Items):
            problems.error(entry.key.place, "a recording is a list of `keys`")
        else:
            found += [step for item in entry.value.items if (step := _step(item, problems)) is not None]
    problems.raise_any()
    if not found:
        raise ConfigError([Problem(table.place, "there are no keys here")])
    return tuple(found)


def keep(name: str, steps: Steps, here: Paths) -> Path:
    """Write *steps* as the recording *name*, whole or not at all; answers where."""
    file = path_of(name, here)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(written(steps), encoding="utf-8")
    beside.replace(file)
    return file


def written(steps: Steps) -> str:
    """*steps* as a file holds them."""
    return "\n".join(["keys:", *(f"  - {_line(step)}" for step in steps), ""])


def shown(steps: Steps) -> str:
    """*steps* in one line, for lists."""
    return " ".join(sequence(step) if not isinstance(step, Typed | Pasted) else _quoted(step.text) for step in steps)


def _line(step: Step) -> str:
    match step:
        case Typed(text):
            return f"type: {_quoted(text)}"
        case Pasted(text):
            return f"paste: {_quoted(text)}"
        case _:
            return _quoted(sequence(step))


def _quoted(text: str) -> str:
    """In JSON's quotes, which YAML reads too, with nothing between them that YAML does not allow."""
    quoted = msgspec.json.encode(storable(text)).decode()
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def _step(item: Node, problems: Problems) -> Step | None:
    if isinstance(item, Text):
        return _keys(item.value, item.place, problems)
    if isinstance(item, Table) and len(item.entries) == 1:
        (entry,) = item.entries
        if isinstance(entry.value, Text) and entry.key.value in ("type", "paste"):
            return Typed(entry.value.value) if entry.key.value == "type" else Pasted(entry.value.value)
    problems.error(item.place, "here should stand keys, `type: text` or `paste: text`")
    return None


def _keys(text: str, place: Place, problems: Problems) -> Keys | None:
    keys = []
    for part in text.split():
        try:
            keys.append(key_named(part))
        except BadKey as error:
            problems.error(place, f"in {text!r}, {part}: {error}")
            return None
    return tuple(keys) or None
