"""A connection to one django-helpdesk."""

import time
from collections.abc import Callable, Iterator
from typing import IO

from msgspec.structs import replace

from supportterm.backends.django_helpdesk.driver import MOST
from supportterm.backends.django_helpdesk.feed import Feed
from supportterm.backends.django_helpdesk.names import OWN, Names
from supportterm.backends.django_helpdesk.reading import Reader
from supportterm.backends.django_helpdesk.rest import Rest, number
from supportterm.backends.django_helpdesk.wire import FieldRow, FileRow
from supportterm.backends.django_helpdesk.words import Words
from supportterm.backends.django_helpdesk.writing import Writer
from supportterm.backends.errors import CannotDo
from supportterm.backends.polled import Counted
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import Catalog, Identity, RemoteField, RemoteTicket, TicketSeen
from supportterm.core.terms import Status


class DjangoHelpdesk(Counted):
    """Helpdesk, over the REST API of django-helpdesk."""

    def __init__(self, words: Words, secret: Callable[[], str]) -> None:
        self._words = words
        self._rest = Rest(words.url, secret, words.ca_file)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._names)
        feed = Feed(self._rest, words, self._reader)
        writer = Writer(self._rest, words, self._names, self._reader)
        super().__init__(words, MOST, self._rest, feed, writer)

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, sweep=self._words.sweep)

    def probe(self) -> Identity:
        """It tells nobody who they are: that our account is one of its staff shows in what it may do."""
        self._names.forget()
        self._names.statuses()
        account = f"one of the staff of {self._rest.host}"
        return Identity(account, self._words.url, self._rest.http.server_time, tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        if not self._names.queues():
            yield "the queues have no names here, and no ticket is opened from here: the setting `queues` can name them"
        if not self._names.agents():
            yield "the agents have no names here: the setting `agents` can name them"

    # --- reading

    def catalog(self) -> Catalog:
        meant = {self._words.status(n, name) for n, name in self._names.statuses().items()}
        meant |= {Status.ON_HOLD} if Status.OPEN in meant else set()
        named = (self._names.statuses().values(), self._names.priorities().values())
        own = [RemoteField(*one, "choice", tuple(words)) for one, words in zip(OWN.items(), named, strict=True)]
        return Catalog(
            agents=self._names.tables().agents.agents(),
            teams=self._names.tables().queues.teams(),
            fields=(*own, *(_field(name, row) for name, row in self._names.fields().items())),
            statuses=tuple(sorted(map(int, meant))),
        )

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.ticket(key), int(time.time() * 1000))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        raise CannotDo("django-helpdesk has no search for programs")

    def download(self, key: str, into: IO[bytes]) -> None:
        file = self._rest.get(f"followups-attachments/{number(key)}/", FileRow)
        self._rest.fetch(file.file, into)


def _field(name: str, row: FieldRow) -> RemoteField:
    choices = tuple(str(one.value) for one in row.choices if one.value != "")
    kind = "choice" if choices else "date" if row.type == "date" else "text"
    return RemoteField(name, row.label or name, kind, choices)
