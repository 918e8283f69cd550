"""The REST API of one django-helpdesk: tickets page by page or one by one, follow-ups from the newest back.

Whatever is asked about tickets, the server goes through all of them first: few large pages cost it less than many.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec

from supportterm.backends.api import Api
from supportterm.backends.django_helpdesk.wire import CUSTOM, FollowUp, FollowUps, TicketRow, Tickets
from supportterm.backends.errors import Invalid, RemoteError
from supportterm.backends.http import Http, parsed
from supportterm.backends.http_errors import Answer, json_of, told
from supportterm.backends.keys import numeric
from supportterm.core.safe import safe_line

PAGE: Final = 500
"""Tickets of a page."""
NEWS: Final = 100
"""Follow-ups of a page."""
_ID: Final = 9
"""Digits of a number there, at most."""


class Ticket(NamedTuple):
    row: TicketRow
    raw: bytes | msgspec.Raw


class Rest(Api):
    def __init__(self, url: str, token: Callable[[], str], ca_file: str) -> None:
        super().__init__(Http(f"{url}/api", lambda: f"Token {token()}", ca_file=ca_file, judge=_judge))
        self.kind: Callable[[], type[TicketRow]] = lambda: TicketRow
        """What a ticket is read as: with the fields of the site."""
        self.took = 0.0
        """Seconds that the server needed for the last page of tickets."""

    def ticket(self, key: str) -> Ticket:
        """Raises NotThere."""
        return self.read(self.http.get(f"tickets/{number(key)}/"))

    def page(self, number: int) -> Tickets:
        """Tickets by rising numbers; none where there is no such page any more."""
        began = time.monotonic()
        answer = self.http.get("tickets/", {"page": number, "page_size": PAGE}, missing=number > 1)
        self.took = time.monotonic() - began
        return Tickets() if answer.status in (404, 410) else parsed(answer, Tickets, self.host)

    def count(self) -> int:
        """Of all tickets."""
        return self.get("tickets/", Tickets, {"page_size": 1}).count

    def read(self, answer: Answer, *, writing: bool = False) -> Ticket:
        """The ticket of an answer. Raises Unreadable, or Uncertain after a write."""
        return Ticket(parsed(answer, self.kind(), self.host, writing=writing), answer.body)

    def of_page(self, raw: msgspec.Raw) -> Ticket:
        try:
            return Ticket(msgspec.json.decode(raw, type=self.kind(), strict=False), raw)
        except msgspec.DecodeError:
            return self.read(json_of(raw))  # who reads answers knows how to mend some

    def newest(self) -> Iterator[list[FollowUp]]:
        """All follow-ups in pages, the newest page first."""
        last = self.get("followups/", FollowUps, {"page": "last", "page_size": NEWS})
        yield last.results
        for page in range((last.count - 1) // NEWS, 0, -1):
            answer = self.http.get("followups/", {"page": page, "page_size": NEWS}, missing=True)
            yield [] if answer.status in (404, 410) else parsed(answer, FollowUps, self.host).results


number: Final = partial(numeric, what="a ticket of django-helpdesk", longest=_ID)


def _judge(answer: Answer) -> RemoteError | None:
    """What it does not take it tells field by field, without a word that stands for all."""
    if answer.status != 400:
        return None
    if (why := told(answer, dict[str, Any])) is None:
        return None
    fields = {name: safe_line(str(_first(words)), 200) for name, words in why.items()}
    return Invalid("; ".join(f"{name.removeprefix(CUSTOM)}: {words}" for name, words in fields.items()), fields)


def _first(words: Any) -> Any:
    return words[0] if isinstance(words, list) and words else words
