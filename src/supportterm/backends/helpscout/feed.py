"""What changed: conversations from the newest change back to where the last round began, by Help Scout's clock.

A row does not show the moment it is sorted by, so that a page can't begin where the one before ended. Read from the
newest back, what changes meanwhile pushes rows to the next page, where they are seen again; it is itself for the next
round, which follows a long one at once. Only what is deleted makes others slide to a page that was read, and the count
of all tells that.
"""

from typing import Any, Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.helpscout.reading import Reader
from supportterm.backends.helpscout.rest import Rest
from supportterm.backends.helpscout.wire import Conversation, Listed
from supportterm.backends.helpscout.words import PUBLISHED, SPAM, Words
from supportterm.backends.protocol import Extent
from supportterm.backends.stamps import stamp
from supportterm.core.remote import Item, Page, TicketGone

OVERLAP: Final = 300_000
"""Milliseconds after which the list certainly knows of a change."""
_FIRST: Final = 300
"""Rows at the head of a round that the next one may meet again, and is spared."""
_LAST: Final = 100
"""Rows of the last pages, which the next one may begin with."""


class Cursor(msgspec.Struct, omit_defaults=True):
    since: int = 0
    """All that was changed before it has been told."""
    began: int = 0
    """When this round began; 0: none is under way. Milliseconds."""
    page: int = 1
    total: int = 0
    told: dict[str, str] = {}
    """Prints of rows that were told, those of this round in its order."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Help Scout's", lambda: Cursor(since=self._border()))
        listed = self._listed(cursor.since, cursor.page)
        rows, page = listed.embedded.conversations, listed.page
        if not cursor.began:
            cursor.began = self._rest.http.server_time or self._now()
        if page.total_elements < cursor.total and cursor.page > 1:  # something slid to the page before
            cursor.page, cursor.total = cursor.page - 1, page.total_elements
            return self._page((), cursor, True, page.total_elements)
        cursor.total = page.total_elements
        items = [item for row in rows if (item := self._news(row, cursor)) is not None]
        told = list(cursor.told.items())
        if rows and cursor.page < page.total_pages:
            cursor.page += 1
            cursor.told = dict(told[:_FIRST] + told[_FIRST:][-_LAST:])
            return self._page(tuple(items), cursor, True, page.total_elements)
        long = cursor.page > 1  # what changed meanwhile belongs to it: another round follows at once
        cursor = Cursor(since=max(cursor.since, cursor.began - OVERLAP), told=dict(told[:_FIRST]))
        return self._page(tuple(items), cursor, long, None)

    def extent(self) -> Extent:
        page = self._listed(self._border(), 1).page
        return Extent(page.total_elements, self._rest.pace.lasting(page.total_pages))

    def _news(self, row: Conversation, cursor: Cursor) -> Item | None:
        key, told = str(row.id), row.print()
        if cursor.told.get(key) == told or row.state == "draft":
            return None
        # Behind those of this round that were before it.
        cursor.told.pop(key, None)
        cursor.told[key] = told
        gone = row.status == SPAM or row.state != PUBLISHED
        return TicketGone(key, at=row.updated) if gone else self._reader.seen(row)

    def _listed(self, since: int, page: int) -> Listed:
        asked: dict[str, Any] = {
            "status": "all", "embed": "threads", "sortField": "modifiedAt", "sortOrder": "desc", "page": page,
        }  # fmt: skip
        asked |= {"modifiedSince": stamp(since)} if since else {}
        if self._words.inboxes:
            asked["mailbox"] = ",".join(str(row.key) for _, row in self._reader.names.lists().inboxes)
        return self._rest.get("conversations", Listed, asked)

    def _page(self, items: tuple[Item, ...], cursor: Cursor, more: bool, total: int | None) -> Page:
        return Page(items, cursors.text(cursor), more, total, self._rest.pace.pause)
