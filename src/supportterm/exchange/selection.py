"""What of a desk is written out: the tickets of a query, and the messages that are a ticket's own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from supportterm.core.operations import Wrote
from supportterm.core.orders import Order, parse_order
from supportterm.core.query import parse
from supportterm.desk.walking import walked

if TYPE_CHECKING:
    from supportterm.core.nouns import Message
    from supportterm.desk import Desk
    from supportterm.store.rows import TicketRow


def tickets_of(desk: "Desk", query: str) -> Iterator["TicketRow"]:
    """All tickets that match, by number."""
    wanted = parse(query)
    if not wanted.has_words:
        yield from walked(desk, wanted, Order("number", False))
        return
    # Words are looked for from the newest message back; any other order is one of the newest matches only.
    for number in sorted({row.id for row in walked(desk, wanted, parse_order("-updated"))}):
        yield desk.row(number)


def messages_of(desk: "Desk", ticket: int) -> Iterator["Message"]:
    """The messages written on a ticket itself, without those of tickets merged into it, as its log has them."""
    for entry in desk.log(ticket):
        payload = entry.operation.payload
        if isinstance(payload, Wrote) and not entry.undone:
            yield desk.message(payload.message)
