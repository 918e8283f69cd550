"""A connection to one Freshdesk account."""

import time
from collections.abc import Callable
from typing import IO

from supportterm.backends.errors import CannotDo
from supportterm.backends.freshdesk.catalog import catalog
from supportterm.backends.freshdesk.driver import MOST
from supportterm.backends.freshdesk.feed import Feed
from supportterm.backends.freshdesk.names import Names
from supportterm.backends.freshdesk.reading import Reader
from supportterm.backends.freshdesk.rest import Rest
from supportterm.backends.freshdesk.words import Words
from supportterm.backends.freshdesk.writing import Writer
from supportterm.backends.polled import Counted
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen


class Freshdesk(Counted):
    """Helpdesk, over Freshdesk's REST API."""

    def __init__(self, words: Words, key: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, key, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._rest, self._names, words)
        feed = Feed(self._rest, words, self._reader, clock)
        super().__init__(words, MOST, self._rest, feed, Writer(self._rest, self._names, self._reader, words))

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        alone = len(list(self._names.lists().agents)) < 2
        remarks = ("no other agents are to be seen: an administrator's key shows them",) if alone else ()
        epoch = f"{self._words.url} {me.id} {me.created_at}"
        return Identity(me.contact.name or str(me.id), epoch, self._rest.http.server_time, remarks)

    def catalog(self) -> Catalog:
        return catalog(self._rest, self._names, self._words)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.whole(key)

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        raise CannotDo("Freshdesk finds tickets by their fields alone, not by words")

    def download(self, key: str, into: IO[bytes]) -> None:
        ticket, _, file = key.partition("-")
        row = self._rest.ticket(ticket, whole=True)
        there = [*row.attachments, *(one for said in self._reader.conversations(row) for one in said.attachments)]
        self._rest.fetch(next((one.attachment_url for one in there if str(one.id) == file), None), into)
