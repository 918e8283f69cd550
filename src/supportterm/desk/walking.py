"""All tickets of a query, a page at a time: memory is taken for one page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from supportterm.core.orders import Order
from supportterm.core.query import Query

if TYPE_CHECKING:
    from supportterm.desk.reading import Reading
    from supportterm.store.rows import TicketRow

PAGE: Final = 200


def walked(desk: "Reading", wanted: Query, order: Order) -> Iterator["TicketRow"]:
    """The tickets that match, page by page to the end."""
    key = None
    while True:
        window = desk.window(wanted, order, key=key, size=PAGE)
        yield from window.rows
        if window.reached_end:
            return
        key = window.rows[-1].key if window.next_key is None else window.next_key
