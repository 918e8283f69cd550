"""A remote's feed, read to its end."""

import uuid
from collections.abc import Callable

from supportterm.backends.protocol import Helpdesk, Knowledge
from supportterm.core.remote import Item, Page, RemoteArticle, TicketSeen


def everything(backend: Helpdesk, cursor: str = "") -> tuple[list[Item], str]:
    """All that is told from a cursor on, and where it ends."""
    return _whole(backend.changes, cursor)


def newest(backend: Helpdesk, cursor: str = "") -> tuple[dict[str, TicketSeen], str]:
    """Of the tickets among it, the newest form of each by its key."""
    items, end = everything(backend, cursor)
    return {item.ticket.key: item for item in items if isinstance(item, TicketSeen)}, end


def all_articles(backend: Knowledge, cursor: str = "") -> tuple[list[RemoteArticle], str]:
    """All that is told of articles from a cursor on, and where it ends."""
    items, end = _whole(backend.articles, cursor)
    return [item for item in items if isinstance(item, RemoteArticle)], end


def newest_articles(backend: Knowledge, cursor: str = "") -> tuple[dict[str, RemoteArticle], str]:
    """The newest form of each by its key."""
    items, end = all_articles(backend, cursor)
    return {item.key: item for item in items}, end


def _whole(read: Callable[[str], Page], cursor: str) -> tuple[list[Item], str]:
    items: list[Item] = []
    for _ in range(2_000):
        page = read(cursor)
        items += page.items
        cursor = page.cursor
        if not page.more:
            return items, cursor
    raise AssertionError("the feed has no end")


def marker() -> str:
    """One as an entry of the outbox has it."""
    return str(uuid.uuid4())
