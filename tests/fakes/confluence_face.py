"""The fake knowledge base as Confluence: its paths and words, held to the vendor's own specification."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.books import Book, Books, when
from fakes.server import TOKEN
from fakes.specification import Judge, Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors
from supportterm.backends.auth import basic

EMAIL: Final = "us@desk.test"
API: Final = "/wiki/api/v2"
LISTED: Final = 3
"""Pages of a list; Confluence gives as many as one asks for, up to 250."""


def patch(document: dict[str, Any]) -> None:
    """In the vendor's file the kinds of a text overlap, so that one right request would be of two of them."""
    for name in ("PageUpdateRequest", "PageCreateRequest"):
        schema = document["components"]["requestBodies"][name]["content"]["application/json"]["schema"]
        body = schema["properties"]["body"]
        if "oneOf" in body:
            body["anyOf"] = body.pop("oneOf")


@cache
def judge() -> Judge | None:
    """The vendor's own file, where it lies beside the checkout."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "confluence-v2.json"
    return Specification(file, patch, base=API) if file.exists() else None


class ConfluenceFace:
    api = f"{API}/"

    def __init__(self, books: Books) -> None:
        self.books = books
        self.url: Callable[[], str] = lambda: ""
        self.stale = 409

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == basic(EMAIL, TOKEN)

    def refuse(self, error: errors.RemoteError) -> Told:
        status = {errors.NotThere: 404, errors.Conflict: self.stale, errors.Invalid: 400}[type(error)]
        return Told(status, {"errors": [{"status": status, "code": "X", "title": str(error), "detail": None}]})

    def answer(self, asked: Asked) -> Told:
        routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            ("GET", "/wiki/rest/api/user/current", lambda asked: {"accountId": "a0", "displayName": "Robot"}),
            ("GET", f"{API}/spaces", self._spaces),
            ("POST", f"{API}/users-bulk", self._names),
            ("GET", f"{API}/pages", self._pages),
            ("POST", f"{API}/pages", self._create),
            ("GET", rf"{API}/pages/(\d+)", self._page),
            ("PUT", rf"{API}/pages/(\d+)", self._put),
        )
        for method, pattern, route in routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                return Told(200, route(asked, *found.groups()))
        raise errors.NotThere("not found")

    def _spaces(self, asked: Asked) -> Any:
        rows = [{"id": str(100 + n), "key": f"S{n}", "name": name} for n, name in enumerate(self.books.sections, 1)]
        wanted = asked.query.get("keys")
        return {"results": [row for row in rows if wanted in (None, row["key"])], "_links": {}}

    def _names(self, asked: Asked) -> Any:
        wanted = asked.body["accountIds"]
        return {"results": [{"accountId": one, "displayName": one.replace("-", " ").title()} for one in wanted]}

    def _pages(self, asked: Asked) -> Any:
        trashed = asked.query.get("status") == "trashed"
        found = [book for book in self.books.there.values() if book.gone == trashed]
        if "space-id" in asked.query:
            found = [b for b in found if str(100 + self.books.section_number(b.section)) == asked.query["space-id"]]
        if "title" in asked.query:
            found = [book for book in found if book.title == asked.query["title"]]
        found.sort(key=lambda book: -book.at)
        start = int(asked.query.get("cursor", 0))
        rows = [self._row(book) for book in found[start : start + LISTED]]
        if start + LISTED >= len(found):
            return {"results": rows, "_links": {}}
        kept = "&".join(f"{k}={v}" for k, v in asked.query.items() if k != "cursor")
        return {"results": rows, "_links": {"next": f"{API}/pages?{kept}&cursor={start + LISTED}"}}

    def _page(self, asked: Asked, key: str) -> Any:
        return self._row(self._book(key))

    def _book(self, key: str) -> Book:
        book = self.books.there.get(int(key))
        if book is None:
            raise errors.NotThere("Could not find content with id")
        return book

    def _create(self, asked: Asked) -> Any:
        told = asked.body
        if any(book.title == told["title"] for book in self.books.current):
            raise errors.Invalid("A page with this title already exists")
        section = self.books.sections[int(told["spaceId"]) - 101]
        return self._row(self.books.write(told["title"], told["body"]["value"], section, author="robot"))

    def _put(self, asked: Asked, key: str) -> Any:
        book, told = self._book(key), asked.body
        if told["version"]["number"] != book.version + 1:
            raise errors.Conflict("Version must be incremented when updating a page")
        self.books.change(book, title=told["title"], page=told["body"]["value"], author="robot")
        return self._row(book)

    def _row(self, book: Book) -> Any:
        return {
            "id": str(book.key), "status": "trashed" if book.gone else "current", "title": book.title,
            "spaceId": str(100 + self.books.section_number(book.section)), "authorId": "a1", "createdAt": when(book),
            "version": {
                "number": book.version, "createdAt": when(book), "authorId": book.author.lower().replace(" ", "-"),
            },
            "body": {"storage": {"representation": "storage", "value": book.page}},
        }  # fmt: skip
