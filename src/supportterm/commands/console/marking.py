"""`mark`, `to-mark`: letters on tickets."""

from supportterm.commands.call import Call
from supportterm.commands.kinds import Word
from supportterm.commands.registry import CONSOLE, command


@command("mark", faces=(CONSOLE,), group="lists", examples=("mark a",))
def mark(call: Call, letter: Word = "") -> None:
    """Put a letter on a ticket, to come back to it; without a letter, be asked."""
    call.console.marks.put(letter)


@command("to-mark", faces=(CONSOLE,), group="lists", examples=("to-mark a",))
def to_mark(call: Call, letter: Word = "") -> None:
    """Go to the ticket with a letter; `'` stands for the one you came from."""
    call.console.marks.go(letter)
