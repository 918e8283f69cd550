"""What Helpjuice's API sends, as far as its pages and those who use it say."""

import msgspec

from supportterm.backends.stamps import moment

PRIVATE = 2
"""For some people alone. Which of 0 and 1 is public and which internal is told both ways."""


class Answer(msgspec.Struct, frozen=True):
    """The text of an article."""

    body: str | None = ""
    updated_at: str | None = ""


class Named(msgspec.Struct, frozen=True):
    name: str | None = ""


class Row(msgspec.Struct, frozen=True):
    """An article."""

    number: int = msgspec.field(name="id")
    name: str | None = ""
    accessibility: int | None = None
    published: bool | None = None
    updated_at: str | None = ""
    answer: Answer | list[Answer] | None = None
    author: Named | None = None
    category: Named | None = None
    categories: list[Named] | None = None

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def text(self) -> Answer:
        told = self.answer if isinstance(self.answer, list) else [self.answer]
        return next(filter(None, told), Answer())

    @property
    def at(self) -> int:
        """Milliseconds UTC of the last change, of the text or of what else there is to it."""
        return max(moment(self.updated_at), moment(self.text.updated_at))

    @property
    def stamp(self) -> str:
        return str(self.at)

    @property
    def section(self) -> str:
        return next((one.name for one in (self.category, *(self.categories or ())) if one is not None and one.name), "")


class Meta(msgspec.Struct, frozen=True):
    current: int = 0
    total_pages: int = 0


class Listing(msgspec.Struct, frozen=True):
    articles: list[Row]
    meta: Meta = Meta()


class Settings(msgspec.Struct, frozen=True):
    name: str | None = ""


class Account(msgspec.Struct, frozen=True):
    account: Settings = Settings()
