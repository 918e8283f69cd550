"""A connection to one workspace of Document360."""

import time
from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from supportterm.backends.document360 import texts
from supportterm.backends.document360.driver import MOST, URL
from supportterm.backends.document360.rest import A_MINUTE, PAGE, Rest, judge
from supportterm.backends.document360.wire import Row, print_of
from supportterm.backends.document360.writing import Writer
from supportterm.backends.errors import Invalid, NotThere
from supportterm.backends.http import Http
from supportterm.backends.knowledge_base import KnowledgeBase, told
from supportterm.backends.listed import Listed
from supportterm.backends.pace import Pace
from supportterm.backends.protocol import Capabilities, Extent
from supportterm.backends.readers import readers
from supportterm.backends.stamps import moment
from supportterm.backends.usual import address
from supportterm.core.remote import Identity, RemoteArticle, handle_of

_AT_A_TIME: Final = 20
_EACH: Final = 2
"""Requests for an article: its text, and its tags."""


class Document360(KnowledgeBase):
    """Knowledge, over Document360's API."""

    def __init__(
        self, settings: Mapping[str, str], secret: Callable[[], str], clock: Callable[[], float] = time.time
    ) -> None:
        email = settings.get("email", "").strip()
        self._readers = readers(settings)
        capabilities = told(MOST, settings)
        if not email:
            capabilities = _only_read(capabilities)
        url, ca_file = address(settings, home=URL), settings.get("ca_file", "")
        http = Http(url, secret, ca_file=ca_file, header="api_token", judge=judge)
        pace = Pace(
            A_MINUTE, limit=("x-ratelimit-limit",), left=("x-ratelimit-remaining",), reset=("x-ratelimit-reset",),
            clock=clock,
        )  # fmt: skip
        workspace, language = settings.get("workspace", "").strip(), settings.get("language", "").strip()
        self._rest = Rest(http, pace, workspace=workspace, language=language, email=email, display=not email)
        feed = Listed(
            "Document360's", self._page, self._article, readers=self._readers,
            most=lambda: pace.at_a_time(_EACH, _AT_A_TIME), pause=lambda: pace.pause,
        )  # fmt: skip
        writer = Writer(self._rest, settings.get("category", "").strip(), self._readers) if email else None
        super().__init__("Document360", capabilities, http, feed, writer)

    def probe(self) -> Identity:
        self._rest.kept.forget()
        workspace = self._rest.workspace()
        remarks: tuple[str, ...] = ()
        if self.capabilities.articles == "write":
            try:
                self._rest.me()
            except Invalid as error:
                remarks = (f"{error}: nothing can be written there",)
                self.capabilities = _only_read(self.capabilities)
        name = workspace.version_code_name or workspace.slug or self.http.host
        return Identity(name, f"document360 {self.http.host} {workspace.id}", self.http.server_time, remarks)

    def extent(self) -> Extent:
        count = sum(1 for _ in self._rest.rows())
        return Extent(count, self._rest.pace.lasting(_EACH * count + count / PAGE), "article")

    # --- inside

    def _page(self, number: int) -> tuple[list[Row], bool]:
        rows = list(self._rest.page(number))
        return rows, bool(rows)

    def _article(self, listed: Row) -> RemoteArticle | None:
        try:
            row, settings = self._rest.article(listed.id), self._rest.settings(listed.id)
        except NotThere:
            return None
        authors = [f"{one.first_name or ''} {one.last_name or ''}".strip() for one in row.authors or ()]
        return RemoteArticle(
            key=row.id,
            version=f"{row.version} {print_of(settings.tagged)}",
            title=row.title or f"article {row.id}",
            body=texts.read(row),
            updated_at=moment(row.modified_at),
            section=self._rest.categories().get(row.category_id or "", ""),
            tags=settings.tagged,
            visibility=row.seen_by(self._readers),
            state="published" if row.published else "draft",
            author=handle_of(next(filter(None, authors), "")),
        )


def _only_read(capabilities: Capabilities) -> Capabilities:
    return replace(capabilities, articles="read", guard="none", marker="none")
