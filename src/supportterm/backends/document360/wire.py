"""What Document360's API sends, as it sends it."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final, Generic, TypeVar

import msgspec

from supportterm.backends.stamps import moment

T = TypeVar("T")

PUBLISHED: Final = 3
MARKDOWN: Final = 0
"""Kind of an article's text; the others are HTML."""


class Told(msgspec.Struct, Generic[T], frozen=True):
    """Most answers."""

    data: T


class Verdict(msgspec.Struct, frozen=True):
    """What every answer has."""

    success: bool = True


class Row(msgspec.Struct, frozen=True):
    """An article in the list of all."""

    id: str
    title: str | None = ""
    public_version: int = 0
    latest_version: int = 0
    hidden: bool = False
    modified_at: str | None = ""

    @property
    def stamp(self) -> str:
        return f"{self.public_version}-{self.latest_version}-{int(self.hidden)}-{moment(self.modified_at)}"


class Author(msgspec.Struct, frozen=True):
    first_name: str | None = ""
    last_name: str | None = ""


class Article(msgspec.Struct, frozen=True):
    """One version of an article in one language."""

    id: str
    title: str | None = ""
    content: str | None = ""
    html_content: str | None = ""
    category_id: str | None = ""
    version_number: int = 0
    public_version: int = 0
    latest_version: int = 0
    hidden: bool = False
    status: int = 0
    authors: list[Author] | None = None
    modified_at: str = ""
    is_fall_back_content: bool = False
    content_type: int | None = None
    url: str | None = ""

    @property
    def published(self) -> bool:
        return self.status == PUBLISHED

    @property
    def version(self) -> str:
        """A draft keeps its number while it is written; whether it is hidden is no change of its text."""
        return f"{self.version_number}-{moment(self.modified_at)}{'-hidden' if self.hidden else ''}"

    def seen_by(self, usual: str) -> str:
        """Who may read it, where *usual* ones may read those that are not hidden."""
        return "internal" if self.hidden else usual

    @property
    def markdown(self) -> bool:
        return self.content_type == MARKDOWN or (self.content_type is None and bool(self.content))

    @property
    def source(self) -> str:
        """As it was written: Markdown, or HTML."""
        return (self.content if self.markdown else self.html_content or self.content) or ""


class Related(msgspec.Struct, frozen=True):
    id: str | None = ""


class Settings(msgspec.Struct, frozen=True):
    """What else there is to an article. It is written whole, so that all of it goes back as it came."""

    slug: str | None = None
    seo_title: str | None = None
    description: str | None = None
    allow_comments: bool = True
    show_table_of_contents: bool = True
    tags: list[str] | None = None
    status_indicator: int = 0
    status_indicator_expiry_date: str | None = None
    exclude_from_search: bool = False
    exclude_from_ai_search: bool = False
    related_articles: list[Related] | None = None
    is_acknowledgement_enabled: bool = False

    @property
    def tagged(self) -> tuple[str, ...]:
        return tuple(sorted({*(self.tags or ())}))

    def with_tags(self, tags: Iterable[str]) -> dict[str, Any]:
        """These, as they are written."""
        related = [one.id for one in self.related_articles or () if one.id]
        return msgspec.structs.asdict(self) | {"tags": list(tags), "related_articles": related}


def print_of(tags: Iterable[str]) -> str:
    """Another for other tags."""
    return hashlib.blake2b("\n".join(sorted({*tags})).encode(), digest_size=6).hexdigest()


class Version(msgspec.Struct, frozen=True):
    """In the list of an article's versions, and what a fork answers."""

    version_number: int
    base_version: int = 0
    created_by: str | None = ""


class Made(msgspec.Struct, frozen=True):
    id: str


class Language(msgspec.Struct, frozen=True):
    code: str | None = ""
    set_as_default: bool = False


class Workspace(msgspec.Struct, frozen=True):
    id: str
    version_code_name: str | None = ""
    slug: str | None = ""
    is_main_version: bool = False
    version_type: int = 0
    """1: no articles, the reference of an API."""
    language_versions: list[Language] | None = None

    @property
    def language(self) -> str:
        """The code of its own language."""
        return next((one.code for one in self.language_versions or () if one.set_as_default and one.code), "en")

    def is_called(self, name: str) -> bool:
        return name.lower() in (self.id.lower(), (self.slug or "").lower(), (self.version_code_name or "").lower())


class Category(msgspec.Struct, frozen=True):
    id: str
    name: str | None = ""
    child_categories: "list[Category] | None" = None


class Account(msgspec.Struct, frozen=True):
    user_id: str
    first_name: str | None = ""
    last_name: str | None = ""
    email_id: str | None = ""

    def is_called(self, name: str | None) -> bool:
        """Who made a version is told by name in some answers, by id in others."""
        ours = (self.user_id, f"{self.first_name or ''} {self.last_name or ''}", self.email_id or "")
        told = (name or "").strip().lower()
        return bool(told) and told in (one.strip().lower() for one in ours)


class Accounts(msgspec.Struct, frozen=True):
    result: list[Account] | None = None
