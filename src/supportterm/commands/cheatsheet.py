"""`keys`: the cheat sheet, made from the keymap that is really in force."""

from collections.abc import Iterator
from pathlib import Path

from supportterm.commands.call import Outcome
from supportterm.commands.index import INDEX
from supportterm.commands.registry import find
from supportterm.config.keymap import CONTEXTS, Binding, Keymap, stack
from supportterm.config.keymap_file import load_named, load_path
from supportterm.config.keytrie import live
from supportterm.config.marked import ConfigError
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused

TITLES = {
    "global": "Everywhere",
    "views": "Views",
    "queue": "Queue",
    "ticket": "Ticket",
    "chat": "Chat",
    "compose": "Writing",
    "kb": "Knowledge base",
    "customer": "Customer",
    "outbox": "Outbox",
    "dialog": "Dialogs",
    "prompt": "Prompts",
}

NAMES = frozenset(name.partition(" ")[0] for name in INDEX)
"""What a command line in a keymap may begin with."""


def named(name: str) -> Keymap:
    """The keymap *name*. Raises Refused when there is none, ConfigError with all its mistakes."""
    try:
        return load_named(name or "default", paths(), commands=NAMES)
    except LookupError as error:
        raise Refused(str(error)) from None


def sheet(name: str, *, markdown: bool) -> Outcome:
    """Every key of the keymap *name*, context by context."""
    keymap = named(name)
    records = [
        {"context": context, "keys": one.sequence, "command": one.command, "does": meaning(one.command)}
        for context in CONTEXTS
        for one in _of(keymap, context)
    ]
    return Outcome(records=records, lines=_markdown(keymap) if markdown else _text(keymap))


def check_file(path: str) -> list[str]:
    """What is wrong or doubtful in a keymap file, a line each; empty when nothing is."""
    file = Path(path).expanduser()
    if not file.is_file():
        raise Refused(f"there is no file {path!r}")
    try:
        keymap = load_path(file, paths(), commands=NAMES)
    except ConfigError as error:
        return [str(problem) for problem in error.errors]
    return [str(problem) for problem in keymap.warnings]


def meaning(line: str) -> str:
    """What a command line does, in the command's own words."""
    try:
        return find(line.split())[0].summary
    except Refused:
        return ""


def _of(keymap: Keymap, context: str) -> list[Binding]:
    """The bindings that *context* adds, without those it shares with everywhere."""
    there = [one.binding for one in live(keymap, stack(context))]
    return [b for b in there if b.selector.context == context]


def _text(keymap: Keymap) -> Iterator[str]:
    yield f"Keys of the keymap {keymap.name}. Digits before a key are a count; a prefix waits for you."
    for context in CONTEXTS:
        bindings = _of(keymap, context)
        if bindings:
            yield ""
            yield TITLES[context]
            yield from (f"  {b.sequence:<12} {b.command:<22} {meaning(b.command)}" for b in bindings)


def _markdown(keymap: Keymap) -> Iterator[str]:
    yield f"# Keys: the keymap `{keymap.name}`"
    yield ""
    yield "Digits before a key are a count. A prefix waits for its next key as long as you like."
    for context in CONTEXTS:
        bindings = _of(keymap, context)
        if bindings:
            yield from ("", f"## {TITLES[context]}", "", "| keys | command | does |", "|---|---|---|")
            for b in bindings:
                keys, line = b.sequence.replace("|", "\\|"), b.command.replace("|", "\\|")
                yield f"| `{keys}` | `{line}` | {meaning(b.command)} |"
