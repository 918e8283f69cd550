"""What changed: for administrators by Zendesk's own cursor, for other agents by searching for moments.

The cursor is exact, tells deletions and keeps back the last minute; ten looks a minute are let through. The search
is in the order in which tickets were opened, its own cursor lasts an hour, and says nothing of what is gone.
"""

import time
from collections.abc import Callable
from typing import Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.errors import Invalid, NotAllowed
from supportterm.backends.protocol import Extent
from supportterm.backends.stamps import stamp
from supportterm.backends.windows import Window
from supportterm.backends.zendesk.reading import Reader
from supportterm.backends.zendesk.rest import Rest
from supportterm.backends.zendesk.wire import Count, Listed
from supportterm.backends.zendesk.words import DELETED, Words
from supportterm.core.remote import Page, TicketGone

PAGE: Final = 25
"""Tickets told at a time, at most: the comments of each are asked for by themselves."""
LOOK: Final = 6.0
"""Seconds between two looks into the export."""
_EACH: Final = 1.1
"""Requests for a ticket, with its part of those for many."""
OVERLAP: Final = 300_000
"""Milliseconds after which a search certainly knows of a change."""


class Cursor(msgspec.Struct, omit_defaults=True):
    export: str | None = ""
    """Where the export goes on; None: it is searched."""
    start: int = 0
    """Where it began, seconds."""
    done: int = 0
    """How many of that page have been told."""
    window: Window | None = None
    search: str = ""


class Feed(feed.Feed[Rest, Words, Reader]):
    def __init__(self, rest: Rest, words: Words, reader: Reader, clock: Callable[[], float] = time.time) -> None:
        super().__init__(rest, words, reader, clock)
        self._read: tuple[str, Listed] | None = None
        """The page of the export that is being told."""

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Zendesk's", Cursor)
        if cursor.export is None:
            return self._searched(cursor)
        try:
            return self._exported(cursor)
        except NotAllowed:
            if text and cursor.export:
                raise
            return self._searched(Cursor(None, window=Window(mark=self._border())))

    def extent(self) -> Extent:
        """Each ticket's comments are asked for by themselves, and often the marks of what we wrote."""
        since = f" updated>={stamp(self._border())}" if self._words.since else ""
        there = self._rest.get("search/count", Count, {"query": f"type:ticket{since}"}).count
        return Extent(there, self._rest.pace.lasting(there * _EACH))

    # --- the export

    def _exported(self, cursor: Cursor) -> Page:
        cursor.start = cursor.start or max(1, self._border() // 1000)
        asked = {"cursor": cursor.export} if cursor.export else {"start_time": cursor.start}
        place = f"{cursor.export} {cursor.start}"
        # A page is told in parts, and asked for once.
        kept = self._read[1] if self._read is not None and self._read[0] == place else None
        page = kept or self._rest.get("incremental/tickets/cursor", Listed, asked)
        self._read = (place, page)
        rows = page.tickets[cursor.done :][: self._rest.pace.at_a_time(_EACH, PAGE)]
        there = self._reader.whole([row for row in rows if row.status != DELETED])
        gone = [TicketGone(str(row.id), at=row.updated) for row in rows if row.status == DELETED]
        cursor.done += len(rows)
        over = cursor.done >= len(page.tickets)
        more = not over or not page.end_of_stream
        if over:
            self._read = None
            cursor.export, cursor.done = page.after_cursor or cursor.export, 0
        pause = max(self._rest.pace.pause, LOOK if over and more else 0.0)
        return Page((*there, *gone), cursors.text(cursor), more, pause=pause)

    # --- the search

    def _searched(self, cursor: Cursor) -> Page:
        window, now = cursor.window or Window(mark=self._border()), self._now()
        size = self._rest.pace.at_a_time(_EACH, PAGE)
        asked = {"query": f"updated>={stamp(window.start)}", "filter[type]": "ticket", "page[size]": str(size)}
        asked |= {"page[after]": cursor.search} if cursor.search else {}
        try:
            page = self._rest.get("search/export", Listed, asked)
        except Invalid:
            if not cursor.search:
                raise
            return Page((), cursors.text(Cursor(None, window=window)), True)  # an hour is over: the round begins again
        rows = [row for row in page.results if window.fresh(str(row.id), row.updated, now)]
        more = page.meta is not None and page.meta.has_more
        after = (page.meta.after_cursor or "") if page.meta is not None and more else ""
        if more:
            window.prune(OVERLAP)
        else:
            window.end(now, OVERLAP)
        cursor = Cursor(None, window=window, search=after)
        return Page(self._reader.whole(rows), cursors.text(cursor), more, pause=self._rest.pace.pause)
