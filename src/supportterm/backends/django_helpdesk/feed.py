"""What changed: follow-ups that are new, often, and a walk through all tickets, seldom.

People at django-helpdesk leave a follow-up with nearly all they do. What programs change and what is deleted leaves
nothing, so that everything is walked through now and then. A walk tells only tickets that are not as they were in the
last one, which is kept in mind as long as the connection is open.
"""

import hashlib
import time
from collections.abc import Callable
from itertools import islice

import msgspec

from supportterm.backends import cursors, feed
from supportterm.backends.django_helpdesk.reading import Reader
from supportterm.backends.django_helpdesk.rest import Rest
from supportterm.backends.django_helpdesk.wire import Numbered
from supportterm.backends.django_helpdesk.words import Words
from supportterm.backends.errors import NotThere
from supportterm.backends.protocol import Extent
from supportterm.backends.sweeping import AT_A_TIME, Sweep
from supportterm.core.remote import Item, Page, TicketGone


class Cursor(msgspec.Struct, omit_defaults=True):
    sweep: Sweep
    heard: int = -1
    """The newest follow-up that was told; none yet."""


class Feed(feed.Feed[Rest, Words, Reader]):
    def __init__(self, rest: Rest, words: Words, reader: Reader, clock: Callable[[], float] = time.time) -> None:
        super().__init__(rest, words, reader, clock)
        self._left = ""
        """The cursor that was answered last: what was told before it is in mind."""
        self._told: dict[int, bytes] = {}
        """Of each ticket, what it was when it was told."""

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "django-helpdesk's", lambda: Cursor(Sweep(page=1)))
        if text != self._left:
            self._told.clear()
        if cursor.heard < 0:
            cursor.heard = max((row.id for row in next(self._rest.newest())), default=0)
        items: list[Item] = []
        total, pause, rest = None, 0.0, False
        if cursor.sweep.missed:
            cursor.sweep.ask(lambda number: self._ask(number, cursor.sweep, items))
        elif cursor.sweep.page:
            total = self._walk(cursor.sweep, items)
            pause = self._rest.took  # half of its time is for others
        else:
            rest = self._hear(cursor, items)
        more = rest or cursor.sweep.on
        self._left = cursors.text(cursor)
        return Page(tuple(items), self._left, more, None if text else total, pause if more else 0.0)

    def extent(self) -> Extent:
        """They come in large pages, as fast as it answers."""
        return Extent(self._rest.count(), 0.0)

    # --- what people do

    def _hear(self, cursor: Cursor, items: list[Item]) -> bool:
        """The tickets with new follow-ups, those of the oldest first, and whether there are more; then it may be time
        to walk."""
        news = self._news(cursor.heard)
        tickets = list(islice(dict.fromkeys(ticket for _, ticket in news), AT_A_TIME))
        until = next((at for at, (_, ticket) in enumerate(news) if ticket not in tickets), len(news))
        cursor.heard = news[until - 1][0] if until else cursor.heard
        for ticket in tickets:
            self._ask(ticket, cursor.sweep, items)
        rest = until < len(news)
        return rest or cursor.sweep.begin_when_due(self._now(), self._words.sweep)

    def _news(self, heard: int) -> list[tuple[int, int]]:
        """Follow-ups after *heard* by rising numbers, each with its ticket."""
        found: dict[int, int] = {}
        for page in self._rest.newest():
            found |= {row.id: row.ticket for row in page if row.id > heard}
            if page and min(row.id for row in page) <= heard:
                break
        return sorted(found.items())

    def _ask(self, ticket: int, sweep: Sweep, items: list[Item]) -> None:
        """One as it is now; nothing of one that was gone before we ever heard of it."""
        try:
            found = self._rest.ticket(str(ticket))
        except NotThere:
            self._told.pop(ticket, None)
            items += [TicketGone(str(ticket))] if sweep.gone(ticket) else []
            return
        sweep.told([ticket])
        self._told[ticket] = _print(found.raw)
        items.append(self._reader.seen(found, self._now()))

    # --- the walk

    def _walk(self, sweep: Sweep, items: list[Item]) -> int:
        """The next page, without what is as it was told; how many tickets there are."""
        page, now = self._rest.page(sweep.page), self._now()
        rows = {msgspec.json.decode(raw, type=Numbered).id: raw for raw in page.results}
        for number, raw in rows.items():
            print_ = _print(raw)
            if self._told.get(number) != print_:
                items.append(self._reader.seen(self._rest.of_page(raw), now))
                self._told[number] = print_
        sweep.told(rows)
        sweep.turn(rows, page.next is not None, now)
        return page.count


def _print(raw: bytes | msgspec.Raw) -> bytes:
    return hashlib.blake2b(raw, digest_size=8).digest()
