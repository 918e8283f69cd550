"""A connection to one Redmine."""

from collections.abc import Callable, Iterator
from typing import IO, Final
from urllib.parse import quote

from msgspec.structs import replace

from supportterm.backends.keys import numeric
from supportterm.backends.polled import Counted, WithArticles
from supportterm.backends.protocol import Capabilities
from supportterm.backends.redmine.catalog import catalog
from supportterm.backends.redmine.driver import MOST
from supportterm.backends.redmine.feed import Feed
from supportterm.backends.redmine.knowledge import Wikis
from supportterm.backends.redmine.names import Names
from supportterm.backends.redmine.reading import Reader
from supportterm.backends.redmine.rest import MOST as MOST_ROWS
from supportterm.backends.redmine.rest import Rest
from supportterm.backends.redmine.wire import ListOf
from supportterm.backends.redmine.words import Words
from supportterm.backends.redmine.writing import Writer
from supportterm.core.remote import Catalog, Identity, RemoteTicket, TicketSeen

_MOST_WORDS: Final = 5
"""Redmine looks for no more."""
_MAKE: Final = (
    "an administrator makes one: Administration → Custom fields → New → Issues → Text; Name `{}`, `For all projects`, "
    "`Used as a filter`, all trackers"
)


class Redmine(Counted, WithArticles):
    """Helpdesk, over the REST API of Redmine."""

    def __init__(self, words: Words, secret: Callable[[], str]) -> None:
        self._words = words
        self._rest = Rest(words.url, secret, words.ca_file)
        self._names = Names(self._rest, words)
        self._reader = Reader(self._names, words)
        feed = Feed(self._rest, words, self._reader)
        super().__init__(words, MOST, self._rest, feed, Writer(self._rest, self._names, self._reader))
        self.shelf = Wikis(self._rest, self._names) if words.wikis else None
        self._fields: tuple[bool, bool] | None = None
        """Whether there are fields for our marks and for customers' addresses, once that was asked."""

    @property
    def capabilities(self) -> Capabilities:
        """With marks, and with tickets opened from here, only where there are fields for them."""
        marker, requester = self._fields or (False, False)
        most = replace(super().capabilities, open_tickets=requester)
        most = most if self._words.wikis else replace(most, articles="none")
        return most if marker else replace(most, marker="none")

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        self._fields = (self._names.marker() is not None, self._names.requester() is not None)
        epoch = f"{self._words.url} {me.id} {me.created_on}"
        return Identity(f"{me.firstname} {me.lastname}".strip() or me.login, epoch, None, tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        marker, requester = self._fields or (False, False)
        if not marker:
            yield (
                "there is no field for our marks, so that a person has to clear up a lost answer: "
                + _MAKE.format(self._words.marker)
            )
        if not requester:
            yield (
                "there is no field for a customer's address, so that no tickets are opened from here: "
                + _MAKE.format(self._words.requester)
            )
        if not self._names.projects():
            yield "no project is to be seen: our account has to be a member of those that are worked on"
        if not self._names.agents():
            yield "nobody is known to be an agent: the setting `roles` can say whose role it is"

    # --- reading

    def catalog(self) -> Catalog:
        return catalog(self._names, self._words)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.issue(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Tickets with all the words in their subject, description or notes, the newest first."""
        words = text.split()[:_MOST_WORDS]
        if not words or limit < 1:
            return ()
        asked = {"q": " ".join(words), "issues": 1, "all_words": 1, "limit": min(limit, MOST_ROWS)}
        found = [row.id for row in self._rest.get("search.json", ListOf, asked).results]
        if not found:
            return ()
        named = [*self._names.in_projects(), ("issue_id", "=", [",".join(map(str, found))])]
        rows = {row.id: row for row in self._rest.issues(named, "id:desc", MOST_ROWS).issues}
        return tuple(self._reader.ticket(rows[number]) for number in found if number in rows)

    def download(self, key: str, into: IO[bytes]) -> None:
        name = quote(self._rest.attachment(numeric(key, "a file of Redmine", 9)).filename, safe="")
        self._rest.http.download(f"attachments/download/{key}/{name}", into)
