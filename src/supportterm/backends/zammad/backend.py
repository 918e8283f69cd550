"""A connection to one Zammad."""

import time
from collections.abc import Callable, Iterator
from typing import IO

from msgspec.structs import replace

from supportterm.backends.errors import NotAllowed
from supportterm.backends.keys import three
from supportterm.backends.polled import Counted
from supportterm.backends.protocol import Capabilities
from supportterm.backends.zammad.catalog import catalog
from supportterm.backends.zammad.driver import MOST
from supportterm.backends.zammad.feed import Feed
from supportterm.backends.zammad.names import Names
from supportterm.backends.zammad.reading import Reader
from supportterm.backends.zammad.rest import Rest
from supportterm.backends.zammad.wire import TicketRow
from supportterm.backends.zammad.words import Words
from supportterm.backends.zammad.writing import Writer
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen


class Zammad(Counted):
    """Helpdesk, over the REST API of Zammad."""

    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words.url, secret, words.ca_file)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._names)
        feed = Feed(self._rest, words, self._reader, clock)
        writer = Writer(self._rest, words, self._names, self._reader, clock)
        super().__init__(words, MOST, self._rest, feed, writer)

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, sweep=self._words.sweep)

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        if me.id not in self._names.agents():
            raise NotAllowed(f"{me.name} is no agent at {self._rest.host}")
        epoch = f"{self._words.url} {me.id} {me.created_at}"
        return Identity(me.name, epoch, self._rest.http.server_time, tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        if not self._names.groups():
            yield "no group is to be seen: our account has to have access to those that are worked in"
        if self._names.fields_hidden():
            yield "which fields there are is only told to administrators: the setting `fields` can name them"

    # --- reading

    def catalog(self) -> Catalog:
        return catalog(self._rest, self._names)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.whole(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Tickets with all the words, the newest change first."""
        # A sign before a word, or a word of its language, would mean something to the search index.
        words = "".join(c if c.isalnum() or c in "-_@." else " " for c in text).split()
        plain = " ".join(filter(None, (word.strip("-.") for word in words[:8] if word not in ("AND", "OR", "NOT"))))
        if not plain or limit < 1:
            return ()
        asked = {"query": plain, "limit": limit, "sort_by": "updated_at", "order_by": "desc", "expand": "true"}
        rows = self._rest.get("tickets/search", list[TicketRow], asked)
        return tuple(self._reader.ticket(row) for row in rows[:limit])

    def download(self, key: str, into: IO[bytes]) -> None:
        self._rest.http.download(f"ticket_attachment/{'/'.join(three(key, 'a file of Zammad'))}", into)
