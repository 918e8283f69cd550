"""What changed: rounds through all conversations, of which those are told that are not as they were in the last one."""

from typing import Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.drift.reading import Reader
from supportterm.backends.drift.rest import Rest
from supportterm.backends.usual import Usual
from supportterm.backends.windows import Window
from supportterm.core.remote import Page, TicketSeen

OVERLAP: Final = 60_000
_AT_A_TIME: Final = 20
"""Conversations told at a time: the messages of each are asked for by themselves."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    token: str = ""
    """Where this round through all conversations goes on."""
    done: int = 0
    """How many of that page have been looked at."""


class Feed(feed.Feed[Rest, Usual, Reader]):
    def changes(self, text: str) -> Page:
        cursor, now = cursors.read(text, Cursor, "Drift's", self._begin), self._now()
        rows, further = self._rest.conversations(cursor.token)
        told: list[TicketSeen] = []
        window = cursor.window
        for row in rows[cursor.done :]:
            cursor.done += 1
            if row.updatedAt >= window.start and window.fresh(str(row.id), row.updatedAt, now):
                told.append(self._reader.seen(row))
                if len(told) == _AT_A_TIME:
                    break
        over = cursor.done >= len(rows)
        if over:
            cursor.token, cursor.done = further, 0
            if further:
                window.prune(OVERLAP)
            else:
                window.end(now, OVERLAP)
        more = not over or bool(further)
        return Page(tuple(told), cursors.text(cursor), more, pause=self._rest.pace.pause)

    def _begin(self) -> Cursor:
        return Cursor(Window(mark=self._border()))
