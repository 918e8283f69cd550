"""What changed: first a walk through the tickets, then the transactions.

Transactions have rising ids, but on PostgreSQL one may be seen only after others with higher ids, because ids are taken
before the commit. So the last minutes are read again and again: `mark` is the id up to which nothing can come any more,
`seen` are those after it that were told already. Nothing moves the cursor but rows that go out with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from supportterm.backends import cursors
from supportterm.backends.errors import NotAllowed, NotThere, Unavailable, Unreadable
from supportterm.backends.request_tracker import history
from supportterm.backends.request_tracker.history import NOISE
from supportterm.backends.request_tracker.names import Names
from supportterm.backends.request_tracker.rest import PAGE, any_of, quoted, rising
from supportterm.backends.request_tracker.tickets import Tickets
from supportterm.backends.request_tracker.wire import TicketRow, TransactionRow, moment
from supportterm.backends.request_tracker.words import Words
from supportterm.backends.settings import milliseconds
from supportterm.core.remote import Item, Page, TicketGone

OVERLAP: Final = 180.0
"""Seconds for which an id below those already seen may still turn up: a transaction that sends mail takes its time."""
MOST_SEEN: Final = 2000
WALK: Final = 100
"""Tickets of a page of the walk."""


class Cursor(msgspec.Struct, omit_defaults=True):
    begun: int
    """When the walk began, milliseconds by the server's clock."""
    mark: int
    marked: str = ""
    """When the transaction `mark` was made, as the server says: another moment means another store."""
    walked: int | None = 0
    """The last ticket of the walk; None when it is over."""
    next: int = 0
    """Where this round through the transactions goes on."""
    held: bool = False
    """A transaction of this round is so new that `mark` has to stay before it."""
    seen: list[int] = []


class Feed:
    def __init__(self, tickets: Tickets, names: Names, words: Words) -> None:
        self._tickets = tickets
        self._rest = tickets.rest
        self._names = names
        self._words = words
        self.restored = ""
        """The place in the feed that is not there any more, once that was found out."""

    def changes(self, text: str) -> Page:
        cursor = cursors.read(text, Cursor, "Request Tracker's", self._begin)
        return self._walk(cursor) if cursor.walked is not None else self._follow(cursor)

    # --- the walk

    def _begin(self) -> Cursor:
        # Those that are not settled yet are told again after the walk.
        query = f"ObjectType = 'RT::Ticket' AND Created < '5 minutes ago'{self._in_queues(' AND TicketQueue')}"
        asked = {"query": query, "orderby": "id", "order": "DESC", "per_page": 1, "fields": "Created"}
        rows, _ = self._rest.page("transactions", TransactionRow, asked)
        mark, marked = (rows[0].id, rows[0].Created or "") if rows else (0, "")
        return Cursor(begun=self._now(), mark=mark, marked=marked, next=mark)

    def _walk(self, cursor: Cursor) -> Page:
        conditions = [f"id > {cursor.walked}", "EffectiveId > 0"]
        if self._words.since:
            conditions.append(f"(LastUpdated > {quoted(self._words.since + ' ago')} OR Status = '__Active__')")
        if queues := sorted(self._names.scope()):
            conditions.append(any_of("Queue", queues))
        rows, total = self._tickets.page(" AND ".join(conditions), WALK)
        first = cursor.walked == 0
        if rows:
            rising(cursor.walked or 0, rows, self._rest.http.host)
            cursor.walked = rows[-1].id
            items = self._tickets.whole(rows)
        else:
            cursor.walked, items = None, ()
        return Page(items, cursors.text(cursor), more=True, total=total if first else None)

    # --- the transactions

    def _follow(self, cursor: Cursor) -> Page:
        queues = self._in_queues("TicketQueue")
        if cursor.next > cursor.mark:
            rows = self._rest.transactions(queues, cursor.next)
            full = len(rows) == PAGE
        else:
            # A round begins. The mark itself is read again: it proves that this is still the same store.
            cursor.held = False
            rows = self._rest.transactions(queues, cursor.mark - 1, pages=(1,))
            self._check(cursor, rows)
            full = len(rows) == PAGE
            rows = [row for row in rows if row.id > cursor.mark]
            rows = rows or self._rest.transactions(queues, cursor.mark - 1, pages=(2,))
        if not rows:
            cursor.next = cursor.mark
            return Page((), cursors.text(cursor))
        seen = set(cursor.seen)
        fresh = [row for row in rows if row.id not in seen]
        items = self._items(fresh, cursor)
        self._advance(cursor, rows)
        return Page(items, cursors.text(cursor), more=bool(fresh) or full)

    def _check(self, cursor: Cursor, rows: Sequence[TransactionRow]) -> None:
        """Raise Unreadable when the mark is not there any more, or is another's."""
        if cursor.mark == 0:
            return
        if rows and rows[0].id == cursor.mark:
            if cursor.marked in ("", rows[0].Created):
                return
        elif self._hidden(cursor.mark):
            return
        self.restored = str(cursor.mark)
        raise Unreadable(f"{self._rest.http.host} is not the store that it was; was it put back from a backup?")

    def _hidden(self, transaction: int) -> bool:
        """Whether a transaction is there although it is not in the list: its ticket went where we do not see it."""
        try:
            row, _ = self._rest.record(f"transaction/{transaction}", TransactionRow)
        except NotAllowed:
            return True
        except (NotThere, Unavailable):  # the server has a 500 for one that is not there
            return False
        return row.id == transaction

    def _advance(self, cursor: Cursor, rows: Sequence[TransactionRow]) -> None:
        horizon = self._now() - int(OVERLAP * 1000)
        for row in rows:
            at = moment(row.Created)
            if cursor.held or at is None or at > horizon:
                cursor.held = True
            else:
                cursor.mark, cursor.marked = row.id, row.Created or ""
        cursor.next = rows[-1].id
        seen = sorted({*cursor.seen, *(row.id for row in rows)})
        if len(seen) > MOST_SEEN:
            cursor.mark, cursor.marked = max(cursor.mark, seen[-MOST_SEEN]), ""
        cursor.seen = [one for one in seen if one > cursor.mark]

    def _items(self, rows: Iterable[TransactionRow], cursor: Cursor) -> tuple[Item, ...]:
        changed: dict[int, list[TransactionRow]] = defaultdict(list)
        for told in rows:
            if told.Type not in NOISE:
                changed[told.ObjectId].append(told)
        found = {row.id: row for row in self._tickets.by_id(changed)}
        scope = set(map(str, self._names.scope()))
        left = [self._left(key, changed[key]) for key in changed if key not in found]
        whole, part = [], []
        for key, row in found.items():
            moves = [r for r in changed[key] if (r.Type, r.Field) == ("Set", "Queue")]
            if not self._tickets.in_scope(row):
                if any(move.OldValue in scope for move in moves):
                    left.append(self._tickets.gone(key, moves[-1]))
            elif moves or self._was_out(row, changed[key], cursor):
                whole.append(row)
            else:
                part.append(row)
        items = [*self._tickets.whole(whole), *self._tickets.part(part, changed)]
        return tuple(sorted(items, key=lambda item: int(item.ticket.key))) + tuple(item for item in left if item)

    def _left(self, key: int, rows: Sequence[TransactionRow]) -> TicketGone | None:
        """What became of a ticket that is in no list; None where it is no ticket (a reminder, an approval)."""
        told = next((row for row in reversed(rows) if history.deleted(row)), None)
        if told is not None:
            return self._tickets.gone(key, told)
        try:
            row, _ = self._rest.record(f"ticket/{key}", TicketRow)
        except (NotAllowed, NotThere):
            return TicketGone(str(key))
        return TicketGone(str(key)) if (row.Status or "") == "deleted" else None

    def _was_out(self, row: TicketRow, rows: Sequence[TransactionRow], cursor: Cursor) -> bool:
        """Whether a ticket may not have been in the walk, so that all of it has to be told."""
        if not self._words.since or (moment(row.Created) or 0) >= cursor.begun:
            return False
        border = cursor.begun - milliseconds(self._words.since)
        before = self._tickets.newest_before(row.id, rows[0].id)
        return before is not None and (moment(before.Created) or 0) < border

    def _in_queues(self, field: str) -> str:
        """The queues that we see, as a condition: without it, a hundred rows that are hidden look like the end."""
        queues = sorted(queue.Name for queue in self._names.queues().values())
        if not queues:
            return ""
        lead, _, name = field.rpartition(" ")
        return f"{lead} {any_of(name, queues)}" if lead else any_of(name, queues)

    def _now(self) -> int:
        return self._rest.http.server_time or 0
