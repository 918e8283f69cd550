"""All tickets of a query, a page at a time: memory is taken for one page."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from supportterm.core.orders import Order
from supportterm.core.query import Query

if TYPE_CHECKING:
    from supportterm.desk.reading import Reading
    from supportterm.store.rows import TicketRow

PAGE: Final = 200


def walked(desk: "Reading", wanted: Query, order: Order, group: str = "") -> Iterator["TicketRow"]:
    """The tickets that match, page by page to the end; in groups by *group* where that is given."""
    window: Any = desk.grouped(wanted, order, group).window if group else partial(desk.window, wanted, order)
    key = None
    while True:
        page = window(key=key, size=PAGE)
        yield from page.rows
        if page.reached_end or not (page.rows or page.next_key):
            return
        key = page.rows[-1].key if page.next_key is None else page.next_key
