"""What changed: follow-ups that are new, often, and a walk through all tickets, seldom.

People at django-helpdesk leave a follow-up with nearly all they do. What programs change and what is deleted leaves
nothing, so that everything is walked through now and then. A walk tells only tickets that are not as they were in the
last one, which is kept in mind as long as the connection is open; a ticket that a whole walk has not met is asked for
by its number, and is gone only when it is not there.
"""

import hashlib
import time
from collections.abc import Callable
from itertools import islice
from typing import Final

import msgspec

from supportterm.backends.django_helpdesk.reading import Reader
from supportterm.backends.django_helpdesk.rest import Rest
from supportterm.backends.django_helpdesk.wire import Numbered
from supportterm.backends.django_helpdesk.words import Words
from supportterm.backends.errors import Invalid, NotThere
from supportterm.backends.windows import numbers, ranges
from supportterm.core.remote import Item, Page, TicketGone

AT_A_TIME: Final = 10
"""Tickets that are asked for one by one, each of which costs the server as much as a page."""


class Cursor(msgspec.Struct, omit_defaults=True):
    page: int = 1
    """Of the walk, which comes next; 0: none is on."""
    heard: int = -1
    """The newest follow-up that was told; none yet."""
    walked: int = 0
    """When the last walk ended, milliseconds by our clock."""
    known: str = ""
    """Numbers of the tickets that were told and not gone since."""
    met: str = ""
    """Those that this walk has met."""
    missed: str = ""
    """Those that the last one has not, and that are still to be asked for."""


class Feed:
    def __init__(self, rest: Rest, words: Words, reader: Reader, clock: Callable[[], float] = time.time) -> None:
        self._rest = rest
        self._words = words
        self._reader = reader
        self._clock = clock
        self._left = ""
        """The cursor that was answered last: what was told before it is in mind."""
        self._told: dict[int, bytes] = {}
        """Of each ticket, what it was when it was told."""

    def changes(self, text: str) -> Page:
        try:
            cursor = msgspec.json.decode(text, type=Cursor) if text else Cursor()
        except msgspec.DecodeError:
            raise Invalid("that cursor is none of django-helpdesk's") from None
        if text != self._left:
            self._told.clear()
        if cursor.heard < 0:
            cursor.heard = max((row.id for row in next(self._rest.newest())), default=0)
        total, pause, rest = None, 0.0, False
        if cursor.missed:
            items = self._asked_for(cursor)
        elif cursor.page:
            items, total = self._walk(cursor)
            pause = self._rest.took  # half of its time is for others
        else:
            items, rest = self._hear(cursor)
        more = rest or bool(cursor.page or cursor.missed)
        self._left = msgspec.json.encode(cursor).decode()
        return Page(tuple(items), self._left, more, None if text else total, pause if more else 0.0)

    def _now(self) -> int:
        return int(self._clock() * 1000)

    # --- what people do

    def _hear(self, cursor: Cursor) -> tuple[list[Item], bool]:
        """The tickets with new follow-ups, those of the oldest first, and whether there are more; then it may be time
        to walk."""
        news = self._news(cursor.heard)
        tickets = list(islice(dict.fromkeys(ticket for _, ticket in news), AT_A_TIME))
        until = next((at for at, (_, ticket) in enumerate(news) if ticket not in tickets), len(news))
        cursor.heard = news[until - 1][0] if until else cursor.heard
        known = numbers(cursor.known)
        items = [item for ticket in tickets if (item := self._ask(ticket, known)) is not None]
        cursor.known = ranges(known)
        if until == len(news) and not 0 <= self._now() - cursor.walked < self._words.sweep * 1000:
            cursor.page = 1
        return items, until < len(news)

    def _news(self, heard: int) -> list[tuple[int, int]]:
        """Follow-ups after *heard* by rising numbers, each with its ticket."""
        found: dict[int, int] = {}
        for page in self._rest.newest():
            found |= {row.id: row.ticket for row in page if row.id > heard}
            if page and min(row.id for row in page) <= heard:
                break
        return sorted(found.items())

    def _ask(self, ticket: int, known: set[int]) -> Item | None:
        """One as it is now; None for one that was gone before we ever heard of it."""
        try:
            found = self._rest.ticket(str(ticket))
        except NotThere:
            was = ticket in known
            known.discard(ticket)
            self._told.pop(ticket, None)
            return TicketGone(str(ticket)) if was else None
        known.add(ticket)
        self._told[ticket] = _print(found.raw)
        return self._reader.seen(found, self._now())

    # --- the walk

    def _walk(self, cursor: Cursor) -> tuple[list[Item], int]:
        """The next page, without what is as it was told; behind the last one it is known which were not met."""
        page, now = self._rest.page(cursor.page), self._now()
        met, known = numbers(cursor.met), numbers(cursor.known)
        items: list[Item] = []
        for raw in page.results:
            number, print_ = msgspec.json.decode(raw, type=Numbered).id, _print(raw)
            met.add(number)
            if self._told.get(number) != print_:
                items.append(self._reader.seen(self._rest.of_page(raw), now))
                self._told[number] = print_
        if page.next is not None:
            cursor.page, cursor.met, cursor.known = cursor.page + 1, ranges(met), ranges(known | met)
            return items, page.count
        cursor.page, cursor.met, cursor.walked = 0, "", now
        cursor.missed, cursor.known = ranges(known - met), ranges(known | met)
        return items, page.count

    def _asked_for(self, cursor: Cursor) -> list[Item]:
        missed, known = sorted(numbers(cursor.missed)), numbers(cursor.known)
        items = [item for ticket in missed[:AT_A_TIME] if (item := self._ask(ticket, known)) is not None]
        cursor.missed, cursor.known = ranges(missed[AT_A_TIME:]), ranges(known)
        return items


def _print(raw: bytes | msgspec.Raw) -> bytes:
    return hashlib.blake2b(raw, digest_size=8).digest()
