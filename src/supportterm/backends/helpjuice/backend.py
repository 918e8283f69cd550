"""A connection to one Helpjuice account."""

from collections.abc import Callable, Mapping
from typing import Final

from supportterm.backends.errors import RateLimited, RemoteError
from supportterm.backends.helpjuice.driver import MOST
from supportterm.backends.helpjuice.wire import PRIVATE, Account, Listing, Row
from supportterm.backends.html_articles import HtmlArticles
from supportterm.backends.http import Http
from supportterm.backends.http_errors import Answer, retry_after
from supportterm.backends.knowledge_base import KnowledgeBase, told
from supportterm.backends.listed import Listed
from supportterm.backends.readers import readers
from supportterm.backends.usual import address
from supportterm.core.remote import Identity, RemoteArticle, handle_of
from supportterm.exchange.html_markdown import Dialect

PAGE: Final = 100
"""Articles that are asked for at once, with their texts; there may be up to 1000."""
PAUSE: Final = 2.0
"""Seconds between two pages: how many requests it lets through is not told."""
ENOUGH: Final = 60.0
"""Seconds that it wants to be left alone when it has had enough: it says a minute, in words."""


class Helpjuice(KnowledgeBase):
    """Knowledge that is read, over Helpjuice's API."""

    def __init__(self, settings: Mapping[str, str], secret: Callable[[], str]) -> None:
        url = address(settings, cloud="helpjuice.com", path="/api/v3")
        self._readers = readers(settings)
        http = Http(f"{url}/api/v3", secret, ca_file=settings.get("ca_file", ""), judge=judge)
        self._pages = HtmlArticles("Helpjuice", Dialect(f"{url}/"))
        feed = Listed(
            "Helpjuice's", self._page, self._article, readers=self._readers, most=lambda: PAGE, pause=lambda: PAUSE
        )
        super().__init__("Helpjuice", told(MOST, settings), http, feed)

    def probe(self) -> Identity:
        found = self.or_not("settings/account", Account)
        if found is None:
            self.get("articles", Listing, {"page": 1, "limit": 1})
        name = found.account.name if found is not None else ""
        return Identity(name or self.http.host, f"helpjuice {self.http.host}", self.http.server_time)

    # --- inside

    def _page(self, number: int) -> tuple[list[Row], bool]:
        asked = {"page": number + 1, "limit": PAGE}
        page = self.get("articles", Listing, asked)
        return page.articles, number + 1 < page.meta.total_pages if page.meta.total_pages else bool(page.articles)

    def _article(self, row: Row) -> RemoteArticle:
        return RemoteArticle(
            key=row.id,
            version=row.stamp,
            title=row.name or f"article {row.id}",
            body=self._pages.read(row.text.body or ""),
            updated_at=row.at,
            section=row.section,
            visibility="internal" if row.accessibility == PRIVATE else self._readers,
            state="draft" if row.published is False else "published",
            author=handle_of((row.author.name or "") if row.author is not None else ""),
        )


def judge(answer: Answer) -> RemoteError | None:
    """It says in no header how long it wants to be left alone."""
    if answer.status != 429:
        return None
    return RateLimited("Helpjuice asks for a pause", retry_after(answer) or ENOUGH)
