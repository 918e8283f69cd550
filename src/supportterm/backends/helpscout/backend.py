"""A connection to one Help Scout account."""

import base64
import binascii
import time
from collections.abc import Callable
from typing import IO

from supportterm.backends.errors import Unreadable
from supportterm.backends.helpscout.catalog import catalog
from supportterm.backends.helpscout.driver import MOST
from supportterm.backends.helpscout.feed import Feed
from supportterm.backends.helpscout.names import Names
from supportterm.backends.helpscout.reading import Reader
from supportterm.backends.helpscout.rest import Rest, number
from supportterm.backends.helpscout.wire import Data, Listed
from supportterm.backends.helpscout.words import Words
from supportterm.backends.helpscout.writing import Writer
from supportterm.backends.polled import Counted
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen


class HelpScout(Counted):
    """Helpdesk, over Help Scout's Inbox API."""

    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, secret, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._rest, self._names)
        feed = Feed(self._rest, words, self._reader, clock)
        self._texts: dict[tuple[int, str], str] = {}
        super().__init__(words, MOST, self._rest, feed, Writer(self._rest, self._names, self._reader))

    def __repr__(self) -> str:
        return f"<Help Scout as {self._words.app}>"

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        self._names.lists()
        return Identity(me.name, f"{self._words.url} {me.id} {me.created_at}", self._rest.http.server_time)

    def catalog(self) -> Catalog:
        return catalog(self._rest, self._names, self._texts)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.conversation(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Tickets with all the words in their subject or messages, the newest change first."""
        words = [plain for word in text.split()[:8] if (plain := word.replace('"', "").replace("\\", ""))]
        if not words or limit < 1:
            return ()
        found = " AND ".join(f'(subject:"{word}" OR body:"{word}")' for word in words)
        asked = {"status": "all", "query": f"({found})", "sortField": "modifiedAt", "sortOrder": "desc"}
        rows = self._rest.get("conversations", Listed, asked).embedded.conversations[:limit]
        return tuple(self._reader.ticket(row) for row in rows)

    def download(self, key: str, into: IO[bytes]) -> None:
        conversation, _, file = key.partition("-")
        told = self._rest.get(f"conversations/{number(conversation)}/attachments/{number(file)}/data", Data)
        try:
            into.write(base64.b64decode(told.data, validate=True))
        except binascii.Error:
            raise Unreadable(f"{self._rest.host} sent a file that is none") from None
