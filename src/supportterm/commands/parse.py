"""A command line → a call: words are matched with a command's parameters, and what is missing is said."""

from collections.abc import Sequence
from typing import Any

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import PATH, TEXT, TICKET, TICKETS, article, names_ticket
from supportterm.commands.registry import Command, Parameter, find
from supportterm.commands.usage import Usage
from supportterm.core.commandline import WrongOption, sort_out, texts
from supportterm.core.safe import storable


class Missing(Usage):
    """A required argument was not given; the console asks for it, a shell says so."""

    def __init__(self, parameter: Parameter, command: Command) -> None:
        super().__init__(f"{command.name} needs {_named(parameter)}", command)
        self.parameter = parameter


def missing(name: str, parameter: str) -> Missing:
    """What a command raises that finds only on its way that it needs one more of its parameters."""
    found, _ = find(name.split())
    return Missing(next(one for one in found.parameters if one.name == parameter), found)


def run(line: str | Sequence[str], call: Call) -> Outcome:
    """Carry out a command line, given whole or as words. Raises Refused, Usage or Missing; then nothing changed."""
    words = texts(line) if isinstance(line, str) else list(line)
    found, size = find(words)
    return run_command(found, words[size:], call)


def run_command(found: Command, words: Sequence[str], call: Call) -> Outcome:
    arguments = bind(found, words, call)
    return found.run(call, **arguments) or Outcome()


def bind(found: Command, words: Sequence[str], call: Call) -> dict[str, Any]:
    """Values by parameter name for *found*, parsed."""
    loose, named = _sorted(found, words)
    values: dict[str, Any] = {}
    for place, parameter in enumerate(found.positionals):
        given = _selected(parameter, loose, call) if place == 0 else None
        given = given or _by_name(parameter, named) or _take(parameter, loose)
        if given is not None:
            values[parameter.attribute] = _parsed(found, parameter, given, call)
    if loose:
        raise Usage(f"{found.name}: {loose[0]!r} is one word too many", found)
    for parameter in found.options:
        if parameter.name in named:
            text = named[parameter.name]
            values[parameter.attribute] = True if text is None else _parsed(found, parameter, [text], call)
    for parameter in found.parameters:
        if parameter.required and parameter.attribute not in values:
            raise Missing(parameter, found)
    return values


def _sorted(found: Command, words: Sequence[str]) -> tuple[list[str], dict[str, str | None]]:
    """Loose words, and options by name (None for a flag). After `--` all words are loose.

    A text may be named as well: `return 12 --reason fixed`, as `escalate` takes it.
    """
    if not any(word.startswith("--") for word in words):  # as of most keys
        return list(words), {}
    options = {p.name: p for p in found.options}
    named_too = {p.name: p for p in found.positionals if p.kind is TEXT} | options
    try:
        several = [p.name for p in found.options if p.kind.several]
        loose, named = sort_out(words, {p.name: p.flag for p in named_too.values()}, several)
    except WrongOption as wrong:
        if wrong.lacks:
            kind = named_too[wrong.name].kind.name
            raise Usage(f"--{wrong.name} needs {article(kind)} {kind}", found) from None
        there = ", ".join(f"--{o}" for o in options) or "none"
        raise Usage(f"{found.name} has no option --{wrong.name}; there are: {there}{_dashes(found)}", found) from None
    return [word.text for word in loose], {name: given and given.text for name, given in named.items()}


def _dashes(found: Command) -> str:
    """How to write a text that begins with dashes, for a command that takes one."""
    return "; a text that begins so comes after --" if any(p.kind.many for p in found.positionals) else ""


def _selected(parameter: Parameter, loose: list[str], call: Call) -> list[str] | None:
    """The console's selection, for a command about tickets that was not given `#12`, `~3` or `id:12`."""
    takes = parameter.kind is TICKET or parameter.kind is TICKETS
    if not takes or not call.selection or (loose and names_ticket(loose[0])):
        return None
    return [",".join(f"id:{id}" for id in call.selection)]


def _named(parameter: Parameter) -> str:
    """`a ticket`, `--to TEAM`: what is to be given."""
    kind = parameter.kind
    if parameter.option:
        return f"--{parameter.name} {kind.name.upper()}"
    word = kind.name if parameter.name == f"{kind.name}s" else parameter.name
    return f"{article(word)} {word}"


def _by_name(parameter: Parameter, named: dict[str, str | None]) -> list[str] | None:
    text = named.get(parameter.name) if parameter.kind is TEXT else None
    return [text] if text else None


def _take(parameter: Parameter, loose: list[str]) -> list[str] | None:
    """The words of *parameter*, taken from the front of *loose*; None when it gets none."""
    if not loose:
        return None
    if parameter.kind.many:
        taken, loose[:] = list(loose), []
        return taken
    return [loose.pop(0)]


def _parsed(found: Command, parameter: Parameter, given: list[str], call: Call) -> object:
    if parameter.kind is not PATH:  # a file's name may hold any bytes
        given = [storable(word) for word in given]
    try:
        return parameter.kind.parse(given, call)
    except ValueError as error:
        name = f"--{parameter.name}" if parameter.option else parameter.name
        raise Usage(f"{name}: {error}", found) from None
