"""Tickets that belong together: verbs, as those of core/verbs.py.

Of each pair one is above: the problem, the parent, the original. A ticket has one of a kind above it, and nothing that
is below is above another of the same kind, so that a link never leads round in a circle.
"""

from typing import Final

from supportterm.core.nouns import Ticket
from supportterm.core.numbers import label
from supportterm.core.operations import LinkTicket, Planned, Subject
from supportterm.core.refusal import Refused
from supportterm.core.terms import LINKS
from supportterm.core.verbs import Rules, check_workable

BELOW: Final = ("incident", "child", "duplicate")
"""As what a ticket is linked to another."""


def link(ticket: Ticket, rules: Rules, to: Ticket, kind: str) -> list[Planned]:
    """*ticket* is an incident, a child or a duplicate of *to*."""
    check_workable(ticket)
    check_workable(to)
    above = LINKS[kind]
    name, other = _name(ticket), _name(to)
    if ticket.id == to.id:
        raise Refused(f"{name} can't be linked to itself")
    if to.id in _linked(ticket, above):
        return []
    if _linked(ticket, above):
        raise Refused(f"{name} has {_article(above)} already, {label(_linked(ticket, above)[0])}; `unlink` ends that")
    if _linked(ticket, kind):
        raise Refused(f"{name} is itself {_article(above)}, of {label(_linked(ticket, kind)[0])}")
    if _linked(to, above):
        raise Refused(f"{other} is itself {_article(kind)}; link {name} to {label(_linked(to, above)[0])}")
    return [_said(ticket, to, above), _said(to, ticket, kind)]


def unlink(ticket: Ticket, rules: Rules, to: Ticket) -> list[Planned]:
    """*ticket* and *to* no longer belong together, whichever of them is above."""
    kinds = [link.kind for link in ticket.links if link.ticket == to.id]
    if not kinds:
        raise Refused(f"{_name(ticket)} and {_name(to)} are not linked")
    here = [_said(ticket, to, kind, on=False) for kind in kinds]
    return here + [_said(to, ticket, LINKS[kind], on=False) for kind in kinds]


def _said(ticket: Ticket, other: Ticket, kind: str, *, on: bool = True) -> Planned:
    return Planned(Subject("ticket", ticket.id), LinkTicket(other.id, kind, on))


def _linked(ticket: Ticket, kind: str) -> list[int]:
    return [link.ticket for link in ticket.links if link.kind == kind]


def _name(ticket: Ticket) -> str:
    return label(ticket.id, ticket.number)


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
