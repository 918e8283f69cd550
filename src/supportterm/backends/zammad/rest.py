"""The REST API of one Zammad: tickets whole, lists by conditions, and what happened to a ticket."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from supportterm.backends.api import Api
from supportterm.backends.errors import CannotDo
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.http_errors import Answer, json_of
from supportterm.backends.keys import numeric
from supportterm.backends.paging import numbered
from supportterm.backends.zammad.wire import (
    All,
    ArticleRow,
    Count,
    History,
    HistoryRow,
    Row,
    StateRow,
    TicketRow,
    UserRow,
)

PAGE: Final = 25
"""Tickets told at a time: each is asked for by itself, and its history too."""
MOST: Final = 100
"""Rows of a list; more are not given."""

Conditions = Mapping[str, Mapping[str, Any]]
"""A field of a ticket → how it is compared, with what."""
T = TypeVar("T")


class Whole(NamedTuple):
    row: TicketRow
    articles: tuple[ArticleRow, ...]
    tags: tuple[str, ...]
    users: Mapping[str, UserRow]
    organizations: Mapping[str, Row]
    history: tuple[HistoryRow, ...]


class Rest(Api):
    def __init__(self, url: str, token: Callable[[], str], ca_file: str) -> None:
        self.kind: Callable[[], type[TicketRow]] = lambda: TicketRow
        """What a whole ticket is read as: with the fields of the site."""
        super().__init__(Http(f"{url}/api/v1", lambda: f"Token token={token()}", ca_file=ca_file))

    def whole(self, key: str) -> Whole:
        """A ticket with its articles, tags and history. Raises NotThere."""
        answer = self.http.get(f"tickets/{number(key)}", {"all": "true"})
        return self.read(answer, self.get(f"ticket_history/{key}", History).history)

    def read(self, answer: Answer, history: "list[HistoryRow]", *, writing: bool = False) -> Whole:
        """The ticket of an answer with all that belongs to it. Raises Unreadable, or Uncertain after a write."""
        told = parsed(answer, All, self.host, writing=writing)
        raw = told.assets.Ticket.get(str(told.ticket_id), msgspec.Raw(b"null"))
        row = parsed(json_of(raw), self.kind(), self.host, writing=writing)
        found = (told.assets.TicketArticle.get(str(number)) for number in told.ticket_article_ids)
        articles = tuple(article for article in found if article is not None)
        users, organizations = told.assets.User, told.assets.Organization
        return Whole(row, articles, tuple(sorted(told.tags)), users, organizations, tuple(history))

    def changed(self, conditions: Conditions, page: int, limit: int = PAGE) -> list[TicketRow]:
        """Tickets by the moment of their last change, rising; out of the database, not out of the search index."""
        asked = {
            "condition": conditions, "sort_by": "updated_at", "order_by": "asc", "page": page, "per_page": limit,
            "expand": True,
        }  # fmt: skip
        return self.ask("tickets/search", list[TicketRow], asked)

    def count(self, conditions: Conditions) -> int:
        """How many tickets there are of that kind. Raises CannotDo where Zammad is too old to say only that."""
        asked = {"condition": conditions, "only_total_count": True}
        told = self.ask("tickets/search", Count | list[Row], asked)  # type: ignore[arg-type]
        if not isinstance(told, Count):
            raise CannotDo("this Zammad does not say how many tickets it has")
        return told.total_count

    def everything(self, path: str, kind: type[T], params: Params | None = None) -> Iterator[T]:
        """All pages of a list that does not change while it is read."""
        asked = {"per_page": MOST, **(params or {})}
        return numbered(lambda page: self.get(path, list[kind], {**asked, "page": page}), MOST)  # type: ignore[valid-type]

    def states(self) -> list[StateRow]:
        return self.get("ticket_states", list[StateRow], {"expand": "true"})


number: Final = partial(numeric, what="a ticket of Zammad", longest=9)
