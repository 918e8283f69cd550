"""`keys`: the cheat sheet, made from the keymap that is really in force."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from supportterm.commands.call import Bold, Dim, Outcome
from supportterm.commands.registry import command_of, first_words
from supportterm.config.keymap import CONTEXTS, MODAL, TYPING, Keymap, Selector, stack
from supportterm.config.keymap_file import load_named, load_path
from supportterm.config.keytrie import live
from supportterm.config.marked import ConfigError
from supportterm.config.paths import Paths, names, paths
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
    "output": "Output of a program",
    "log": "Log of a ticket",
    "dashboard": "Dashboard",
    "radar": "Radar",
    "dialog": "A question of yes or no",
    "prompt": "A line to type, and lists",
}
PANES = tuple(context for context in CONTEXTS if context not in (*TYPING, *MODAL, "global"))
ABOUT_TICKETS = ("queue", "ticket", "chat", "customer", "log", "radar")
COUNTS = "Digits before a key are a count; a prefix waits for its next key as long as you like."
CHANGED = "`:bind KEYS COMMAND` gives a key another meaning, `:keymap` takes other keys."


class Section(NamedTuple):
    """What works in one place, or in several alike: each command line with all its keys."""

    title: str
    places: tuple[str, ...]
    """Contexts, or one selector."""
    lines: dict[str, list[str]]


def named(name: str, here: Paths | None = None) -> Keymap:
    """The keymap *name*. Raises Refused when there is none, ConfigError with all its mistakes."""
    try:
        return load_named(name, here or paths(), commands=first_words())
    except LookupError as error:
        raise Refused(str(error.args[0])) from None


def chosen() -> str:
    """The keymap that the person uses. Raises ConfigError."""
    from supportterm.config.settings import load

    return load().keymap


def sheet(keymap: Keymap, *, markdown: bool) -> Outcome:
    """Every key of *keymap*, said once where it is the same in several places."""
    there = sections(keymap)
    records = [
        {"context": place, "keys": key, "command": line, "does": meaning(line)}
        for section in there
        for line, keys in section.lines.items()
        for key in keys
        for place in section.places
    ]
    return Outcome(records=records, lines=_markdown(keymap.name, there) if markdown else _text(keymap.name, there))


def sections(keymap: Keymap) -> list[Section]:
    """What many places share comes first, what holds only in a situation last."""
    shared: dict[tuple[str, str, str], list[str]] = {}
    for context in CONTEXTS:
        for binding in (each.binding for each in live(keymap, stack(context))):
            if binding.selector.context == context:
                alone = "" if context in PANES else context
                shared.setdefault((alone, binding.sequence, binding.command), []).append(context)
    grouped: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for (_, keys, line), contexts in shared.items():
        grouped.setdefault(tuple(contexts), {}).setdefault(line, []).append(keys)
    ordered = sorted(grouped, key=lambda places: (places[0] not in PANES, -len(places), CONTEXTS.index(places[0])))
    return [*(Section(_title(places), places, grouped[places]) for places in ordered), *_situations(keymap)]


def check(name: str) -> list[str]:
    """What is wrong or doubtful in a keymap, by name or by file, a line each.

    Without a name: in all of the person's own, and in the one they use. Raises Refused when there is none.
    """
    here = paths()
    if name and name not in names("keymaps", here) and not Path(name).expanduser().is_file():
        raise Refused(f"there is no keymap and no file {name!r}; there are {', '.join(names('keymaps', here))}")
    own = sorted(file.stem for file in (here.config / "keymaps").glob("*.yaml"))
    asked = [name] if name else list(dict.fromkeys([*own, chosen()]))
    return [line for one in asked for line in _mistakes(one, here)]


def meaning(line: str) -> str:
    """What a command line does, in the command's own words."""
    found = command_of(line)
    return found.summary if found is not None else ""


def _mistakes(name: str, here: Paths) -> list[str]:
    from supportterm.commands.keymap_lines import problems

    try:
        is_named = name in names("keymaps", here)
        keymap = named(name, here) if is_named else load_path(Path(name).expanduser(), here, commands=first_words())
    except ConfigError as error:
        return [str(problem) for problem in error.errors]
    return [str(problem) for problem in sorted([*keymap.warnings, *problems(keymap)])]


def _situations(keymap: Keymap) -> Iterator[Section]:
    """What narrower selectors add, and what they take away."""
    selectors = dict.fromkeys(b.selector for b in keymap.bindings if b.selector.conditions)
    for selector in sorted(selectors, key=lambda each: CONTEXTS.index(each.context)):
        lines: dict[str, list[str]] = {}
        for each in live(keymap, stack(selector.context, **dict(selector.conditions))):
            if each.binding.selector == selector:
                lines.setdefault(each.binding.command, []).append(each.binding.sequence)
        if lines:
            yield Section(_situation(selector), (str(selector),), lines)


def _situation(selector: Selector) -> str:
    conditions = ", ".join(f"{fact} {value}" for fact, value in sorted(selector.conditions))
    return f"{TITLES[selector.context]}: {conditions}"


def _title(places: Sequence[str]) -> str:
    if set(places) == set(PANES):
        return "In every pane"
    if tuple(places) == ABOUT_TICKETS:
        return "Wherever a ticket is at hand"
    first, *rest = (TITLES[place] for place in places)
    return ", ".join([first, *(title[:1].lower() + title[1:] for title in rest)])


def _told(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each line with what it does; of several of one command the first says it for all."""
    before = ""
    for line in lines:
        says = meaning(line)
        yield line, "" if says == before else says
        before = says


def _text(name: str, there: Sequence[Section]) -> Iterator[str]:
    yield f"Keys of the keymap {name}. {COUNTS} {CHANGED}"
    width = max((len("  ".join(keys)) for section in there for keys in section.lines.values()), default=0)
    for section in there:
        yield ""
        yield Bold(section.title)
        for line, does in _told(section.lines):
            yield f"  {'  '.join(section.lines[line]):<{min(width, 22)}}  {line:<20}  {does}".rstrip()
    yield ""
    yield Dim("`keys NAME` prints another keymap, `keys --check` finds what is wrong in yours.")


def _markdown(name: str, there: Sequence[Section]) -> Iterator[str]:
    yield f"# Keys: the keymap `{name}`"
    yield ""
    yield f"{COUNTS} {CHANGED}"
    for section in there:
        yield from ("", f"## {section.title}", "", "| keys | command | does |", "|---|---|---|")
        for line, does in _told(section.lines):
            keys = " ".join(f"`{key}`" for key in section.lines[line])
            yield f"| {_cell(keys)} | `{_cell(line)}` | {does} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
