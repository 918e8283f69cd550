"""What help desks share that are asked again and again, since they tell nobody who can't be called."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from msgspec.structs import replace

from supportterm.backends.errors import CannotDo
from supportterm.backends.http import Http
from supportterm.backends.protocol import Capabilities, Extent
from supportterm.backends.usual import Usual
from supportterm.backends.waiting import Waiting
from supportterm.core.remote import AnyStep, MergeTickets, OpenTicket, Page, PutArticle, Receipt, Say, SetFields
from supportterm.core.terms import Role


class Feed(Protocol):
    def changes(self, text: str) -> Page: ...


class Counts(Feed, Protocol):
    def extent(self) -> Extent: ...


class Speaks(Protocol):
    """What speaks to the vendor's API."""

    http: Http


class Writes(Protocol):
    """As `writer.Writer`."""

    title: str

    def open(self, step: OpenTicket) -> Receipt: ...
    def find_opened(self, step: OpenTicket) -> Receipt | None: ...
    def say(self, step: Say) -> Receipt: ...
    def find_said(self, step: Say) -> Receipt | None: ...
    def set(self, step: SetFields) -> Receipt: ...
    def is_set(self, step: SetFields) -> Receipt | None: ...
    def is_merged(self, step: MergeTickets) -> Receipt | None: ...
    def upload(self, file: Path, name: str, media_type: str) -> str: ...


@runtime_checkable
class Merging(Protocol):
    """A writer that merges tickets too."""

    def merge(self, step: MergeTickets) -> Receipt: ...


class Shelf(Protocol):
    """Articles of a help desk that has such too."""

    def changes(self, text: str) -> Page: ...
    def write(self, step: PutArticle) -> Receipt: ...
    def find(self, step: PutArticle) -> Receipt | None: ...


class Polled(Waiting):
    """Base of a `Helpdesk` over a vendor's API."""

    def __init__(self, words: Usual, most: Capabilities, api: Speaks, feed: Feed, writer: Writes) -> None:
        """*words*: its settings; *most*: all that can be done there."""
        super().__init__()
        self._at = words
        self._most = most
        self._api = api
        self._told = feed
        self._writer = writer

    def __repr__(self) -> str:
        return f"<{self._writer.title} at {self._at.url}>"

    @property
    def capabilities(self) -> Capabilities:
        return replace(self._most, poll=self._at.poll, settle=self._at.settle)

    def close(self) -> None:
        super().close()
        self._api.http.close()

    def changes(self, cursor: str) -> Page:
        return self._told.changes(cursor)

    def write(self, step: AnyStep) -> Receipt:
        match step:
            case OpenTicket():
                return self._writer.open(step)
            case Say() if step.role in (Role.REPLY, Role.NOTE) or (step.role is Role.FORWARD and self._most.forward):
                return self._writer.say(step)
            case Say():
                raise CannotDo(f"{self._writer.title} takes replies and notes, no forwards")
            case SetFields() if (step.add or step.remove) and self._most.tags == "none":
                raise CannotDo(f"{self._writer.title} has no tags")
            case SetFields():
                return self._writer.set(step)
            case MergeTickets() if isinstance(self._writer, Merging):
                return self._writer.merge(step)
        raise CannotDo(f"{self._writer.title} has no way to do that which could be looked up again")

    def find(self, step: AnyStep) -> Receipt | None:
        match step:
            case OpenTicket():
                return self._writer.find_opened(step)
            case Say():
                return self._writer.find_said(step)
            case SetFields():
                return self._writer.is_set(step)
            case MergeTickets():
                return self._writer.is_merged(step)
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return self._writer.upload(file, name, media_type)


class Counted(Polled):
    """Base of one that is `Measured`: its feed says beforehand how much there is."""

    _told: Counts

    def extent(self) -> Extent:
        return self._told.extent()


class WithArticles(Polled):
    """Base of one that is `Knowledge` too, and takes articles."""

    shelf: Shelf | None
    """None: they are left alone."""

    def articles(self, cursor: str) -> Page:
        return self.shelf.changes(cursor) if self.shelf is not None else Page((), cursor)

    def write(self, step: AnyStep) -> Receipt:
        if self.shelf is not None and isinstance(step, PutArticle):
            return self.shelf.write(step)
        return super().write(step)

    def find(self, step: AnyStep) -> Receipt | None:
        if self.shelf is not None and isinstance(step, PutArticle):
            return self.shelf.find(step)
        return super().find(step)
