"""The wikis of the fake Redmine: pages with versions, of which an older one is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from msgspec.structs import replace

from fakes.remote import FakeRemote
from fakes.rules import US
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.core.remote import RemoteArticle


class RedmineWiki:
    def __init__(self, remote: FakeRemote, ref_to: Callable[[str], dict[str, Any]]) -> None:
        """*ref_to* names somebody as Redmine does."""
        self._remote = remote
        self._ref_to = ref_to

    def routes(self) -> tuple[tuple[str, str, Callable[..., Told]], ...]:
        return (
            ("GET", r"projects/(\d+)/wiki/index\.json", self._index),
            ("GET", r"projects/(\d+)/wiki/(.+)\.json", self._page),
            ("PUT", r"projects/(\d+)/wiki/(.+)\.json", self._write),
        )

    def _pages(self, project: str) -> dict[str, RemoteArticle]:
        """By title; all are in the first project."""
        there = self._remote.ledger.articles.values() if project == "1" else ()
        return {article.title.replace(" ", "_"): article for article in there}

    def _index(self, asked: Asked, project: str) -> Told:
        pages = self._pages(project).items()
        return Told(200, {"wiki_pages": [{"title": title, "version": _version(page)} for title, page in pages]})

    def _page(self, asked: Asked, project: str, title: str) -> Told:
        page = self._pages(project).get(unquote(title))
        if page is None:
            raise errors.NotThere("")
        at = datetime.fromtimestamp(page.updated_at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = {"title": unquote(title), "text": page.body, "version": _version(page), "comments": "",
                "author": self._ref_to(page.author), "created_on": at, "updated_on": at}  # fmt: skip
        return Told(200, {"wiki_page": told})

    def _write(self, asked: Asked, project: str, title: str) -> Told:
        sent, known = asked.body["wiki_page"], self._pages(project).get(unquote(title))
        if known is None:
            name = unquote(title).replace("_", " ")
            self._remote.put_article(RemoteArticle("", "", name, sent["text"], 0, author=US))
            return self._page(asked, project, title)._replace(status=201)
        if "version" in sent and sent["version"] != _version(known):
            raise errors.Conflict("")
        self._remote.put_article(replace(known, body=sent["text"], author=US))
        return Told(204)


def _version(page: RemoteArticle) -> int:
    return int(page.version[1:])
