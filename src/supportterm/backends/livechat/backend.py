"""A connection to one LiveChat licence."""

import time
from collections.abc import Callable
from typing import IO, Any

from msgspec.structs import replace

from supportterm.backends.livechat.driver import MOST
from supportterm.backends.livechat.feed import Feed
from supportterm.backends.livechat.names import Names
from supportterm.backends.livechat.reading import Reader
from supportterm.backends.livechat.rest import ROWS, Rest
from supportterm.backends.livechat.rtm import Socket
from supportterm.backends.livechat.wire import Archives
from supportterm.backends.livechat.words import Words
from supportterm.backends.livechat.writing import Writer
from supportterm.backends.polled import Counted
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen
from supportterm.core.terms import Status


class LiveChat(Counted):
    """Helpdesk, over LiveChat's Agent Chat API. A chat with all its threads is a ticket."""

    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._rest = Rest(words, secret, clock)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._names)
        self._feed = Feed(self._rest, words, self._reader, clock)
        self._socket = Socket(words, secret, self._feed.hinted.add)
        super().__init__(words, MOST, self._rest, self._feed, Writer(self._rest, self._names, self._feed))

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, push=bool(self._words.organization))

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        remarks = () if self._words.organization else (
            "without the setting `organization` chats are looked for every few seconds, not pushed",
        )  # fmt: skip
        return Identity(me.name or me.id, f"{self._words.url} {me.id}", self._rest.http.server_time, remarks)

    def close(self) -> None:
        super().close()
        self._socket.close()

    def wait(self, seconds: float) -> bool:
        return self._socket.wait(seconds) if self._words.organization else super().wait(seconds)

    def catalog(self) -> Catalog:
        return Catalog(
            agents=self._names.agents().agents(),
            teams=self._names.groups().teams(),
            statuses=(int(Status.OPEN), int(Status.SOLVED)),
        )

    def fetch(self, key: str) -> TicketSeen:
        return self._feed.chat(key)

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Chats in whose archives the words are, the newest first."""
        if not text.strip() or limit < 1:
            return ()
        asked: dict[str, Any] = {"filters": {"query": text}, "limit": min(limit, ROWS)}
        found: dict[str, RemoteTicket] = {}
        for chat in self._rest.ask("agent/list_archives", Archives, asked).chats:
            if chat.thread is not None and chat.id not in found:
                found[chat.id] = self._reader.ticket(chat, [chat.thread])
        return tuple(found.values())[:limit]

    def download(self, key: str, into: IO[bytes]) -> None:
        chat, _, event = key.partition(":")
        events = (one for thread in self._rest.threads(chat) for one in thread.events)
        self._rest.fetch(next((one.url for one in events if one.id == event), None), into)
