"""A connection to one Request Tracker."""

import base64
import uuid
from collections.abc import Callable
from typing import IO, Final

from msgspec.structs import replace

from supportterm.backends.errors import Unreadable
from supportterm.backends.http import Http
from supportterm.backends.keys import numeric
from supportterm.backends.polled import WithArticles
from supportterm.backends.protocol import Capabilities
from supportterm.backends.request_tracker.catalog import catalog
from supportterm.backends.request_tracker.changing import Changer
from supportterm.backends.request_tracker.driver import MOST
from supportterm.backends.request_tracker.feed import Feed
from supportterm.backends.request_tracker.knowledge import Articles
from supportterm.backends.request_tracker.markers import Markers
from supportterm.backends.request_tracker.names import Names
from supportterm.backends.request_tracker.reading import EXPANDED, TICKET_FIELDS
from supportterm.backends.request_tracker.rest import PAGE, Rest, any_of, quoted
from supportterm.backends.request_tracker.speaking import Speaker
from supportterm.backends.request_tracker.tickets import Tickets
from supportterm.backends.request_tracker.wire import AttachmentRow, TicketRow
from supportterm.backends.request_tracker.words import Words
from supportterm.core.remote import Catalog, Identity, RemoteTicket, Say, TicketSeen
from supportterm.core.terms import Role

_MOST_WORDS: Final = 8
_CHECK: Final = "supportterm looks whether its marks are kept here. Nothing else comes of this note."


class Writer(Speaker, Changer):
    title = "Request Tracker"

    def upload(self, file: object, name: str, media_type: str) -> str:
        """Files go with their message."""
        return ""


class RequestTracker(WithArticles):
    """Helpdesk, Knowledge and Provable, over REST 2.0."""

    def __init__(self, words: Words, secret: Callable[[], str]) -> None:
        self._words = words
        http = Http(f"{words.url}/REST/2.0", lambda: f"token {secret()}", ca_file=words.ca_file)
        self._rest = Rest(http)
        self._names = Names(self._rest, words, secret)
        self._tickets = Tickets(self._rest, self._names, words)
        self._feed = Feed(self._tickets, self._names, words)
        self._says = Writer(self._tickets, self._names, words)
        self._markers = Markers(self._tickets, self._names, words)
        self.shelf = Articles(self._rest, words)
        super().__init__(words, MOST, self._rest, self._feed, self._says)

    @property
    def capabilities(self) -> Capabilities:
        """With a marker only where it was seen that one is kept."""
        kept = not self._says.marker_lost and self._markers.proven()
        most = replace(super().capabilities, inner_articles=self._words.readers == "internal")
        return most if kept else replace(most, marker="none")

    def probe(self) -> Identity:
        self._names.forget()
        me = self._names.me()
        remarks = list(self._markers.remarks())
        if not self._names.scope():
            remarks.append(f"{me.Name} sees no queue: it needs the rights SeeQueue and ShowTicket")
        if not self._names.agent_names():
            remarks.append(f"{me.Name} may not see who is an agent: the right SeeGroup is missing")
        if self._names.tags() is None:
            remarks.append("there is no custom field `Tags` of many values, so that tickets have no tags")
        # Another store, or one set up anew, has another account or made it at another time.
        epoch = f"{self._words.url} {me.id} {me.Created}"
        if self._feed.restored:
            # Told once: from then on it is for a person to say that this store is the right one.
            epoch += f" without {self._feed.restored}"
            self._feed.restored = ""
        return Identity(me.RealName or me.Name, epoch, self._rest.http.server_time, tuple(remarks))

    def prove(self, key: str) -> tuple[str, ...]:
        """Write an internal note on a ticket and look whether it is found again by its marker."""
        self._names.forget()
        self._says.marker_lost = False
        self._says.say(Say(str(uuid.uuid4()), key=key, role=Role.NOTE, body=_CHECK))
        return self._markers.remarks()

    # --- reading

    def catalog(self) -> Catalog:
        return catalog(self._names, self._words)

    def fetch(self, key: str) -> TicketSeen:
        return self._tickets.whole([self._tickets.one(key)])[0]

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        """Tickets with all the words, newest change first. Request Tracker looks into messages only where its
        full-text index is on."""
        words = text.split()[:_MOST_WORDS]
        if not words or limit < 1:
            return ()
        conditions = [_holds(word) for word in words]
        if self._words.queues:
            conditions.append(any_of("Queue", sorted(self._names.scope())))
        asked = {"query": " AND ".join(conditions), "orderby": ["LastUpdated", "id"], "order": ["DESC", "DESC"]}
        more = {"per_page": min(limit, PAGE), "fields": TICKET_FIELDS} | EXPANDED
        rows, _ = self._rest.page("tickets", TicketRow, asked | more)
        return tuple(self._tickets.remote(row, "") for row in rows)

    def download(self, key: str, into: IO[bytes]) -> None:
        number = numeric(key, "a file of Request Tracker", 15)
        row, _ = self._rest.record(f"attachment/{number}", AttachmentRow)
        try:
            into.write(base64.b64decode(row.Content or "", validate=False))
        except ValueError:
            raise Unreadable(f"{self._rest.http.host} gave a file that can't be read") from None


def _holds(word: str) -> str:
    """That a ticket has *word*, in its subject or a message, as its number or its requester's address."""
    # A text that begins so is taken for the name of a field, quoted or not; without its first letter it is a text.
    text = quoted(word[1:] if word[:3].lower() == "cf." else word)
    found = [f"Subject LIKE {text}", f"Content LIKE {text}"]
    number = word.lstrip("#")
    if number.isdecimal() and number.isascii() and len(number) < 10:
        found.append(f"id = {number}")
    if "@" in word:
        found.append(f"Requestor.EmailAddress LIKE {text}")
    return f"({' OR '.join(found)})"
