"""`answer`, `complete`, `narrow`: while the console asks something."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import choice
from supportterm.commands.registry import CONSOLE, command

Answer = Annotated[str, choice("answer", "yes", "no")]


@command("answer", faces=(CONSOLE,), contexts=("dialog",), group="console")
def answer(call: Call, word: Answer) -> None:
    """Answer a question of yes or no."""
    call.console.answer(word)


@command("complete", faces=(CONSOLE,), contexts=("prompt",), group="console")
def complete(call: Call) -> None:
    """Take the chosen line of the list, or the first, into the line being typed."""
    call.console.complete()


@command("narrow", faces=(CONSOLE,), contexts=("dialog",), group="console")
def narrow(call: Call) -> None:
    """Type, to narrow the lines that are being read."""
    call.console.narrow()
