"""Rows of tickets and their transactions → what is told of them, for many tickets in few requests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from supportterm.backends.errors import NotThere
from supportterm.backends.request_tracker import history
from supportterm.backends.request_tracker.history import NOISE
from supportterm.backends.request_tracker.messages import SPOKEN, Parts, message
from supportterm.backends.request_tracker.names import Names
from supportterm.backends.request_tracker.reading import EXPANDED, TICKET_FIELDS, remote_ticket
from supportterm.backends.request_tracker.rest import PAGE, Rest, any_of, quoted
from supportterm.backends.request_tracker.wire import TicketRow, TransactionRow, fields_of, moment, name_of
from supportterm.backends.request_tracker.words import Words
from supportterm.core.remote import RemoteTicket, TicketGone, TicketSeen

URN: Final = "urn:uuid:"
"""A ticket that we opened refers to this and our marker: transactions of opening take no fields."""
_NO_NOISE: Final = " AND ".join(f"Type != '{kind}'" for kind in NOISE)


class Tickets:
    def __init__(self, rest: Rest, names: Names, words: Words) -> None:
        self.rest = rest
        self._names = names
        self._words = words

    # --- rows

    def page(self, query: str, size: int, *, fields: str = TICKET_FIELDS) -> tuple[list[TicketRow], int | None]:
        """The first *size* tickets of a search, by id."""
        asked = {"query": query, "orderby": "id", "order": "ASC", "per_page": size, "fields": fields}
        return self.rest.page("tickets", TicketRow, asked | EXPANDED)

    def by_id(self, ids: Iterable[int], *, fields: str = TICKET_FIELDS) -> list[TicketRow]:
        """Those of *ids* that are there and not deleted; merged ones are themselves, with their target's number."""
        wanted = sorted(ids)
        found: list[TicketRow] = []
        for start in range(0, len(wanted), PAGE):
            query = f"EffectiveId > 0 AND {any_of('id', wanted[start : start + PAGE])}"
            found += self.page(query, PAGE, fields=fields)[0]
        return found

    def one(self, key: str) -> TicketRow:
        """Raises NotThere, also for a deleted one."""
        found = self.by_id([int(key)]) if key.isdecimal() and len(key) < 16 else []
        if not found:
            raise NotThere(f"there is no ticket {key[:20]} at {self.rest.http.host}")
        return found[0]

    def changes_since(self, key: int, transaction: int) -> list[TransactionRow]:
        """What happened to a ticket after a transaction, mails that went out left aside."""
        return list(self.rest.all_transactions(f"ObjectId = {key} AND {_NO_NOISE}", transaction))

    def newest_before(self, key: int, transaction: int) -> TransactionRow | None:
        query = f"ObjectType = 'RT::Ticket' AND ObjectId = {key} AND id < {transaction} AND {_NO_NOISE}"
        asked = {"query": query, "orderby": "id", "order": "DESC", "per_page": 1, "fields": "Created"}
        return next(iter(self.rest.page("transactions", TransactionRow, asked)[0]), None)

    def in_scope(self, row: TicketRow) -> bool:
        scope = self._names.scope()
        name = name_of(row.Queue)
        return any(name in (queue.Name, str(number)) for number, queue in scope.items())

    # --- what is told

    def whole(self, rows: Sequence[TicketRow]) -> tuple[TicketSeen, ...]:
        """Tickets with all their messages and history."""
        if not rows:
            return ()
        told: dict[int, list[TransactionRow]] = defaultdict(list)
        condition = f"{any_of('ObjectId', [row.id for row in rows])} AND {_NO_NOISE}"
        for transaction in self.rest.all_transactions(condition):
            told[transaction.ObjectId].append(transaction)
        return self._seen(rows, told, True)

    def part(self, rows: Sequence[TicketRow], told: Mapping[int, Sequence[TransactionRow]]) -> tuple[TicketSeen, ...]:
        """Tickets with no more than these transactions."""
        return self._seen(rows, told, False) if rows else ()

    def remote(self, row: TicketRow, version: int | str) -> RemoteTicket:
        return remote_ticket(row, str(version), self._names, self._words)

    def gone(self, key: int, told: TransactionRow) -> TicketGone:
        return TicketGone(str(key), by=history.actor(told, self._names), at=moment(told.Created) or 0)

    def _seen(
        self, rows: Sequence[TicketRow], told: Mapping[int, Sequence[TransactionRow]], whole: bool
    ) -> tuple[TicketSeen, ...]:
        spoken = [t for row in rows for t in told.get(row.id, ()) if t.Type in SPOKEN]
        parts = Parts(self.rest, [t.id for t in spoken])
        markers = self._markers(spoken)
        found = []
        for row in rows:
            history_rows = told.get(row.id, ())
            ticket = self.remote(row, max((t.id for t in history_rows), default=0))
            words = tuple(
                message(t, parts, self._names, ticket.requester, markers.get(t.id, ""))
                for t in history_rows
                if t.Type in SPOKEN
            )
            events = history.events(history_rows, self._names, self._words)
            found.append(TicketSeen(ticket, words, events, whole))
        return tuple(found)

    def _markers(self, spoken: Sequence[TransactionRow]) -> dict[int, str]:
        """Our markers by transaction. Only what our own account wrote can hold one."""
        me = self._names.me().Name
        ours = sorted(t.id for t in spoken if name_of(t.Creator) == me)
        opened = {t.ObjectId: t.id for t in spoken if name_of(t.Creator) == me and t.Type == "Create"}
        found: dict[int, str] = {}
        if ours and self._names.marker() is not None:
            condition = f"{self.has_marker()} AND id <= {ours[-1]}"
            after = ours[0] - 1
            while rows := self.rest.transactions(condition, after, fields="ObjectId,Creator,CustomFields"):
                found |= {row.id: marker for row in rows if (marker := self.marker_of(row))}
                after = rows[-1].id
        for row in self.by_id(opened, fields="_hyperlinks") if opened else ():
            links = row.links if isinstance(row.links, list) else []
            urn = next((link.url for link in links if link.ref == "refers-to" and link.url.startswith(URN)), "")
            if urn:
                found[opened[row.id]] = urn.removeprefix(URN)
        return found

    def has_marker(self, marker: str = "") -> str:
        """The condition that a transaction is ours and holds a marker, or *marker*."""
        field = quoted(f"CF.{{{self._words.marker}}}")
        wanted = f"= {quoted(marker)}" if marker else "IS NOT NULL"
        return f"Creator = {quoted(self._names.me().Name)} AND {field} {wanted}"

    def marker_of(self, row: TransactionRow) -> str:
        field = self._names.marker()
        if field is None:
            return ""
        return next((text for f in fields_of(row.CustomFields) if f.id == field.id for text in f.texts()), "")
