"""Tickets of a query → a file: jsonl (everything), csv (a line a ticket), mbox (the public mail)."""

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Final

from supportterm.core.refusal import Refused
from supportterm.exchange.compose import write_mbox
from supportterm.exchange.csv import write_csv
from supportterm.exchange.files import writing
from supportterm.exchange.jsonl_out import write_jsonl, write_whole
from supportterm.exchange.selection import tickets_of

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.rows import TicketRow

Writer = Callable[["Desk", Iterator["TicketRow"], IO[bytes]], int]

WRITERS: Final[dict[str, Writer]] = {"jsonl": write_jsonl, "csv": write_csv, "mbox": write_mbox}


def export(desk: "Desk", query: str, to: str, path: str) -> int:
    """Write the tickets that match *query* to *path* (`-`: standard output); how many there were.

    The file is there whole or not at all. Raises QueryError, and Refused when the file can't be written.
    """
    if to not in WRITERS:
        raise Refused(f"{to} is no format to export to; there are {', '.join(WRITERS)}")
    with writing(path) as file:
        return WRITERS[to](desk, tickets_of(desk, query), file)


def export_all(desk: "Desk", path: str) -> int:
    """Write the whole desk to *path* (`-`: standard output), as `export` does; how many tickets there were."""
    with writing(path) as file:
        return write_whole(desk, file)
