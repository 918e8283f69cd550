"""What the commands themselves say of a keymap's lines: words they don't take, places they don't work in."""

from collections.abc import Iterator
from typing import NoReturn

from supportterm.commands.call import Call
from supportterm.commands.kinds import TICKET, TICKETS
from supportterm.commands.parse import Missing, bind
from supportterm.commands.registry import CONSOLE, Command, find
from supportterm.commands.usage import Usage
from supportterm.config.keymap import MODAL, Binding, Keymap
from supportterm.config.marked import Problem
from supportterm.core.commandline import texts


class _NoDesk(Exception):
    """A word that only a desk can judge."""


def problems(keymap: Keymap) -> list[Problem]:
    """What of *keymap* runs into a refusal whenever it is pressed, in the order of the files."""
    found = (problem for binding in keymap.bindings if binding.command for problem in _problems(binding))
    return sorted(found)


def _problems(binding: Binding) -> Iterator[Problem]:
    words = texts(binding.command)
    lead = f"in {binding.selector}, {binding.sequence} ({binding.command})"
    try:
        command, size = find(words)
        if CONSOLE not in command.faces:
            yield Problem(binding.place, f"{lead} can't run: {command.name} is for shells only")
            return
        if not _works_in(command, binding.selector.context):
            places = ", ".join(command.contexts)
            yield Problem(binding.place, f"{lead} can't run here: {command.name} works in {places}")
        bind(command, words[size:], Call(_no_desk, selection=(1,)))
    except (Missing, _NoDesk):
        return
    except Usage as usage:
        yield Problem(binding.place, f"{lead}: {usage}")


def _works_in(command: Command, context: str) -> bool:
    """What is done to tickets can be done wherever one is at hand, and all that a place is not named for."""
    first = next(iter(command.positionals), None)
    at_hand = first is not None and (first.kind is TICKET or first.kind is TICKETS) and context not in MODAL
    return at_hand or not command.contexts or context in (*command.contexts, "global")


def _no_desk() -> NoReturn:
    raise _NoDesk
