"""Words that don't fit a command."""

from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.commands.registry import Command


class Usage(Refused):
    """The words are wrong, whatever the desk holds; exit status 2 in a shell."""

    def __init__(self, words: str, command: "Command | None" = None) -> None:
        super().__init__(words)
        self.command = command
