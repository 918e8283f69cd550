"""Tickets as lines: columns that fit a terminal, or a fixed width for a pipe."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from supportterm.commands.call import Bold, Dim
from supportterm.core.cells import fit
from supportterm.core.moments import age_words
from supportterm.core.numbers import bare
from supportterm.core.safe import safe_line
from supportterm.core.terms import Priority, Status
from supportterm.store.rows import TicketRow

PIPED: Final = 132
"""Columns of a line that no terminal shows."""


class Column(NamedTuple):
    title: str
    width: int
    """0 is the one that takes what is left."""
    cell: Callable[[TicketRow], str]
    needs: int = 0
    """Terminals narrower than this do without it."""


_COLUMNS: Final = (
    Column("Status", 7, lambda row: Status(row.status).word),
    Column("Priority", 8, lambda row: Priority(row.priority).word, 60),
    Column("From", 16, lambda row: row.requester or row.email, 60),
    Column("Organization", 18, lambda row: row.organization or "", 150),
    Column("Subject", 0, lambda row: row.subject),
    Column("Assignee", 10, lambda row: row.assignee or "—", 100),
)
_LEAST: Final = 10
"""Columns of a subject on the narrowest terminal."""


def table(rows: Iterable[TicketRow], now: int, columns: int | None) -> Iterator[str]:
    """A line a ticket, safe to print; a head where *columns* is a terminal's width. Unread tickets are bold."""
    width = columns or PIPED
    shown = [c for c in _COLUMNS if c.needs <= width]
    used = sum(c.width + 2 for c in shown) + 9 + 4
    rest = max(_LEAST, width - used)
    empty = True
    for row in rows:
        if empty and columns:
            yield Dim(_line(" ", "#", shown, [c.title for c in shown], rest, "age"))
        empty = False
        cells = [safe_line(c.cell(row), width) for c in shown]
        age = age_words(now - row.updated_at)
        line = _line("●" if row.unread else " ", bare(row.id, row.number), shown, cells, rest, age)
        yield Bold(line) if row.unread else line
    if empty and columns:
        yield Dim("no ticket is like that")


def _line(mark: str, number: str, shown: Sequence[Column], cells: Sequence[str], rest: int, age: str) -> str:
    middle = "  ".join(fit(text, column.width or rest) for column, text in zip(shown, cells, strict=True))
    return f"{mark}{number:>7} {middle}  {age:>4}"
