"""The fake knowledge base as Helpjuice: its paths and words, as far as its page and its clients tell them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.books import Book, Books, when
from fakes.server import TOKEN
from fakes.specification import Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors

API: Final = "/api/v3"


@cache
def judge() -> Specification:
    """Ours, written from what there is to be read: the vendor publishes none."""
    return Specification(Path(__file__).with_name("helpjuice_pages.yaml"), lambda document: None)


class HelpjuiceFace:
    api = f"{API}/"

    def __init__(self, books: Books) -> None:
        self.books = books
        self.url: Callable[[], str] = lambda: ""
        self.listed = 3
        """Articles of a page, at most."""
        self.in_lists = False
        """An article's text comes in a list of one."""
        self.private = 2

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == TOKEN

    def refuse(self, error: errors.RemoteError) -> Told:
        return Told(404, {"message": str(error)})

    def answer(self, asked: Asked) -> Told:
        match asked.method, asked.path.removeprefix(API):
            case "GET", "/articles":
                return Told(200, self._articles(asked))
            case "GET", "/settings/account":
                return Told(200, {"account": {"name": "Acme", "subdomain": "acme"}})
        raise errors.NotThere("not found")

    def _articles(self, asked: Asked) -> Any:
        size, number = min(int(asked.query["limit"]), self.listed), int(asked.query["page"])
        there = self.books.current
        rows = [self._row(book) for book in there[(number - 1) * size : number * size]]
        meta = {"current": number, "limit": size, "total_pages": -(-len(there) // size), "total_count": len(there)}
        return {"articles": rows, "meta": meta}

    def _row(self, book: Book) -> Any:
        at = when(book).replace("Z", ".529Z")
        text = {"body": book.page, "body_txt": "", "format": "html", "updated_at": at}
        return {
            "id": book.key, "name": book.title, "views": 12, "accessibility": self.private if book.internal else 1,
            "description": "", "codename": f"article-{book.key}", "created_at": at, "updated_at": at,
            "published": not book.draft, "answer": [text] if self.in_lists else text, "url": f"/{book.key}",
            "author": {"id": 1, "name": book.author, "email": "kim@desk.test"}, "keywords": [],
            "category": {"id": self.books.section_number(book.section), "name": book.section},
        }  # fmt: skip
