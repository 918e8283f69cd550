"""What changed in Confluence: it can't be asked for changes since a moment; pages are walked, the newest first."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final

import msgspec

from supportterm.backends import cursors
from supportterm.backends.confluence.rest import Rest, following
from supportterm.backends.confluence.wire import PageRow
from supportterm.backends.paging import chained
from supportterm.backends.stamps import moment
from supportterm.core.remote import Page, RemoteArticle, article_gone

OVERLAP: Final = 60_000
"""Milliseconds of changes that are looked at again: the list may lag behind."""
TRASH: Final = 4
"""Lists of the trash that are looked at."""
_CURRENT: Final = {"status": "current", "sort": "-modified-date", "body-format": "storage"}
_TRASHED: Final = {"status": "trashed", "sort": "-modified-date"}


class Cursor(msgspec.Struct, omit_defaults=True):
    since: int = 0
    """Milliseconds: every change up to then was told."""
    newest: int = 0
    """The newest change that this walk has met."""
    walk: str = ""
    """Where this walk goes on; empty: none is under way."""
    trash: tuple[str, ...] = ()
    """Pages that were told to be gone."""
    readers: str = ""
    """Who might read them when they were told; empty: nobody knows any more."""


class Feed:
    def __init__(
        self, rest: Rest, articles: Callable[[Iterable[PageRow]], tuple[RemoteArticle, ...]], readers: str
    ) -> None:
        """*readers*: who may read its pages; with others than before all are told again."""
        self._rest = rest
        self._articles = articles
        self._readers = readers

    def articles(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Confluence's", lambda: Cursor(readers=self._readers))
        if cursor.readers != self._readers:
            cursor = Cursor(trash=cursor.trash, readers=self._readers)
        told = self._rest.pages(cursor.walk, _CURRENT)
        fresh = [row for row in told.results if _at(row) >= cursor.since - OVERLAP]
        cursor.newest = max([cursor.newest, *map(_at, told.results)])
        items = self._articles(fresh)
        cursor.walk = following(told.links) if len(fresh) == len(told.results) else ""
        if cursor.walk:
            return Page(items, cursors.text(cursor), more=True)
        cursor.since, cursor.newest = max(cursor.since, cursor.newest), 0
        gone = self._gone()
        items += tuple(article_gone(key) for key in gone if key not in cursor.trash)
        cursor.trash = gone
        return Page(items, cursors.text(cursor))

    def _gone(self) -> tuple[str, ...]:
        """Pages in the trash: those that went there lately at least."""
        first = self._rest.pages("", _TRASHED)
        lists = chained(first, lambda page: self._rest.pages(path, {}) if (path := following(page.links)) else None)
        return tuple(row.id for page in islice(lists, TRASH) for row in page.results)


def _at(row: PageRow) -> int:
    return moment(row.version.created_at)
