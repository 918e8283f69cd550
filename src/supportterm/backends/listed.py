"""What changed in a list of articles that is only read whole, page by page, and says what there is, not what is gone.

While a walk is on, articles come and go and pages move: so what a whole walk has not met is looked for by another one
right after it, and is gone when that has not met it either.
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from supportterm.backends import cursors
from supportterm.backends.errors import RateLimited
from supportterm.core.remote import Page, RemoteArticle, article_gone

_PAUSE: Final = 60.0
"""Seconds, where a remote that has had enough does not say how long."""


class Row(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def stamp(self) -> str:
        """Another whenever the article is."""


R = TypeVar("R", bound=Row)


class Walk(msgspec.Struct, omit_defaults=True):
    """A cursor."""

    known: dict[str, str] = {}
    """Articles that were told, with their stamps."""
    page: int = 0
    met: list[str] = []
    """Articles on the pages of this walk before that one."""
    missed: list[str] = []
    """Those that the walk before this one has not met."""
    readers: str = ""
    """Who might read them when they were told; empty: nobody knows any more."""


class Listed(Generic[R]):
    def __init__(
        self,
        whose: str,
        listed: Callable[[int], tuple[Sequence[R], bool]],
        read: Callable[[R], RemoteArticle | None],
        *,
        readers: str,
        most: Callable[[], int],
        pause: Callable[[], float],
    ) -> None:
        """*whose* cursor it is, like `Helpjuice's`. *listed* answers a page, from 0 on, and whether there may be more;
        *read* a row as an article, None when it is gone since. *readers*: who may read them, where the remote does not
        say; with others than before all are told again. At *most* so many are read at a time, with a *pause* of so many
        seconds after them."""
        self._whose = whose
        self._listed = listed
        self._read = read
        self._readers = readers
        self._most = most
        self._pause = pause
        self._kept: tuple[int, Sequence[R], bool] | None = None
        """The page that is being read."""

    def articles(self, text: str) -> Page:
        walk = cursors.read(text, Walk, self._whose, lambda: Walk(readers=self._readers))
        if walk.readers != self._readers:
            walk = Walk(dict.fromkeys(walk.known, ""), readers=self._readers)
        if self._kept is None or self._kept[0] != walk.page:
            self._kept = (walk.page, *self._listed(walk.page))
        _, rows, more = self._kept
        changed = [row for row in rows if walk.known.get(row.id) != row.stamp]
        items, pause = self._some(walk, changed[: self._most()])
        if any(walk.known.get(row.id) != row.stamp for row in rows):
            more = True
        else:
            self._kept = None
            gone, more = _turned(walk, [row.id for row in rows], more)
            items += map(article_gone, gone)
        return Page(tuple(items), msgspec.json.encode(walk).decode(), more=more, pause=pause if more else 0.0)

    def _some(self, walk: Walk, rows: Sequence[R]) -> tuple[list[RemoteArticle], float]:
        """These articles, and how long to wait then; what was read before a remote has enough is not read again."""
        items: list[RemoteArticle] = []
        for row in rows:
            try:
                article = self._read(row)
            except RateLimited as error:
                if not items:
                    raise
                return items, error.retry_after or _PAUSE
            walk.known[row.id] = row.stamp
            items += [article] if article is not None else []
        return items, self._pause()


def _turned(walk: Walk, ids: Sequence[str], more: bool) -> tuple[list[str], bool]:
    """A page is behind us: what is gone by that, and whether there is more to be read at once."""
    before = set(walk.met)
    if more and not before.issuperset(ids):  # a server that knows no pages answers with the same one for ever
        walk.met = sorted(before.union(ids))
        walk.page += 1
        return [], True
    absent = walk.known.keys() - before.union(ids)
    gone = sorted(absent.intersection(walk.missed))
    for key in gone:
        del walk.known[key]
    walk.page, walk.met, walk.missed = 0, [], sorted(absent.difference(gone))
    return gone, bool(walk.missed)
