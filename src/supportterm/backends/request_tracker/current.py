"""A ticket as it is at this moment, with its ETag: what every write begins and ends with."""

from functools import partial
from typing import Final

from supportterm.backends.comparing import receipt
from supportterm.backends.errors import NotThere
from supportterm.backends.keys import numeric
from supportterm.backends.request_tracker.fieldsets import Fieldsets
from supportterm.backends.request_tracker.names import Names
from supportterm.backends.request_tracker.tickets import Tickets
from supportterm.backends.request_tracker.wire import TicketRow
from supportterm.backends.request_tracker.words import Words
from supportterm.core.remote import Receipt, RemoteTicket


class Current:
    """Base of those who write."""

    def __init__(self, tickets: Tickets, names: Names, words: Words) -> None:
        self._tickets = tickets
        self._rest = tickets.rest
        self._names = names
        self._words = words
        self._fieldsets = Fieldsets(names, words)

    @property
    def _host(self) -> str:
        return self._rest.http.host

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
        return receipt(self.ticket(row, tag))


number: Final = partial(numeric, what="a ticket of Request Tracker", longest=15)
