"""What changed: conversations searched by the moment of their last change, and the list of those that were deleted.

The search knows whole seconds, and whether `>` takes the second itself is told in two ways: it is asked for from the
second before.
"""

from typing import Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.intercom.reading import Reader
from supportterm.backends.intercom.rest import Rest
from supportterm.backends.intercom.wire import DeletedList
from supportterm.backends.intercom.words import Words
from supportterm.backends.protocol import Extent
from supportterm.backends.windows import Window
from supportterm.core.remote import Page, TicketGone

PAGE: Final = 20
"""Conversations told at a time: the parts of each are asked for by themselves."""
OVERLAP: Final = 60_000
"""Milliseconds after which a search certainly knows of a change."""
_DELETED: Final = 60
"""Of a page of those that were deleted, the most there can be."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    search: str = ""
    """Where the round goes on."""
    deleted: int = 0
    """The newest deletion that was told, seconds."""
    gone: tuple[str, ...] = ()
    """Those of that second."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Intercom's", self._begin)
        window, now = cursor.window, self._now()
        found = self._rest.search([_since(window.start)], size=PAGE, after=cursor.search)
        fresh = [row.id for row in found.conversations if window.fresh(row.id, row.updated_at * 1000, now)]
        seen = [self._reader.seen(self._rest.conversation(key)) for key in fresh]
        after = found.pages.after if found.pages is not None else ""
        gone: list[TicketGone] = []
        if after:
            window.prune(OVERLAP)
        else:
            window.end(now, OVERLAP)
            gone = self._gone(cursor)
        cursor.search = after
        return Page((*seen, *gone), cursors.text(cursor), bool(after), pause=self._rest.pace.pause)

    def extent(self) -> Extent:
        """How many a first pull brings, and how long that takes."""
        count = self._rest.search([_since(self._border())], size=1).total_count
        return Extent(count, self._rest.pace.lasting(count + count / PAGE))

    def _begin(self) -> Cursor:
        cursor = Cursor(Window(mark=self._border()))
        self._gone(cursor, most=1)  # what was deleted before the first look was never here
        return cursor

    def _gone(self, cursor: Cursor, most: int = 1_000) -> list[TicketGone]:
        """What was deleted since, the newest first, of *most* pages; *cursor* is put behind it."""
        found: list[TicketGone] = []
        was, told = cursor.deleted, set(cursor.gone)
        for page in range(1, most + 1):
            asked = {"page": page, "per_page": _DELETED, "order": "desc"}
            rows = self._rest.get("conversations/deleted", DeletedList, asked).conversations
            new = [row for row in rows if row.deleted_at >= was and row.id not in told]
            found += [TicketGone(row.id, at=row.deleted_at * 1000) for row in new]
            for row in new:
                if row.deleted_at > cursor.deleted:
                    cursor.deleted, cursor.gone = row.deleted_at, ()
                if row.deleted_at == cursor.deleted:
                    cursor.gone = (*cursor.gone, row.id)
            if len(rows) < _DELETED or any(row.deleted_at < was for row in rows):
                break
        return found


def _since(at: int) -> dict[str, object]:
    return {"field": "updated_at", "operator": ">", "value": max(0, at // 1000 - 1)}
