"""Search results with the tickets they belong to, as people see them."""

from typing import NamedTuple

from supportterm.core.query import Context, Query
from supportterm.core.terms import Role
from supportterm.store.rows import TicketRow
from supportterm.store.search import search
from supportterm.store.sqlite import Connection
from supportterm.store.windows import row


class Hit(NamedTuple):
    """A message that was found. Its text is as it came; *start* and *end* mark the hit in the excerpt."""

    message: int
    ticket: int
    row: TicketRow
    role: Role
    author: str
    at: int
    excerpt: str
    start: int
    end: int
    position: int
    """Where the hit stands in the message's body."""


class SearchPage(NamedTuple):
    """Newest first. *complete*: nothing older matches, else `before=next` goes on.

    *looked_back_to* (milliseconds) is set when the budget ended the search: what is older was not looked at.
    """

    hits: tuple[Hit, ...]
    complete: bool
    looked_back_to: int | None
    next: int | None


def search_page(
    connection: Connection, query: Query, context: Context, *, limit: int, before: int | None
) -> SearchPage:
    """As `search`, each hit with its ticket's row."""
    page = search(connection, query, context, limit=limit, before=before)
    rows = {ticket: row(connection, ticket, context.me) for ticket in {h.ticket for h in page.hits}}
    hits = []
    for hit in page.hits:
        owner = rows[hit.ticket]
        if owner is not None:
            hits.append(Hit(hit.message, hit.ticket, owner, Role(hit.role), *hit[3:]))
    return SearchPage(tuple(hits), page.complete, page.looked_back_to, page.next)
