"""What can't be done to a ticket where it lives, or by whom, said before anybody tries. (Who tries is refused.)"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from supportterm.commands.kinds import names_ticket
from supportterm.core.abilities import why_not
from supportterm.core.commandline import texts
from supportterm.core.permissions import Right
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role

if TYPE_CHECKING:
    from supportterm.core.nouns import Connected, Ticket
    from supportterm.desk import Desk

_NEEDS: Final[Mapping[str, str]] = {
    "reply": "reply",
    "draft": "reply",
    "forward": "forward",
    "status": "status",
    "solve": "status",
    "reopen": "status",
    "priority": "priority",
    "assign": "assignee",
    "take": "assignee",
    "unassign": "assignee",
    "tag": "tags",
    "merge": "merge",
    "escalate": "team",
}
"""The word of `Connected.can` that each command needs."""
_WORK: Final = frozenset({*_NEEDS, "set", "new", "macro", "snooze", "wake", "split", "suspend", "release"})
"""Commands that work a ticket, which not everybody may."""
_FIELDS: Final = ("subject", "status", "priority", "assignee", "team")
_LOOKED_AT: Final = 20
"""Tickets of a selection that are looked at."""


def why_not_here(desk: "Desk", tickets: Sequence[int], line: str) -> str:
    """Why *line* can't be done here, or to one of *tickets* where it lives; empty when it can, as far as is known."""
    connections = {c.name: c for c in desk.connections()}
    words = texts(line)
    if words and words[0] in _WORK and (reason := desk.why_not_to(Right.WORK, f"`{words[0]}`")):
        return reason
    if not connections or not words or any(names_ticket(word) for word in words[1:]):
        return ""
    needed = tuple(_needed(words))
    for number in tickets[:_LOOKED_AT] if needed else ():
        home = _home(desk, number, connections)
        reasons = (why_not(home, what) for what in needed) if home is not None else ()
        if reason := next(filter(None, reasons), ""):
            return reason
    return ""


def way_of(desk: "Desk", ticket: "Ticket", role: Role) -> str:
    """Where a message on *ticket* goes once it is sent, or why it goes nowhere; empty on a desk without connections."""
    connections = desk.connections()
    if not connections:
        return ""
    home = next((c for c in connections if c.name == ticket.home), None)
    if home is not None:
        reason = why_not(home, role.word)
        return reason or f"leaves for {home.title}"
    if role is Role.NOTE:
        return ""
    able = [c for c in connections if "tickets" not in c.can and role.word in c.can and not c.paused]
    if not able:
        return "stays here: this desk has no mail connection that sends"
    return f"leaves by {able[0].title}" if len(able) == 1 else "leaves by mail"


def _needed(words: Sequence[str]) -> Iterator[str]:
    if words[0] in _NEEDS:
        yield _NEEDS[words[0]]
    elif words[0] == "set":
        for word in words[1:]:
            name = word.partition("=")[0].lower()
            if word[:1] in ("+", "-"):
                yield "tags"
            elif name in _FIELDS:
                yield name
            elif name not in ("due", "requester", "organization"):
                yield f"field.{name.removeprefix('field.')}"


def _home(desk: "Desk", number: int, connections: "Mapping[str, Connected]") -> "Connected | None":
    try:
        return connections.get(desk.row(number).home)
    except Refused:
        return None
