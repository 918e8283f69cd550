"""REST 2.0 of one Request Tracker: lists page by page, records, and its search language with everything quoted."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import msgspec

from supportterm.backends.errors import Unreadable
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.http_errors import Answer
from supportterm.backends.request_tracker.wire import ListOf, TicketRow, TransactionRow

PAGE: Final = 100
"""Rows of a page; more are not given."""
TRANSACTION_FIELDS: Final = "Type,ObjectId,Field,OldValue,NewValue,Creator,Created"
_PERSON: Final = "Name,RealName,EmailAddress"

T = TypeVar("T")


def quoted(text: str) -> str:
    """*text* as a value of the search language, whatever is in it."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'"


def any_of(field: str, values: Iterable[object]) -> str:
    """The condition that *field* is one of *values*, which are not none."""
    return "(" + " OR ".join(f"{field} = {v if isinstance(v, int) else quoted(str(v))}" for v in values) + ")"


class Rest:
    def __init__(self, http: Http) -> None:
        self.http = http

    def record(self, path: str, kind: type[T]) -> tuple[T, str]:
        """One record and its ETag, which is empty where there is none."""
        answer = self.http.get(path)
        return parsed(answer, kind, self.http.host), etag(answer)

    def page(self, path: str, kind: type[T], params: Params, body: object = None) -> tuple[list[T], int | None]:
        """One page of a list and how many there are in all, where it is told."""
        asked = {"per_page": PAGE} | dict(params)
        answer = self.http.get(path, asked) if body is None else self.http.query(path, asked, body)
        told = parsed(answer, ListOf, self.http.host)
        return [self._row(answer, raw, kind) for raw in told.items], told.total

    def _row(self, answer: Answer, raw: msgspec.Raw, kind: type[T]) -> T:
        return parsed(msgspec.structs.replace(answer, body=bytes(raw)), kind, self.http.host)

    def everything(self, path: str, kind: type[T], params: Params, body: object = None) -> Iterator[T]:
        """All rows of a list that does not change while it is read. A short page is not the last: what we may not see
        is left out of it."""
        for number in range(1, 10_000):
            rows, _ = self.page(path, kind, {"page": number} | dict(params), body)
            yield from rows
            if not rows:
                return

    def transactions(
        self, condition: str, after: int, *, fields: str = TRANSACTION_FIELDS, pages: tuple[int, ...] = (1, 2)
    ) -> list[TransactionRow]:
        """The next transactions of tickets after one, in order of their ids; none when there are none.

        An empty page may be one whose rows we may not see, so that the next is looked at too.
        """
        query = f"ObjectType = 'RT::Ticket' AND id > {after}" + (f" AND {condition}" if condition else "")
        asked = {"query": query, "orderby": "id", "order": "ASC", "fields": fields, "fields[Creator]": _PERSON}
        for number in pages:
            rows, _ = self.page("transactions", TransactionRow, asked | {"page": number})
            if rows:
                rising(after, rows, self.http.host)
                return rows
        return []

    def all_transactions(self, condition: str, after: int = 0) -> Iterator[TransactionRow]:
        while rows := self.transactions(condition, after):
            yield from rows
            after = rows[-1].id

    def attachments(self, field: str, ids: Iterable[int], kind: type[T], fields: str) -> Iterator[T]:
        """Attachments whose *field* is one of *ids*."""
        wanted = list(ids)
        for start in range(0, len(wanted), PAGE):
            body = [{"field": field, "value": one} for one in wanted[start : start + PAGE]]
            for number in range(1, 10_000):
                asked = {"fields": fields, "orderby": "id", "page": number}
                rows, _ = self.page("attachments", kind, asked, body)
                yield from rows
                # They belong to transactions that we do see, so that here a short page is the last.
                if len(rows) < PAGE:
                    break

    def write(self, method: str, path: str, body: object, *, if_match: str = "") -> Answer:
        return self.http.write(method, path, body, {"If-Match": f'"{if_match}"'} if if_match else {})


def rising(after: int, rows: Sequence[TransactionRow | TicketRow], host: str) -> None:
    """Raise Unreadable unless each row comes after the one before: else reading on would never end."""
    for row in rows:
        if row.id <= after:
            raise Unreadable(f"{host} answered out of order")
        after = row.id


def where(*conditions: Mapping[str, object]) -> str:
    """A search of the other kind, for users, groups, articles and fields."""
    return json.dumps(conditions)


def etag(answer: Answer) -> str:
    return answer.headers.get("etag", "").strip('"')
