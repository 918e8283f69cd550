"""Tickets of a query → a file: jsonl (everything), csv (a line a ticket), mbox (the public mail)."""

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from supportterm.core.operations import Wrote
from supportterm.core.orders import Order, parse_order
from supportterm.core.query import Query, parse
from supportterm.core.refusal import Refused
from supportterm.exchange.files import writing

if TYPE_CHECKING:
    from supportterm.core.nouns import Message
    from supportterm.desk import Desk
    from supportterm.store.rows import TicketRow

FORMATS: Final = ("jsonl", "csv", "mbox")
_PAGE: Final = 200


def export(desk: "Desk", query: str, to: str, path: str) -> int:
    """Write the tickets that match *query* to *path* (`-`: standard output); how many there were.

    The file is there whole or not at all. Raises QueryError, and Refused when the file can't be written.
    """
    if to not in FORMATS:
        raise Refused(f"{to} is no format to export to; there are {', '.join(FORMATS)}")
    with writing(path) as file:
        return write(desk, tickets_of(desk, query), to, file)


def write(desk: "Desk", rows: Iterator["TicketRow"], to: str, file: IO[bytes]) -> int:
    """Write tickets to an open file; how many there were."""
    if to == "jsonl":
        from supportterm.exchange.jsonl_out import write_jsonl

        return write_jsonl(desk, rows, file)
    if to == "csv":
        from supportterm.exchange.csv import write_csv

        return write_csv(desk, rows, file)
    from supportterm.exchange.compose import write_mbox

    return write_mbox(desk, rows, file)


def tickets_of(desk: "Desk", query: str) -> Iterator["TicketRow"]:
    """All tickets that match, by number."""
    wanted = parse(query)
    if not wanted.has_words:
        yield from _walked(desk, wanted, Order("number", False))
        return
    # Words are looked for from the newest message back; any other order is one of the newest matches only.
    for number in sorted({row.id for row in _walked(desk, wanted, parse_order("-updated"))}):
        yield desk.row(number)


def _walked(desk: "Desk", wanted: Query, order: Order) -> Iterator["TicketRow"]:
    """The tickets that match, page by page to the end."""
    key = None
    while True:
        window = desk.window(wanted, order, key=key, size=_PAGE)
        yield from window.rows
        if window.reached_end:
            return
        key = window.rows[-1].key if window.next_key is None else window.next_key


def messages_of(desk: "Desk", ticket: int) -> Iterator["Message"]:
    """The messages written on a ticket itself, without those of tickets merged into it, as its log has them."""
    for entry in desk.log(ticket):
        payload = entry.operation.payload
        if isinstance(payload, Wrote) and not entry.undone:
            yield desk.message(payload.message)
