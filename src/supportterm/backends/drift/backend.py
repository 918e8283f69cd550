"""A connection to one Drift organization: conversations are read and answered, and no more than that."""

import time
from collections.abc import Callable
from typing import IO

from supportterm.backends.drift.driver import MOST
from supportterm.backends.drift.feed import Feed
from supportterm.backends.drift.names import Names
from supportterm.backends.drift.reading import Reader
from supportterm.backends.drift.rest import Rest
from supportterm.backends.drift.words import WINDING_DOWN
from supportterm.backends.drift.writing import Writer
from supportterm.backends.errors import CannotDo
from supportterm.backends.polled import Polled
from supportterm.backends.usual import Usual
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen


class Drift(Polled):
    """Helpdesk, over Drift's API. A conversation is a ticket."""

    def __init__(self, words: Usual, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, secret, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._rest, self._names)
        feed = Feed(self._rest, words, self._reader, clock)
        super().__init__(words, MOST, self._rest, feed, Writer(self._rest, self._reader))

    def probe(self) -> Identity:
        self._names.forget()
        organization = next((user.orgId for user in self._names.users().values() if user.orgId), 0)
        epoch = f"{self._words.url} {organization}"
        return Identity(f"organization {organization}", epoch, self._rest.http.server_time, (WINDING_DOWN,))

    def catalog(self) -> Catalog:
        bots = {str(user.id) for user in self._names.users().values() if user.bot}
        return Catalog(tuple(agent for agent in self._names.agents().agents() if agent.key not in bots), statuses=())

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.conversation(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        raise CannotDo("Drift has no search")

    def download(self, key: str, into: IO[bytes]) -> None:
        raise CannotDo("files are left at Drift")
