"""A connection to one Intercom workspace."""

import time
from collections.abc import Callable
from typing import IO, Final

from supportterm.backends.intercom.catalog import catalog
from supportterm.backends.intercom.driver import MOST
from supportterm.backends.intercom.feed import Feed
from supportterm.backends.intercom.names import Names
from supportterm.backends.intercom.reading import FIRST, Reader
from supportterm.backends.intercom.rest import Rest
from supportterm.backends.intercom.words import Words
from supportterm.backends.intercom.writing import Writer
from supportterm.backends.polled import Counted
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen

_MOST_WORDS: Final = 8


class Intercom(Counted):
    """Helpdesk, over Intercom's REST API. A conversation is a ticket."""

    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, secret, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._rest, self._names)
        feed = Feed(self._rest, words, self._reader, clock)
        writer = Writer(self._rest, self._names, self._reader, words.snooze, clock)
        super().__init__(words, MOST, self._rest, feed, writer)

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        app = me.app if isinstance(me.app, dict) else {}
        epoch = f"{self._words.url} {app.get('id_code', '')}"
        return Identity(f"{me.name} at {app.get('name') or self._rest.host}", epoch, self._rest.http.server_time)

    def catalog(self) -> Catalog:
        return catalog(self._names)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.conversation(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Conversations that began with all the words, the newest change first."""
        words = text.split()[:_MOST_WORDS]
        if not words or limit < 1:
            return ()
        found = self._rest.search([_holds(word) for word in words], size=min(limit, 150), order="descending")
        return tuple(self._reader.ticket(row) for row in found.conversations[:limit])

    def download(self, key: str, into: IO[bytes]) -> None:
        """A file's address is good for a while only, so that it is asked for anew."""
        conversation, part, place = (*key.split(":"), "", "")[:3]
        row = self._rest.conversation(conversation)
        files = row.source.attachments if part == f"{row.id}-{FIRST}" else None
        files = files or next((one.attachments for one in row.parts if one.id == part), None) or []
        known = place.isdecimal() and int(place) < len(files)
        self._rest.fetch(files[int(place)].url if known else None, into)


def _holds(word: str) -> dict[str, object]:
    """That what a conversation began with has *word*."""
    places = [{"field": f"source.{part}", "operator": "~", "value": word} for part in ("subject", "body")]
    return {"operator": "OR", "value": places}
