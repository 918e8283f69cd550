"""The fake knowledge base as Document360: its paths and words, held to the vendor's own specification.

An article has the version that is published, or a draft that never was, and maybe drafts that were forked from it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from fakes.books import Book, Books, when
from fakes.minutes import Minutes
from fakes.server import TOKEN
from fakes.specification import Judge, Specification
from fakes.vendor import Asked, Told
from supportterm.backends import errors

EMAIL: Final = "robot@desk.test"
USER: Final = "00000000-0000-4000-9000-000000000001"
HERE: Final = "/v2/ProjectVersions/w1"
PUBLIC, DRAFT = 3, 0


def patch(document: dict[str, Any]) -> None:
    """What the vendor's page on this list says by now: apidocs.document360.com/docs/project-version-articles."""
    listed = document["paths"]["/v2/ProjectVersions/{projectVersionId}/articles"]["get"]["parameters"]
    for name, most in (("page", 100_000), ("hitsPerPage", 100)):
        listed.append({"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": most}})


@cache
def judge() -> Judge | None:
    """The vendor's own file, where it lies beside the checkout."""
    file = Path(__file__).resolve().parents[3] / "shared" / "specs" / "document360-v2.json"
    return Specification(file, patch) if file.exists() else None


def limits(clock: Callable[[], int], limit: int = 60) -> Minutes:
    """Of the smallest plan."""
    return Minutes(
        clock, limit, headers=lambda limit, left, used: {"X-RateLimit-Remaining": str(left)}, retry="X-RateLimit-Reset"
    )


@dataclass
class Fork:
    base: int
    by: str
    title: str
    page: str
    at: int


class Document360Face:
    api = "/v2/"

    def __init__(self, books: Books) -> None:
        self.books = books
        self.url: Callable[[], str] = lambda: ""
        self.forks: dict[int, dict[int, Fork]] = {}
        """Drafts of what is published, by article and number."""
        self.others: dict[int, dict[str, Any]] = {}
        """What was set beside tags, by article."""
        self.kind = 1
        """Of the articles that are not made here: HTML."""
        self.listed = 3
        """Articles of a page of the list; Document360 gives as many as one asks for, up to 100."""
        self.language = "en"

    def admits(self, asked: Asked) -> bool:
        return asked.headers.get("api_token") == TOKEN

    def refuse(self, error: errors.RemoteError) -> Told:
        told = {"description": str(error), "error_code": "X", "stack_trace": None}
        return Told(400, {"success": False, "errors": [told], "warnings": [], "information": []})

    def answer(self, asked: Asked) -> Told:
        article = rf"/v2/Articles/(\d{{8}})-[0-9-]+/{self.language}"
        routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            ("GET", "/v2/ProjectVersions", self._workspaces),
            ("GET", f"{HERE}/articles", self._listed),
            ("GET", f"{HERE}/categories", self._categories),
            ("GET", "/v2/Teams", self._teams),
            ("POST", "/v2/Articles", self._create),
            ("GET", article, self._article),
            ("PUT", article, self._put),
            ("GET", f"{article}/versions", self._versions),
            ("GET", f"{article}/settings", self._settings),
            ("PUT", f"{article}/settings", self._set),
            ("DELETE", rf"{article}/version/(\d+)", self._drop),
            ("POST", f"{article}/publish", self._publish),
            ("PUT", r"/v2/Articles/(\d{8})-[0-9-]+/fork", self._fork),
        )
        for method, pattern, route in routes:
            if method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                told = route(asked, *found.groups())
                field = "result" if asked.path == "/v2/Teams" else "data"
                body = {field: told, "success": True, "errors": [], "warnings": [], "information": []}
                return Told(200, body if told is not None else {"success": True, "errors": []})
        raise errors.NotThere("there is no such thing")

    # --- reading

    def _workspaces(self, asked: Asked) -> Any:
        language = {"code": self.language, "set_as_default": True, "name": "English"}
        rows = (("api", "Interfaces", False, 1), ("w0", "Old", False, 0), ("w1", "Manual", True, 0))
        return [
            {"id": key, "version_code_name": name, "slug": name.lower(), "is_main_version": main, "version_type": kind,
             "language_versions": [language]}
            for key, name, main, kind in rows
        ]  # fmt: skip

    def _listed(self, asked: Asked) -> Any:
        size = min(int(asked.query["hitsPerPage"]), self.listed)
        start = int(asked.query["page"]) * size
        return [self._row(book) for book in self.books.current[start : start + size]]

    def _row(self, book: Book) -> dict[str, Any]:
        return {
            "id": key_of(book), "title": book.title, "public_version": 0 if book.draft else book.version,
            "latest_version": self._latest(book), "hidden": book.internal, "status": DRAFT if book.draft else PUBLIC,
            "content_type": self.kind, "modified_at": when(book),
        }  # fmt: skip

    def _categories(self, asked: Asked) -> Any:
        rows = [self._category(n, name) for n, name in enumerate(self.books.sections, 1)]
        return [{**self._category(0, "Everything"), "child_categories": rows}]

    def _category(self, number: int, name: str) -> dict[str, Any]:
        return {"id": f"c{number}", "name": name, "category_type": 0, "child_categories": []}

    def _teams(self, asked: Asked) -> Any:
        people = [(f"u{n}", "Kim", f"Lee {n}", f"kim{n}@desk.test") for n in range(150)]
        people.append((USER, "Ro", "Bot", EMAIL))
        skip, take = int(asked.query["skip"]), int(asked.query["take"])
        return [
            {"user_id": key, "first_name": first, "last_name": last, "email_id": email}
            for key, first, last, email in people[skip : skip + take]
        ]

    def _article(self, asked: Asked, key: str) -> Any:
        book = self._book(key)
        number = self._latest(book) if asked.query["isPublished"] == "false" else book.version
        fork = self.forks.get(book.key, {}).get(number)
        page, title = (fork.page, fork.title) if fork is not None else (book.page, book.title)
        kind = self.kind_of(book, page)
        first, _, last = book.author.partition(" ")
        return self._row(book) | {
            "title": title, "version_number": number, "status": DRAFT if fork is not None or book.draft else PUBLIC,
            "content": page if kind == 0 else "", "html_content": page, "content_type": kind,
            "category_id": f"c{self.books.section_number(book.section)}", "project_version_id": "w1",
            "authors": [{"id": "u", "first_name": first, "last_name": last}], "is_fall_back_content": False,
            "created_at": when(book), "modified_at": when(Book(0, "", "", "", fork.at)) if fork else when(book),
            "url": f"https://docs.acme.test/{book.key}",
        }  # fmt: skip

    def kind_of(self, book: Book, page: str = "") -> int:
        """Of what we made there the text is Markdown."""
        return 0 if book.author == "Ro Bot" and "<" not in (page or book.page) else self.kind

    def _versions(self, asked: Asked, key: str) -> Any:
        book = self._book(key)
        kept = [{"version_number": book.version, "base_version": 0, "created_by": book.author, "status": PUBLIC}]
        forks = self.forks.get(book.key, {}).items()
        return kept + [
            {"version_number": number, "base_version": fork.base, "created_by": fork.by, "status": DRAFT}
            for number, fork in forks
        ]

    def _settings(self, asked: Asked, key: str) -> Any:
        book = self._book(key)
        return {"slug": book.title.lower(), "allow_comments": False, "show_table_of_contents": False,
                "tags": [*book.tags], "related_articles": [{"id": "other", "title": "Other"}], "status_indicator": 2,
                **self.others.get(book.key, {})}  # fmt: skip

    # --- writing

    def _fork(self, asked: Asked, key: str) -> Any:
        book, told = self._book(key), asked.body
        assert told["lang_code"] == self.language
        number = self._latest(book) + 1
        self.fork(book, "Ro Bot" if told["user_id"] == USER else told["user_id"], told["version_number"])
        base = told["version_number"]
        return {"version_number": number, "base_version": base, "created_by": "Ro Bot", "status": DRAFT}

    def fork(self, book: Book, by: str, base: int) -> Fork:
        """Somebody begins another version of an article."""
        fork = Fork(base, by, book.title, book.page, self.books.clock())
        self.forks.setdefault(book.key, {})[self._latest(book) + 1] = fork
        return fork

    def _put(self, asked: Asked, key: str) -> Any:
        book, told = self._book(key), asked.body
        fork = self.forks.get(book.key, {}).get(told["version_number"])
        if fork is not None:
            fork.title, fork.page, fork.at = told["title"], told["content"], self.books.clock()
        elif book.draft and book.version == told["version_number"]:
            book.title, book.page, book.at = told["title"], told["content"], self.books.clock()
        else:
            raise errors.Invalid("A published article can't be changed. Fork it first")
        return self._row(book)

    def _publish(self, asked: Asked, key: str) -> Any:
        book, number = self._book(key), asked.body["version_number"]
        fork = self.forks.get(book.key, {}).pop(number, None)
        if fork is not None:
            self.books.change(book, title=fork.title, page=fork.page, author=fork.by)
        elif not book.draft or book.version != number:
            raise errors.Invalid("There is no such draft")
        else:
            self.books.change(book, draft=False)
        book.version = number
        return self._row(book)

    def _drop(self, asked: Asked, key: str, number: str) -> Any:
        self.forks[self._book(key).key].pop(int(number))

    def _create(self, asked: Asked) -> Any:
        told = asked.body
        assert told["user_id"] == USER
        section = self.books.sections[int(told["category_id"][1:]) - 1]
        return self._row(self.books.write(told["title"], told["content"], section, author="Ro Bot", draft=True))

    def _set(self, asked: Asked, key: str) -> Any:
        book, told = self._book(key), dict(asked.body)
        book.tags = tuple(told.pop("tags"))
        told["related_articles"] = [{"id": one, "title": "Other"} for one in told["related_articles"]]
        assert told.pop("content_type") == self.kind_of(book)
        self.others[book.key] = told
        return self._settings(asked, key)

    # --- inside

    def _book(self, key: str) -> Book:
        book = self.books.there.get(int(key))
        if book is None or book.gone:
            raise errors.NotThere("Article not found")
        return book

    def _latest(self, book: Book) -> int:
        return max([book.version, *self.forks.get(book.key, {})])


def key_of(book: Book) -> str:
    return f"{book.key:08d}-0000-4000-8000-000000000000"
