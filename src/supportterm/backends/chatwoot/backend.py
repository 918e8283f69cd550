"""A connection to one account at a Chatwoot."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import IO

from msgspec.structs import replace

from supportterm.backends.chatwoot.cable import Cable
from supportterm.backends.chatwoot.catalog import catalog
from supportterm.backends.chatwoot.driver import MOST
from supportterm.backends.chatwoot.feed import Feed
from supportterm.backends.chatwoot.names import Names
from supportterm.backends.chatwoot.reading import Reader
from supportterm.backends.chatwoot.rest import Rest
from supportterm.backends.chatwoot.wire import Listed
from supportterm.backends.chatwoot.words import Words
from supportterm.backends.chatwoot.writing import Writer
from supportterm.backends.keys import three
from supportterm.backends.polled import Counted
from supportterm.backends.protocol import Capabilities
from supportterm.backends.words import span
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen


class Chatwoot(Counted):
    """Helpdesk, over Chatwoot's application API."""

    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, secret, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._rest, self._names)
        self._feed = Feed(self._rest, words, self._reader, clock)
        self._cable = self._laid()
        self._marks = self._hears = True
        super().__init__(words, MOST, self._rest, self._feed, Writer(self._rest, self._names, self._reader))

    @property
    def capabilities(self) -> Capabilities:
        """With marks only where they are kept, and opening only where it was said in which inbox."""
        opens = bool(self._words.inbox)
        most = replace(super().capabilities, sweep=self._words.sweep, open_tickets=opens, push=self._hears)
        return most if self._marks else replace(most, marker="none")

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        self._names.inbox()
        self._marks = self._rest.keeps_marks()
        with closing(self._laid()) as cable:
            self._hears = cable.is_there()
        epoch = f"{self._words.url} {self._rest.at('')} {me.id}"
        return Identity(me.name, epoch, self._rest.http.server_time, tuple(self._remarks()))

    def _laid(self) -> Cable:
        return Cable(self._words, self._names.me, self._rest.account, self._feed.hinted.append)

    def _remarks(self) -> Iterator[str]:
        if not self._marks:
            yield "it is older than version 4 and keeps no marks, so that a person has to clear up a lost answer"
        if not self._words.inbox:
            yield "no conversation is opened from here: the setting `inbox` can name an inbox of the kind API"
        if not self._hears:
            often = span(self._words.poll)
            yield f"its socket at {self._words.url}/cable can't be reached: messages are looked for every {often}"

    def close(self) -> None:
        super().close()
        self._cable.close()

    def wait(self, seconds: float) -> bool:
        return self._cable.wait(seconds)

    # --- reading

    def catalog(self) -> Catalog:
        return catalog(self._rest, self._names)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.conversation(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Conversations in which these words were said, one after the other."""
        words = " ".join(text.replace("\x00", " ").split())
        if not words or limit < 1:
            return ()
        rows = self._rest.get("conversations", Listed, {"q": words, "status": "all"}).data.payload
        return tuple(self._reader.ticket(row) for row in rows[:limit])

    def download(self, key: str, into: IO[bytes]) -> None:
        conversation, message, file = three(key, "a file of Chatwoot")
        told = self._rest.messages(conversation, int(message) - 1)
        found = (one.data_url for row in told for one in row.attachments if str(one.id) == file)
        self._rest.fetch(next(filter(None, found), None), into)
