"""What changed: tickets by the moment of their last change, then those that were deleted or are taken for spam.

Those are in lists of their own, which Freshdesk empties after a month. That a message was edited is seen with the next
change of its ticket.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.errors import Invalid
from supportterm.backends.freshdesk.reading import Reader
from supportterm.backends.freshdesk.rest import MOST, Rest
from supportterm.backends.freshdesk.wire import Found, TicketRow
from supportterm.backends.freshdesk.words import Words
from supportterm.backends.protocol import Extent
from supportterm.backends.sliding import Place, Sliding
from supportterm.backends.stamps import stamp
from supportterm.backends.windows import Window
from supportterm.core.remote import Page, TicketGone

OVERLAP: Final = 60_000
"""Milliseconds after which a change has certainly been written down."""
_EARLIEST: Final = 946_684_800_000
"""The year 2000: without a moment Freshdesk tells of thirty days."""
_EACH: Final = 2.1
"""Requests that a ticket counts for: with its messages as two, and its part of the list."""
_MOST: Final = 25
"""Tickets told at a time."""
_LISTS: Final = ("", "deleted", "spam")


class Cursor(msgspec.Struct, omit_defaults=True):
    places: dict[str, Place]
    at: int = 0
    """Which of the lists is being read."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def __init__(self, rest: Rest, words: Words, reader: Reader, clock: Callable[[], float] = time.time) -> None:
        super().__init__(rest, words, reader, clock)

        def gone(row: TicketRow) -> TicketGone:
            return TicketGone(row.key, at=row.updated)

        self._lists = {
            name: Sliding(
                self._listing(name), gone if name else reader.listed, size=MOST, overlap=OVERLAP, clock=clock
            )
            for name in _LISTS
        }

    def changes(self, text: str) -> Page:
        try:
            cursor = msgspec.json.decode(text, type=Cursor) if text else self._begin()
            name = _LISTS[cursor.at]
            place = cursor.places[name]
        except (msgspec.DecodeError, LookupError):
            raise Invalid("that cursor is none of Freshdesk's") from None
        turn = self._lists[name].turn(place, self._rest.pace.at_a_time(_EACH, _MOST))
        if not turn.more:
            cursor.at = (cursor.at + 1) % len(_LISTS)
        more = turn.more or cursor.at != 0
        pause = max(turn.pause, self._rest.pace.pause)
        return Page(turn.items, cursors.text(cursor), more, pause=pause)

    def extent(self) -> Extent:
        day = stamp(max(_EARLIEST, self._border()))[:10]
        there = self._rest.get("search/tickets", Found, {"query": f"\"updated_at:>'{day}'\""}).total
        return Extent(there, self._rest.pace.lasting(there * _EACH))

    def _begin(self) -> Cursor:
        return Cursor({name: Place(Window(mark=self._border())) for name in _LISTS})

    def _listing(self, name: str) -> Callable[[int, int], Sequence[TicketRow]]:
        def listed(since: int, page: int) -> Sequence[TicketRow]:
            asked: dict[str, object] = {
                "updated_since": stamp(max(_EARLIEST, since)), "order_by": "updated_at", "order_type": "asc",
                "per_page": MOST, "page": page,
            }  # fmt: skip
            asked |= {"filter": name} if name else {"include": "requester"}
            return self._rest.get("tickets", list[TicketRow], asked)

        return listed
