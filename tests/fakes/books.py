"""A knowledge base: articles as HTML, in sections, with versions. Vendors' faces stand before it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from supportterm.backends.stamps import stamp

START = 1_790_000_000_000


@dataclass
class Book:
    key: int
    title: str
    page: str
    section: str
    at: int
    version: int = 1
    author: str = "Kim Lee"
    draft: bool = False
    internal: bool = False
    tags: tuple[str, ...] = ()
    gone: bool = False


@dataclass
class Books:
    """Each change is a second after the one before it."""

    clock: Callable[[], int] = field(default_factory=lambda: count(START, 1000).__next__)
    there: dict[int, Book] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)

    def write(self, title: str, page: str, section: str = "All", **more: Any) -> Book:
        """Somebody writes an article."""
        if section not in self.sections:
            self.sections.append(section)
        book = Book(len(self.there) + 1, title, page, section, self.clock(), **more)
        self.there[book.key] = book
        return book

    def change(self, book: Book, **changes: Any) -> None:
        """Somebody changes one."""
        for name, value in changes.items():
            setattr(book, name, value)
        book.version += 1
        book.at = self.clock()

    def drop(self, book: Book) -> None:
        """Somebody throws one away."""
        book.gone = True
        book.at = self.clock()

    @property
    def current(self) -> list[Book]:
        return [book for book in self.there.values() if not book.gone]

    def section_number(self, name: str) -> int:
        return self.sections.index(name) + 1


def when(book: Book) -> str:
    return stamp(book.at)
