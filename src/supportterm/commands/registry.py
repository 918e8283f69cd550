"""The registry: a function's signature is its grammar.

Positional parameters come in order, keyword-only ones are `--options`; the annotation (a *kind*, see
kinds.py) parses, completes and prompts. A command's file is imported when it is first called.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple, TypeVar, get_args

from supportterm.commands.call import Outcome
from supportterm.commands.index import INDEX
from supportterm.commands.kinds import Kind, kind_of
from supportterm.commands.usage import Usage
from supportterm.core.commandline import texts
from supportterm.core.safe import cut
from supportterm.core.spelling import nearest

SHELL: Final = "shell"
CONSOLE: Final = "console"


class Parameter(NamedTuple):
    name: str
    """As people write it: `due-date`, without the dashes of an option."""
    attribute: str
    """As the function calls it."""
    kind: Kind
    option: bool
    required: bool
    default: object

    @property
    def flag(self) -> bool:
        return self.kind.flag


class Command(NamedTuple):
    name: str
    run: Callable[..., Outcome | None]
    parameters: tuple[Parameter, ...]
    doc: str
    contexts: tuple[str, ...]
    """Panes whose key may call it; empty is everywhere."""
    faces: tuple[str, ...]
    aliases: tuple[str, ...]
    examples: tuple[str, ...]
    group: str
    slow: bool
    """Waits for other machines, or for a person who is asked one thing after the other: the console does not."""

    @property
    def summary(self) -> str:
        return self.doc.partition("\n")[0].rstrip(".")

    @property
    def positionals(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.parameters if not p.option)

    @property
    def options(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.parameters if p.option)


F = TypeVar("F", bound=Callable[..., Outcome | None])
_known: dict[str, Command] = {}


def command(
    name: str,
    *,
    contexts: Sequence[str] = (),
    faces: Sequence[str] = (SHELL, CONSOLE),
    aliases: Sequence[str] = (),
    examples: Sequence[str] = (),
    group: str = "tickets",
    slow: bool = False,
) -> Callable[[F], F]:
    """Register the function below as command *name* (several words make a sub-command)."""

    def register(function: F) -> F:
        doc = " ".join((function.__doc__ or "").split("\n\n")[0].split())
        rest = "\n\n".join((function.__doc__ or "").split("\n\n")[1:])
        _known[name] = Command(
            name,
            function,
            tuple(_parameters(function)),
            doc + ("\n\n" + rest if rest.strip() else ""),
            tuple(contexts),
            tuple(faces),
            tuple(aliases),
            tuple(examples),
            group,
            slow,
        )
        return function

    return register


def find(words: Sequence[str]) -> tuple[Command, int]:
    """The command that *words* begin with, and how many of them are its name.

    Raises Usage with the nearest names when there is none.
    """
    for size in (2, 1):
        name = " ".join(words[:size])
        if len(words) >= size and name in INDEX:
            return _load(name), size
    if words and (own := _own(words[0])) is not None:
        return own, 1
    raise Usage(_unknown(words[0] if words else ""))


def command_of(line: str) -> Command | None:
    """The command that *line* is for; None when there is none."""
    try:
        return find(texts(line))[0]
    except Usage:
        return None


def family(word: str, face: str) -> list[str]:
    """The names of two words that begin with *word*: `kb list`, `kb show`, …"""
    names = (name for name in sorted(INDEX) if name.startswith(f"{word} "))
    return [name for name in names if face in _load(name).faces]


def known(name: str) -> bool:
    """Is there a command, or an alias, of this name?"""
    return name in INDEX


def every(face: str | None = None) -> Iterator[Command]:
    """All commands by name, those of one face only when asked."""
    for name in sorted(INDEX):
        found = _load(name)
        if found.name == name and (face is None or face in found.faces):
            yield found


def every_here(face: str) -> Iterator[Command]:
    """All commands of a face, and those of the person's own."""
    from supportterm.commands.own import every_own

    yield from every(face)
    yield from every_own()


def first_words() -> frozenset[str]:
    """What a command line can begin with, here."""
    from supportterm.config.paths import own_commands, paths

    return frozenset((*(name.partition(" ")[0] for name in INDEX), *own_commands(paths())))


def _own(name: str) -> Command | None:
    """A command of the person's own."""
    from supportterm.config.paths import own_commands, paths

    if name not in own_commands(paths()):
        return None
    from supportterm.commands.own import named

    return named(name)


def _load(name: str) -> Command:
    if name not in _known:
        import_module(f"supportterm.commands.{INDEX[name]}")
        for found in list(_known.values()):
            for alias in found.aliases:
                _known.setdefault(alias, found)
    return _known[name]


def _unknown(word: str) -> str:
    if there := family(word, SHELL):
        return f"{word} what? There are: {', '.join(there)}"
    from supportterm.commands.elsewhere import called

    for one, meant in called(word):
        here = f"what is called {meant} elsewhere is `{one.line}` here" if one.line else one.says
        return f"there is no command {cut(word, 80)!r}; {here}"
    near = nearest(word, INDEX, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `help` lists what there is"
    return f"there is no command {cut(word, 80)!r}{hint}"


def _parameters(function: Callable[..., Any]) -> Iterator[Parameter]:
    """Read from the function itself: importing `inspect` would cost more than the rest of a short command."""
    code = function.__code__
    hints = function.__annotations__
    names = code.co_varnames[1 : code.co_argcount]
    defaults = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
    for name in names:
        yield _parameter(name, hints[name], False, name not in defaults, defaults.get(name))
    keyword_defaults = function.__kwdefaults__ or {}
    for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:
        yield _parameter(name, hints[name], True, name not in keyword_defaults, keyword_defaults.get(name))


def _parameter(name: str, hint: object, option: bool, required: bool, default: object) -> Parameter:
    kind = kind_of(hint)
    if kind is None:
        kind = next(k for k in map(kind_of, get_args(hint)) if k is not None)
    return Parameter(name.rstrip("_").replace("_", "-"), name, kind, option, required, default)
