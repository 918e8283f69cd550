"""What is asked before it is done. What can be undone with one key mostly is not."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from supportterm.commands.kinds import TICKET, TICKETS, names_ticket
from supportterm.commands.registry import find
from supportterm.core.commandline import texts
from supportterm.core.describe import Name
from supportterm.core.numbers import label
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.commands.call import Call
    from supportterm.config.settings import Confirm
    from supportterm.desk import Desk

_SHOWN: Final = 6
"""Tickets of many that a question shows."""


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
        *named, into = (word if names_ticket(word) else f"#{word}" for word in words[size:])
        what = ", ".join(named) or (_tickets(subjects, name) if subjects else "")
        return f"merge {what} into {into}?" if what not in ("", into) else ""  # into itself is refused at once
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


def acted_on(line: str, subjects: Sequence[int], desk: "Desk") -> str:
    """To which tickets *line* is going to be done, in words, where it takes any and names none itself."""
    command, size = find(texts(line))
    first = command.positionals[0].kind if command.positionals else None
    if first not in (TICKET, TICKETS) or not subjects or any(map(names_ticket, texts(line)[size:])):
        return ""
    if len(subjects) > 1:
        return _tickets(subjects, desk.label)
    return f"{desk.label(subjects[0])} {safe_line(desk.row(subjects[0]).subject, 60)}"


def at_stake(line: str, subjects: Sequence[int], call: "Call") -> list[str]:
    """What a question about *line* shows under it: of a merge, the tickets, by what they are about and who asks."""
    command, size = find(texts(line))
    if command.name != "merge":
        return []
    *named, into = texts(line)[size:]
    try:
        subjects, last = TICKETS.parse(named, call) if named else subjects, TICKET.parse([into], call)
    except (ValueError, Refused):  # said when it is run
        return []
    rows = [call.desk.row(ticket) for ticket in (*subjects[:_SHOWN], last)]
    who = [safe_line(row.requester or row.email, 40) for row in rows]
    marks = [*("merge" for _ in rows[1:]), "into"]
    said = [
        f"{mark:<5} {call.desk.label(row.id)}  {safe_line(row.subject, 60)} · {asks}"
        for mark, row, asks in zip(marks, rows, who, strict=True)
    ]
    asked = {row.email for row in rows}
    return [*said, *(["they were asked by different people"] if len(asked) > 1 else [])]


def _tickets(subjects: Sequence[int], name: Name) -> str:
    return name(subjects[0]) if len(subjects) == 1 else f"{len(subjects)} tickets"
