"""`list`: tickets of a query, a line or a JSON object each."""

from collections.abc import Iterator

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Count, Query, Word
from supportterm.commands.records import of_row
from supportterm.commands.registry import SHELL, command
from supportterm.commands.table import table
from supportterm.commands.usage import Usage
from supportterm.core.orders import Order, parse_order
from supportterm.core.query import parse
from supportterm.store.rows import TicketRow

_PAGE = 200


@command(
    "list",
    faces=(SHELL,),
    aliases=("ls",),
    examples=("list status:open assignee:me", "list 'tag:billing created:>7d' --order priority --limit 20 --json"),
)
def list_(call: Call, query: Query = "is:active", *, order: Word = "-updated", limit: Count = 50) -> Outcome:
    """List tickets.

    The query language is that of views and of `/` in the console; `supportterm help query` explains it.
    Without a query: all that is not solved. On a terminal the columns fit its width; what is unread stands out.
    """
    rows = _rows(call, query, order, limit)
    if call.json:
        return Outcome(records=map(of_row, rows))
    return Outcome(lines=table(rows, call.now, call.columns))


def _rows(call: Call, query: str, order: str, limit: int) -> Iterator[TicketRow]:
    """Page by page, so that a long list costs memory for a page only."""
    found, sort, key, left = parse(query), _order(order), None, limit
    while left > 0:
        window = call.desk.window(found, sort, key=key, size=min(left, _PAGE))
        yield from window.rows
        left -= len(window.rows)
        if window.reached_end or not window.rows:
            return
        key = window.rows[-1].key


def _order(word: str) -> Order:
    try:
        return parse_order(word)
    except ValueError as error:
        raise Usage(str(error)) from None
