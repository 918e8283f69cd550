"""A ticket as it is at this moment, with its ETag: what every write begins and ends with."""

from supportterm.backends.errors import NotThere
from supportterm.backends.request_tracker.tickets import Tickets
from supportterm.backends.request_tracker.wire import TicketRow
from supportterm.core.remote import Receipt, RemoteTicket


class Current:
    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets
        self._rest = tickets.rest

    def any(self, key: str) -> tuple[TicketRow, str]:
        """The ticket that answers to *key*: another one when it was merged."""
        return self._rest.record(f"ticket/{number(key)}", TicketRow)

    def one(self, key: str) -> tuple[TicketRow, str]:
        """A ticket and its ETag. Raises NotThere when it is deleted or goes on in another."""
        row, tag = self.any(key)
        if row.id != int(key):
            raise NotThere(f"ticket {key} goes on in {row.id}", moved_to=str(row.id))
        if (row.Status or "") == "deleted":
            raise NotThere(f"ticket {key} was deleted")
        return row, tag

    def ticket(self, row: TicketRow, tag: str) -> RemoteTicket:
        return self._tickets.remote(row, tag)

    def receipt(self, row: TicketRow, tag: str) -> Receipt:
        ticket = self.ticket(row, tag)
        return Receipt(key=ticket.key, version=tag, number=ticket.key, ticket=ticket)


def number(key: str) -> str:
    """*key* as part of a path. Raises NotThere for what can't be a ticket's number."""
    if not key.isascii() or not key.isdecimal() or len(key) > 15:
        raise NotThere("a ticket of Request Tracker has a number")
    return key
