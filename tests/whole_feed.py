"""A remote's feed, read to its end."""

import uuid

from supportterm.backends.protocol import Helpdesk
from supportterm.core.remote import Item, TicketSeen


def everything(backend: Helpdesk, cursor: str = "") -> tuple[list[Item], str]:
    """All that is told from a cursor on, and where it ends."""
    items: list[Item] = []
    for _ in range(2_000):
        page = backend.changes(cursor)
        items += page.items
        cursor = page.cursor
        if not page.more:
            return items, cursor
    raise AssertionError("the feed has no end")


def newest(backend: Helpdesk, cursor: str = "") -> tuple[dict[str, TicketSeen], str]:
    """Of the tickets among it, the newest form of each by its key."""
    items, end = everything(backend, cursor)
    return {item.ticket.key: item for item in items if isinstance(item, TicketSeen)}, end


def marker() -> str:
    """One as an entry of the outbox has it."""
    return str(uuid.uuid4())
