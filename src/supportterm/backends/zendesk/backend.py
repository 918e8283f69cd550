"""A connection to one Zendesk account."""

import time
from collections.abc import Callable, Iterator
from typing import IO

from msgspec.structs import replace

from supportterm.backends.errors import NotAllowed
from supportterm.backends.keys import numeric
from supportterm.backends.polled import Counted
from supportterm.backends.protocol import Capabilities
from supportterm.backends.zendesk.catalog import catalog
from supportterm.backends.zendesk.driver import MOST
from supportterm.backends.zendesk.feed import Feed
from supportterm.backends.zendesk.knowledge import HelpCenter
from supportterm.backends.zendesk.names import Names
from supportterm.backends.zendesk.reading import Reader
from supportterm.backends.zendesk.rest import Rest
from supportterm.backends.zendesk.wire import Listed, One
from supportterm.backends.zendesk.words import Words
from supportterm.backends.zendesk.writing import Writer
from supportterm.core.remote import Catalog, Identity, Page, RemoteTicket, TicketSeen


class Zendesk(Counted):
    """Helpdesk and Knowledge, over Zendesk's REST API."""

    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, secret, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._rest, self._names)
        feed = Feed(self._rest, words, self._reader, clock)
        super().__init__(words, MOST, self._rest, feed, Writer(self._rest, self._names, self._reader))
        self._help_center = HelpCenter(self._rest, self._names, words, clock)
        self._admin = True
        self._articles = words.articles
        """Whether there is a Help Center to be read, as far as is known."""

    @property
    def capabilities(self) -> Capabilities:
        most = super().capabilities
        most = most if self._articles else replace(most, articles="none")
        return most if self._admin else replace(most, feed="since", deletes="none", overlap=300.0)

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        if me.role not in ("agent", "admin"):
            raise NotAllowed(f"{me.name} is no agent at {self._rest.host}")
        self._admin = me.role == "admin"
        self._articles = self._words.articles and self._help_center.is_there()
        epoch = f"{self._words.url} {me.id} {me.created_at}"
        return Identity(me.name, epoch, self._rest.http.server_time, tuple(self._remarks(me.name)))

    def _remarks(self, name: str) -> Iterator[str]:
        if not self._admin:
            words = "changes are searched for, which takes longer, and deletions are not told"
            yield f"{name} is no administrator: {words}"
        if self._words.articles and not self._articles:
            yield f"there is no Help Center at {self._rest.host} whose articles we see"

    # --- reading

    def catalog(self) -> Catalog:
        return catalog(self._rest, self._names)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.whole([self._rest.ticket(key)])[0]

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Tickets with all the words, the newest change first."""
        words = [word.replace('"', "").replace("\\", "") for word in text.split()[:8]]
        quoted = " ".join(f'"{word}"' for word in words if word)
        if not quoted or limit < 1:
            return ()
        asked = {"query": f"type:ticket {quoted}", "sort_by": "updated_at", "sort_order": "desc"}
        rows = self._rest.get("search", Listed, asked).results[:limit]
        self._names.meet(row.requester_id for row in rows)
        return tuple(self._reader.ticket(row) for row in rows)

    def download(self, key: str, into: IO[bytes]) -> None:
        file = self._rest.get(f"attachments/{numeric(key, 'a file of Zendesk')}", One).attachment
        self._rest.fetch(file.content_url if file is not None else None, into)

    # --- knowledge

    def articles(self, cursor: str) -> Page:
        return self._help_center.changes(cursor)
