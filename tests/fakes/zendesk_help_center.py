"""The fake knowledge base as Zendesk's Help Center, for agents: only read, as it is by us."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from fakes.books import Book, Books, when
from fakes.specification import Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors

HELP_CENTER: Final = "/api/v2/help_center/"
PAGES: Final = Path(__file__).with_name("zendesk_help_center.yaml")
"""What the vendor's pages say, in our words."""
EXPORTED: Final = 4
"""Articles of a page of changes where few are enough; Zendesk has a thousand."""
LISTED: Final = 3
"""Articles of a list; Zendesk gives as many as one asks for, up to a hundred."""
FIRST: Final = 360_000_000_000
STAFF: Final = 7001
SIGNED_IN: Final = 7002
VIPS: Final = 7003
_ENGLISH: Final = "en-us"


@cache
def pages() -> Specification:
    return Specification(PAGES, lambda document: None, base=HELP_CENTER.rstrip("/"))


class Other(NamedTuple):
    """What an article is called and says in another language."""

    title: str
    page: str
    draft: bool = False


class HelpCenterFace:
    def __init__(self, books: Books, number: Callable[[str], int]) -> None:
        """*number* of a person, by name."""
        self.books = books
        self.others: dict[int, dict[str, Other]] = {}
        """By the key of a book and the language."""
        self.segments: dict[int, int] = {}
        """Whom a book is for that is not for everybody."""
        self.open = True
        self.sideloads = True
        """Translations come along where they are asked for; what an older account does not know it leaves out."""
        self._number = number

    def answer(self, asked: Asked) -> Told:
        routes: tuple[tuple[str, Callable[..., Any]], ...] = (
            (r"incremental/articles", self._changes),
            (r"articles", self._list),
            (r"articles/(\d+)", lambda asked, key: {"article": self._row(self._book(key), asked)}),
            (r"articles/(\d+)/translations", self._translated),
            (r"sections", self._sections),
            (r"user_segments", self._segments),
        )
        path = asked.path.removeprefix(HELP_CENTER)
        for pattern, route in routes:
            if self.open and asked.method == "GET" and (found := re.fullmatch(pattern, path)):
                return Told(200, route(asked, *found.groups()))
        raise errors.NotThere("RecordNotFound")

    def _changes(self, asked: Asked) -> Any:
        since = int(asked.query["start_time"])
        found = sorted((b for b in self.books.current if b.at // 1000 >= since), key=lambda book: book.at)
        told = found[:EXPORTED]
        end = told[-1].at // 1000 if told else 1
        more = f"https://acme.zendesk.com{asked.path}?start_time={end}" if len(found) > EXPORTED else None
        rows = [self._row(book, asked) for book in told]
        return {"articles": rows, "count": len(found), "next_page": more, "end_time": end}

    def _list(self, asked: Asked) -> Any:
        start = int(asked.query.get("page[after]") or 0)
        rows = [self._row(book, asked) for book in self.books.current[start : start + LISTED]]
        more = start + LISTED < len(self.books.current)
        return {"articles": rows, "meta": {"has_more": more, "after_cursor": str(start + LISTED) if more else None}}

    def _book(self, key: str) -> Book:
        book = self.books.there.get(int(key) - FIRST)
        if book is None or book.gone:
            raise errors.NotThere("RecordNotFound")
        return book

    def _translated(self, asked: Asked, key: str) -> Any:
        return {"translations": self._translations(self._book(key)), "next_page": None}

    def _sections(self, asked: Asked) -> Any:
        rows = [{"id": 900 + n, "name": name, "locale": _ENGLISH, "category_id": 1, "parent_section_id": None}
                for n, name in enumerate(self.books.sections, 1)]  # fmt: skip
        return {"sections": rows, "next_page": None}

    def _segments(self, asked: Asked) -> Any:
        nothing: dict[str, list[Any]] = {"tags": [], "or_tags": [], "organization_ids": [], "group_ids": []}
        rows = [
            nothing | {"id": STAFF, "name": "Agents and managers", "user_type": "staff", "built_in": True},
            nothing | {"id": SIGNED_IN, "name": "Signed-in users", "user_type": "signed_in_users", "built_in": True},
            nothing | {"id": VIPS, "name": "VIPs", "user_type": "signed_in_users", "built_in": False, "tags": ["vip"]},
        ]
        return {"user_segments": rows, "next_page": None}

    def _row(self, book: Book, asked: Asked) -> dict[str, Any]:
        segment = self.segments.get(book.key, STAFF if book.internal else None)
        told = {
            "id": FIRST + book.key, "title": book.title, "body": book.page, "locale": _ENGLISH,
            "source_locale": _ENGLISH, "outdated_locales": [], "draft": book.draft, "promoted": False,
            "section_id": 900 + self.books.section_number(book.section), "author_id": self._number(book.author),
            "permission_group_id": 1, "user_segment_id": segment, "user_segment_ids": [segment] if segment else [],
            "label_names": list(book.tags), "created_at": when(book), "updated_at": when(book), "edited_at": when(book),
        }  # fmt: skip
        with_others = self.sideloads and "translations" in asked.query.get("include", "")
        return told | ({"translations": self._translations(book)} if with_others else {})

    def _translations(self, book: Book) -> list[dict[str, Any]]:
        said = {_ENGLISH: Other(book.title, book.page, book.draft)} | self.others.get(book.key, {})
        return [
            {
                "id": book.key * 100 + n, "locale": locale, "title": other.title, "body": other.page,
                "source_id": FIRST + book.key, "source_type": "Article", "draft": other.draft, "outdated": False,
                "created_at": when(book), "created_by_id": self._number(book.author), "updated_at": when(book),
                "updated_by_id": self._number(book.author),
            }
            for n, (locale, other) in enumerate(said.items())
        ]  # fmt: skip
