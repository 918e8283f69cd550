"""Articles of the Help Center: those that changed since a moment, and now and then all, to know what is gone.

They are only read. The Help Center compares no versions: whoever writes last wins, what is written is published at
once, and blocks that several articles share would come back as plain text of one.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from supportterm.backends import cursors
from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.sweeping import Sweep
from supportterm.backends.windows import Window
from supportterm.backends.zendesk.articles import ArticleReader, fingerprint
from supportterm.backends.zendesk.names import Names
from supportterm.backends.zendesk.rest import MOST, Rest, allowance
from supportterm.backends.zendesk.wire import ArticleRow, Listed
from supportterm.backends.zendesk.words import Words
from supportterm.core.remote import Page, RemoteArticle, article_gone

PAGE: Final = 50
"""Articles told at a time, at most; a page of changes has up to a thousand."""
OVERLAP: Final = 60_000
"""Milliseconds after which a change is certainly told."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    sweep: Sweep
    walk: str = ""
    """Where the walk through all goes on."""
    keys: dict[str, list[str]] = {}
    """Of articles that were told in other languages too, the keys of these."""


class HelpCenter:
    def __init__(self, rest: Rest, names: Names, words: Words, clock: Callable[[], float] = time.time) -> None:
        self._rest = rest
        self._words = words
        self._clock = clock
        self._pace = allowance(clock)
        """Requests to the Help Center are counted by themselves there."""
        self._reader = ArticleReader(rest, names, self._pace, f"{words.url}/")
        self._read: tuple[int, Listed] | None = None
        """The page of changes that is being told, and since when it is."""
        self._whole = True
        """Other languages come with an article; else they are asked for one by one."""
        self._left = ""
        """The cursor that was answered last: what was told before it is in mind."""
        self._told: dict[int, str] = {}
        """Of each article, the fingerprint of what was told."""

    def is_there(self) -> bool:
        """Whether there is a Help Center whose articles we see."""
        self._reader.forget()
        try:
            self._get("articles", {"page[size]": 1})
        except (NotThere, NotAllowed):
            return False
        return True

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "the Help Center's", self._begin)
        if text != self._left:
            self._told.clear()
        if cursor.sweep.missed:
            items, more = self._missed(cursor), cursor.sweep.on
        elif cursor.sweep.page:
            items, more = self._walk(cursor), cursor.sweep.on
        else:
            items, more = self._news(cursor)
            more = more or cursor.sweep.begin_when_due(self._now(), self._words.sweep)
        self._left = cursors.text(cursor)
        return Page(tuple(items), self._left, more, pause=self._pace.pause if more else 0.0)

    def _begin(self) -> Cursor:
        return Cursor(Window(), Sweep(ended=self._now()))

    def _now(self) -> int:
        return int(self._clock() * 1000)

    # --- what changed

    def _news(self, cursor: Cursor) -> tuple[list[RemoteArticle], bool]:
        """The next that changed, oldest first; whether there are more."""
        window, now = cursor.window, self._now()
        since = max(1, window.start // 1000)
        if self._read is None or self._read[0] != since:
            asked = {"start_time": since, "include": "translations"}
            self._read = (since, self._get("incremental/articles", asked))
        page, most = self._read[1], self._at_a_time(PAGE)

        def new(row: ArticleRow) -> bool:
            return window.told.get(str(row.id), (None, 0))[0] != row.updated

        rows: list[ArticleRow] = []
        for row in sorted(page.articles, key=new, reverse=True):
            if len(rows) < most and window.fresh(str(row.id), row.updated, now):
                rows.append(row)
        items = self._items(cursor, rows)
        if any(map(new, page.articles)):
            return items, True
        self._read = None
        if not page.next_page or not page.articles:
            window.end(now, OVERLAP)
            return items, False
        # More of one second than fit into a page can't be gone through: the walk finds the rest of them.
        reach = max(page.end_time or 0, page.articles[-1].updated // 1000, since + 1)
        window.go_on(reach * 1000, 0, OVERLAP)
        return items, True

    def _at_a_time(self, most: int) -> int:
        return most if self._whole else self._pace.at_a_time(1.0, most)

    # --- what is gone

    def _walk(self, cursor: Cursor) -> list[RemoteArticle]:
        """The next list of all articles: what it says that was not told yet."""
        asked = {"page[size]": self._at_a_time(MOST), "include": "translations"}
        page = self._get("articles", asked | ({"page[after]": cursor.walk} if cursor.walk else {}))
        cursor.walk = (page.meta.after_cursor or "") if page.meta is not None and page.meta.has_more else ""
        items = self._items(cursor, page.articles)
        cursor.sweep.turn((row.id for row in page.articles), bool(cursor.walk), self._now())
        return items

    def _missed(self, cursor: Cursor) -> list[RemoteArticle]:
        """Articles that a walk did not meet are asked for: not all that we may see are in the list."""
        items: list[RemoteArticle] = []

        def ask(number: int) -> None:
            try:
                self._get(f"articles/{number}")
            except (NotThere, NotAllowed):
                cursor.sweep.gone(number)
                self._told.pop(number, None)
                items.extend(map(article_gone, [str(number), *cursor.keys.pop(str(number), ())]))

        cursor.sweep.ask(ask)
        return items

    # --- inside

    def _items(self, cursor: Cursor, rows: Sequence[ArticleRow]) -> list[RemoteArticle]:
        """What was not told yet: articles in all their languages, and which language of them is gone."""
        rows = [row for row in rows if self._told.get(row.id) != fingerprint(row)]
        items: list[RemoteArticle] = []
        for row, articles in zip(rows, self._reader.articles(rows), strict=True):
            number = str(row.id)
            before = cursor.keys.pop(number, [])
            others = [article.key for article in articles if article.key != number]
            cursor.keys |= {number: others} if others else {}
            items += [*articles, *map(article_gone, sorted({*before} - {*others}))]
            self._told[row.id] = fingerprint(row)
        cursor.sweep.told(row.id for row in rows)
        return items

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Listed:
        told = self._rest.get(f"help_center/{path}", Listed, params, self._pace)
        if told.articles and params is not None and "include" in params:
            self._whole = all(row.translations is not None for row in told.articles)
        return told
