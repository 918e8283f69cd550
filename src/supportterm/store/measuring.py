"""Reports from the tickets themselves: for what no roll-up is kept of, and to find the tickets behind a figure.

Ticket by ticket, in memory for a few hundred of them and eight bytes for each of the others.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Final

from supportterm.core.metrics_cells import Days
from supportterm.core.metrics_served import Served
from supportterm.store.append import last_place
from supportterm.store.compile import Filter
from supportterm.store.metrics_log import Telling, steps_of
from supportterm.store.search import WHOLE_HISTORY, matching
from supportterm.store.sqlite import Connection

PIECE: Final = 500
"""Tickets whose logs are read at once."""
_ALL: Final = (1 << 63) - 1


def concerned(connection: Connection, filter: Filter, days: Days, first: int, last: int) -> "array[int]":
    """The tickets that *filter* lets through and that had to do with the days from *first* to *last*, by number.

    What is in the backlog then and what was measured then is of a ticket that began before the end, and has been
    worked on since the beginning or is not solved yet.
    """
    span = {"since": days.start(first), "until": days.start(last + 1)}
    condition = "created_at < :until AND (updated_at >= :since OR status < 4)"
    if filter.text is not None:
        found = matching(connection, filter, limit=_ALL, budget=WHOLE_HISTORY).tickets
        chosen = str([ticket for ticket, _ in found])
        rows = connection.execute(
            f"SELECT id FROM ticket WHERE id IN (SELECT value FROM json_each(:chosen)) AND {condition} ORDER BY id",
            {**span, "chosen": chosen},
        )
    else:
        rows = connection.execute(
            f"SELECT id FROM ticket WHERE {condition} AND {filter.where or '1'} ORDER BY id", {**span, **filter.params}
        )
    return array("q", (row[0] for row in rows))


def stories(connection: Connection, tickets: "array[int]", now: int) -> Iterator[tuple[int, Served]]:
    """How each ticket was served, as far as the log goes now; promises that are late *now* are missed."""
    telling, upto = Telling(connection), last_place(connection)
    for start in range(0, len(tickets), PIECE):
        piece = tickets[start : start + PIECE]
        telling.expect(piece)
        for ticket, steps in steps_of(connection, piece, upto).items():
            yield ticket, telling.served(ticket, steps, upto, now)


def late(connection: Connection, now: int) -> Iterator[Served]:
    """Of each ticket of which a promise is late *now* what was missed by that, and nothing else: no roll-up has it."""
    rows = connection.execute(
        "SELECT ticket.id FROM ticket INDEXED BY active_due JOIN clock ON clock.ticket = ticket.id "
        "WHERE ticket.status < 4 AND ticket.due_order < ? ORDER BY ticket.id",
        (now,),
    )
    tickets, telling, upto = array("q", (row[0] for row in rows)), Telling(connection), last_place(connection)
    for start in range(0, len(tickets), PIECE):
        piece = tickets[start : start + PIECE]
        telling.expect(piece)
        for ticket, steps in steps_of(connection, piece, upto).items():
            told = telling.served(ticket, steps, upto, now)
            missed = Counter(told.occasions)
            missed.subtract(telling.served(ticket, steps, upto).occasions)
            yield told._replace(occasions=tuple(missed.elements()), stays=())
