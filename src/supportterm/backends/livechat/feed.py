"""What changed: first the archives, then the list of chats, looked through for those that are not as they were.

The list has the newest chats first. It is read as far as it tells anything new, and all chats that are going on.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.errors import NotThere
from supportterm.backends.livechat.reading import Reader
from supportterm.backends.livechat.rest import ROWS, Rest
from supportterm.backends.livechat.wire import Archives, Chat, Summaries, Summary, stamp
from supportterm.backends.livechat.words import Words
from supportterm.backends.protocol import Extent
from supportterm.core.remote import Page, TicketSeen

PAGE: Final = 20
"""Chats told at a time."""
OVERLAP: Final = 3_600_000
"""Milliseconds that a chat's last moment may lie before what was seen, and be news."""
THREADS: Final = 5
"""Of a chat that has changed, the newest: one that began before them is asked for by itself."""


class Cursor(msgspec.Struct, omit_defaults=True):
    archive: str | None = ""
    """Where the archives go on; None: they were read."""
    mark: int = 0
    """The newest moment that was seen in the list."""
    known: dict[str, str] = {}
    """Of the chats at the head of the list, how they were."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def __init__(self, rest: Rest, words: Words, reader: Reader, clock: Callable[[], float] = time.time) -> None:
        super().__init__(rest, words, reader, clock)
        self.hinted: set[str] = set()
        """Chats of which the socket has told something that the list may not show."""

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "LiveChat's", Cursor)
        return self._archived(cursor) if cursor.archive is not None else self._listed(cursor)

    def extent(self) -> Extent:
        asked = {"filters": self._from(), "limit": 1}
        count = self._rest.ask("agent/list_archives", Archives, asked).found_chats
        return Extent(count, self._rest.pace.lasting(count / PAGE))

    def chat(self, key: str, most: int = 1_000) -> TicketSeen:
        """As it is now, with its newest threads. Raises NotThere."""
        chat = self._rest.ask("agent/get_chat", Chat, {"chat_id": key})
        threads = self._rest.threads(key, most)
        if not threads:
            raise NotThere(f"nothing was ever said in chat {key}")
        return self._reader.seen(chat, threads, whole=len(threads) < most)

    # --- inside

    def _from(self) -> dict[str, str]:
        border = self._border()
        return {"from": stamp(border)} if border else {}

    def _archived(self, cursor: Cursor) -> Page:
        """What was said before, the oldest first: a chat is told once for each of its threads."""
        asked: dict[str, Any] = {"page_id": cursor.archive}
        if not cursor.archive:
            asked = {"filters": self._from(), "sort_order": "asc", "limit": PAGE}
        page = self._rest.ask("agent/list_archives", Archives, asked)
        told = [self._reader.seen(c, [c.thread], whole=False) for c in page.chats if c.thread is not None]
        newest = max((item.ticket.updated_at for item in told), default=0)
        cursor.mark = max(cursor.mark, newest)
        cursor.archive = page.next_page_id or None
        return Page(tuple(told), cursors.text(cursor), more=True, total=page.found_chats, pause=self._rest.pace.pause)

    def _listed(self, cursor: Cursor) -> Page:
        rows = self._head(cursor)
        moved = [row for row in rows.values() if cursor.known.get(row.id) != row.mark]
        moved.sort(key=lambda row: row.moved_at)
        hinted = self.hinted - {row.id for row in moved}
        told = [self.chat(key, THREADS) for key in [row.id for row in moved[:PAGE]] + sorted(hinted)]
        self.hinted -= hinted
        left = {row.id for row in moved[PAGE:]}
        cursor.known = {key: row.mark for key, row in rows.items() if key not in left}
        if not left:  # else the head must reach as far again
            cursor.mark = max([cursor.mark, *(row.moved_at for row in rows.values())])
        return Page(tuple(told), cursors.text(cursor), more=bool(left), pause=self._rest.pace.pause)

    def _head(self, cursor: Cursor) -> dict[str, Summary]:
        """All chats that are going on, and the newest others as far as any may be news."""
        found: dict[str, Summary] = {}
        for active in (True, False):
            filters = {"active": active, "include_chats_without_threads": False}
            asked: dict[str, Any] = {"filters": filters, "limit": ROWS}
            while True:
                page = self._rest.ask("agent/list_chats", Summaries, asked)
                found |= {row.id: row for row in page.chats_summary}
                news = any(
                    row.moved_at >= cursor.mark - OVERLAP and cursor.known.get(row.id) != row.mark
                    for row in page.chats_summary
                )
                if not page.next_page_id or not (active or news):
                    break
                asked = {"page_id": page.next_page_id}
        return {key: row for key, row in found.items() if key in cursor.known or row.moved_at >= cursor.mark - OVERLAP}
