"""What changed: conversations with something new said in them come first; now and then all are walked through.

A label or another assignee need not move a conversation, and one that is deleted leaves nothing: the socket tells of
these, and a walk finds what it did not. It tells only what is not as it was told, which is kept in mind as long as the
connection is open.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.chatwoot.reading import Reader
from supportterm.backends.chatwoot.rest import PAGE, Rest
from supportterm.backends.chatwoot.wire import Conversation
from supportterm.backends.chatwoot.words import Words
from supportterm.backends.errors import NotThere, RemoteError
from supportterm.backends.protocol import Extent
from supportterm.backends.sweeping import AT_A_TIME, Sweep
from supportterm.backends.windows import Window
from supportterm.core.remote import Item, Page, TicketGone, TicketSeen

OVERLAP: Final = 60_000
"""Milliseconds after which what was said is certainly to be read."""
_HINTS: Final = 1_000
_EACH: Final = 1.1
"""Requests for a conversation, with its part of those for many."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    sweep: Sweep
    page: int = 1
    """Of this round, which comes next."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def __init__(self, rest: Rest, words: Words, reader: Reader, clock: Callable[[], float] = time.time) -> None:
        super().__init__(rest, words, reader, clock)
        self._left = ""
        """The cursor that was answered last: what was told before it is in mind."""
        self._told: dict[int, str] = {}
        """Of each conversation, its version when it was told."""
        self.hinted: deque[int] = deque(maxlen=_HINTS)
        """Conversations of which the socket told something; what is too much for it is left to the walk."""

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Chatwoot's", self._begin)
        if text != self._left:
            self._told.clear()
        hinted = {self.hinted.popleft() for _ in range(min(len(self.hinted), AT_A_TIME))}
        try:
            return self._page(cursor, hinted, first=not text)
        except RemoteError:
            self.hinted.extend(hinted)
            raise

    def _page(self, cursor: Cursor, hinted: set[int], *, first: bool) -> Page:
        items: list[Item] = []
        total, more = None, False
        if cursor.sweep.missed:
            cursor.sweep.ask(lambda number: self._ask(number, cursor.sweep, items))
        elif cursor.sweep.page:
            self._walk(cursor.sweep, items)
        else:
            total, more = self._news(cursor, items)
        told = {item.ticket.key for item in items if isinstance(item, TicketSeen) and item.whole}
        for number in sorted(number for number in hinted if str(number) not in told):
            self._ask(number, cursor.sweep, items)
        more = more or cursor.sweep.on or bool(self.hinted)
        self._left = cursors.text(cursor)
        return Page(tuple(items), self._left, more, total if first else None, self._rest.pace.pause if more else 0.0)

    def extent(self) -> Extent:
        there = self._rest.listed(1).data.meta.all_count
        return Extent(there, self._rest.pace.lasting(there * _EACH))

    def _begin(self) -> Cursor:
        return Cursor(Window(mark=self._border()), Sweep(ended=self._now()))

    # --- what was said

    def _news(self, cursor: Cursor, items: list[Item]) -> tuple[int, bool]:
        """The next page of this round, down to what was told before; how many there are, and whether to go on."""
        window, now = cursor.window, self._now()
        data = self._rest.listed(cursor.page).data
        for row in data.payload:
            if row.active >= window.mark and window.fresh(str(row.id), row.active, now):
                self._tell(row, cursor.sweep, items)
        more = len(data.payload) == PAGE and data.payload[-1].active >= window.mark
        if more:
            cursor.page += 1
            window.prune(OVERLAP)
        else:
            cursor.page = 1
            window.end(now, OVERLAP)
            cursor.sweep.begin_when_due(now, self._words.sweep)
        return data.meta.all_count, more

    def _tell(self, row: Conversation, sweep: Sweep, items: list[Item]) -> None:
        seen = self._reader.seen(row)
        self._told[row.id] = seen.ticket.version
        sweep.told([row.id])
        items.append(seen)

    def _ask(self, number: int, sweep: Sweep, items: list[Item]) -> None:
        try:
            row = self._rest.conversation(str(number))
        except NotThere:
            self._told.pop(number, None)
            items += [TicketGone(str(number))] if sweep.gone(number) else []
            return
        self._tell(row, sweep, items)

    # --- the walk

    def _walk(self, sweep: Sweep, items: list[Item]) -> None:
        """The next page of those that were told once: where nothing was said since, what was said is not asked for."""
        rows = self._rest.listed(sweep.page).data.payload
        known = sweep.knows()
        for row in rows:
            ticket = self._reader.ticket(row)
            if row.id in known and self._told.get(row.id) != ticket.version:
                self._told[row.id] = ticket.version
                items.append(TicketSeen(ticket))
        sweep.turn((row.id for row in rows), len(rows) == PAGE, self._now())
