"""Changes found by walking through everything: each round tells all tickets, and then those that are gone.

A round can miss a ticket that is there (a copy that lags answered): what was not met is asked for by its key, and only
a plain "not there" makes it gone.
"""

from collections.abc import Callable

import msgspec

from supportterm.backends.errors import NotThere
from supportterm.core.remote import Item, Page, TicketGone, TicketSeen


class Round(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far the walk is: as text, a cursor."""

    after: str = ""
    met: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """What the last whole round met."""


def walk(cursor: str, ask: Callable[[str], Page], fetch: Callable[[str], Item]) -> Page:
    """The next page of the round. *ask* answers tickets behind a key, and with the last of them an empty cursor."""
    at = msgspec.json.decode(cursor, type=Round) if cursor else Round()
    page = ask(at.after)
    met = (*at.met, *(item.ticket.key for item in page.items if isinstance(item, TicketSeen)))
    if page.cursor:
        return msgspec.structs.replace(page, cursor=_text(Round(page.cursor, met, at.before)))
    missed = sorted(set(at.before) - set(met))
    found = tuple(_again(key, fetch) for key in missed)
    met += tuple(item.ticket.key for item in found if isinstance(item, TicketSeen))
    return Page((*page.items, *found), _text(Round("", (), met)), False, page.total)


def _again(key: str, fetch: Callable[[str], Item]) -> Item:
    try:
        return fetch(key)
    except NotThere:
        return TicketGone(key)


def _text(at: Round) -> str:
    return msgspec.json.encode(at).decode()
