"""What a ticket is linked to, in words, as all faces show it."""

from typing import TYPE_CHECKING, Final

from supportterm.core.safe import cut
from supportterm.core.terms import LINKS, Status

if TYPE_CHECKING:
    from supportterm.core.nouns import Ticket
    from supportterm.desk import Desk

_NAMED: Final = 5
"""Linked tickets of a kind that are named; the rest is counted."""
_LONGEST: Final = 60


def links_in_words(desk: "Desk", ticket: "Ticket") -> list[str]:
    """`incident of #7 Printers are down · open`, `3 incidents, 2 of them open: #12, #13, #14`; a line a kind."""
    return [_kind(desk, ticket, kind) for kind in LINKS if any(link.kind == kind for link in ticket.links)]


def active(desk: "Desk", ticket: "Ticket", kind: str) -> list[int]:
    """The linked tickets of a kind that are not solved."""
    there = [link.ticket for link in ticket.links if link.kind == kind]
    return [number for number in there if desk.row(number).status < Status.SOLVED]


def _kind(desk: "Desk", ticket: "Ticket", kind: str) -> str:
    there = [link.ticket for link in ticket.links if link.kind == kind]
    if kind in ("problem", "parent", "original"):
        row = desk.row(there[0])
        return f"{LINKS[kind]} of {desk.label(row.id)} {cut(row.subject, _LONGEST)} · {Status(row.status).word}"
    left = len(active(desk, ticket, kind))
    many = f"{len(there)} {_plural(kind)}" if len(there) > 1 else f"1 {kind}"
    state = "all solved" if not left else "open" if left == len(there) else f"{left} of them open"
    rest = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
    return f"{many}, {state}: {', '.join(map(desk.label, there[:_NAMED]))}{rest}"


def _plural(kind: str) -> str:
    return "children" if kind == "child" else f"{kind}s"
