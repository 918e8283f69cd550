"""What is asked before it is done. What can be undone with one key mostly is not."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.kinds import TICKETS, names_ticket
from supportterm.commands.registry import find
from supportterm.core.commandline import texts
from supportterm.core.describe import Name
from supportterm.core.numbers import label
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.config.settings import Confirm


def doubt(
    line: str, subjects: Sequence[int], confirm: "Confirm", name: Name = label, left: Callable[[], str] = str
) -> str:
    """The question to ask before *line* is run on the tickets *subjects*; empty when there is none.

    *name* says what a ticket is called, *left* says what has not left the desk yet.
    """
    words = texts(line)
    try:
        command, size = find(words)
    except Refused:
        return ""
    if command.name == "quit" and confirm.quit:
        return "; ".join(filter(None, [left(), "leave the console?"]))
    if command.name == "discard" and confirm.discard:
        return "throw away what is written?"
    if command.name == "merge" and confirm.merge and len(words) > size:
        word = words[-1]
        into = word if names_ticket(word) else f"#{word}"
        return f"merge {_tickets(subjects, name)} into {into}?" if subjects else ""
    if command.name == "disconnect" and len(words) > size:
        return f"disconnect {words[-1]}, and forget its secret?"
    if confirm.bulk and len(subjects) > confirm.bulk and acts_on_selection(line):
        return f"{line}: on {_tickets(subjects, name)}?"
    return ""


def acts_on_selection(line: str) -> bool:
    """Whether *line* is done to the tickets selected, and not to others that it names."""
    words = texts(line)
    try:
        command, size = find(words)
    except Refused:
        return False
    on_selection = bool(command.positionals) and command.positionals[0].kind is TICKETS
    return on_selection and not any(map(names_ticket, words[size:]))


def _tickets(subjects: Sequence[int], name: Name) -> str:
    return name(subjects[0]) if len(subjects) == 1 else f"{len(subjects)} tickets"
