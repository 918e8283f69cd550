"""What knowledge bases share that have articles and nothing else."""

from collections.abc import Mapping
from typing import Protocol

from msgspec.structs import replace

from supportterm.backends.beside import Beside
from supportterm.backends.errors import CannotDo
from supportterm.backends.http import Http
from supportterm.backends.protocol import Capabilities
from supportterm.backends.readers import readers
from supportterm.backends.settings import seconds
from supportterm.core.remote import AnyStep, Page, PutArticle, Receipt


class Feed(Protocol):
    def articles(self, text: str) -> Page: ...


class Writer(Protocol):
    def write(self, step: PutArticle) -> Receipt: ...
    def find(self, step: PutArticle) -> Receipt | None: ...


def told(most: Capabilities, settings: Mapping[str, str]) -> Capabilities:
    """What can be done there of *most*, by what was said of it. Raises Invalid."""
    inner = most.articles == "write" and readers(settings) == "internal"
    return replace(most, poll=seconds(settings, "poll", most.poll), inner_articles=inner)


class KnowledgeBase(Beside):
    """Base of their backends; one without a *writer* is only read."""

    def __init__(
        self, title: str, capabilities: Capabilities, http: Http, feed: Feed, writer: Writer | None = None
    ) -> None:
        """*title*: what people call it."""
        super().__init__(capabilities, http)
        self._title = title
        self._feed = feed
        self._writer = writer

    def articles(self, cursor: str) -> Page:
        return self._feed.articles(cursor)

    def write(self, step: AnyStep) -> Receipt:
        if not isinstance(step, PutArticle):
            raise CannotDo(f"{self._title} has articles and nothing else")
        if self._writer is None:
            raise CannotDo(f"articles of {self._title} are only read here")
        return self._writer.write(step)

    def find(self, step: AnyStep) -> Receipt | None:
        return self._writer.find(step) if self._writer is not None and isinstance(step, PutArticle) else None
