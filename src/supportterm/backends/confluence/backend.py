"""A connection to one Confluence site."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from supportterm.backends.auth import basic
from supportterm.backends.confluence.driver import MOST
from supportterm.backends.confluence.feed import Feed
from supportterm.backends.confluence.rest import Rest, judge
from supportterm.backends.confluence.storage import Storage, written
from supportterm.backends.confluence.wire import Account, PageRow, Space
from supportterm.backends.confluence.writing import Writer
from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.html_articles import HtmlArticles
from supportterm.backends.http import Http
from supportterm.backends.knowledge_base import KnowledgeBase, told
from supportterm.backends.readers import readers
from supportterm.backends.settings import words, wrong
from supportterm.backends.stamps import moment
from supportterm.backends.usual import address
from supportterm.core.remote import Identity, RemoteArticle, handle_of

ME: Final = "rest/api/user/current"


class Confluence(KnowledgeBase):
    """Knowledge, over Confluence's REST API."""

    def __init__(self, settings: Mapping[str, str], secret: Callable[[], str]) -> None:
        url = address(settings, cloud="atlassian.net", path="/wiki")
        email = settings.get("email", "").strip()
        if not email:
            raise wrong("email", "the address of the account whose token it is")
        self._readers = readers(settings)
        capabilities = told(MOST, settings)
        http = Http(f"{url}/wiki", lambda: basic(email, secret()), ca_file=settings.get("ca_file", ""), judge=judge)
        self._rest = Rest(http, words(settings, "spaces"))
        self._pages = HtmlArticles("Confluence", Storage(f"{url}/wiki/"), written)
        feed, writer = Feed(self._rest, self._articles, self._readers), Writer(self._rest, self._pages, self._readers)
        super().__init__("Confluence", capabilities, http, feed, writer)
        self._names: dict[str, str] = {}

    def probe(self) -> Identity:
        self._rest.forget()
        spaces = self._rest.spaces()
        try:
            me = self._rest.get(ME, Account)
        except (NotThere, NotAllowed):
            me = Account()
        missing = ", ".join(self._rest.missing())
        remarks = (f"there is no space {missing} that we see".replace("  ", " "),) if missing or not spaces else ()
        who = me.display_name or self.http.host
        return Identity(who, f"confluence {self.http.host}", self.http.server_time, remarks)

    # --- inside

    def _articles(self, rows: Iterable[PageRow]) -> tuple[RemoteArticle, ...]:
        """Pages as articles; who wrote them is asked for once for all of them."""
        told = tuple(rows)
        authors = {row.version.author_id or "" for row in told} - {"", *self._names}
        self._names |= dict.fromkeys(authors, "") | self._rest.names(sorted(authors))
        spaces = self._rest.spaces()
        return tuple(self._article(row, spaces) for row in told)

    def _article(self, row: PageRow, spaces: Mapping[str, Space]) -> RemoteArticle:
        space = spaces.get(row.space_id)
        return RemoteArticle(
            key=row.id,
            version=str(row.version.number),
            title=row.title or f"page {row.id}",
            body=self._pages.read(row.source),
            updated_at=moment(row.version.created_at),
            section=space.name if space is not None else "",
            visibility=self._readers,
            author=handle_of(self._names.get(row.version.author_id or "", "")),
        )
