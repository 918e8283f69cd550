"""What the desk defined, and of which segment an organization was, at any place of the log."""

from bisect import bisect_right
from typing import Final

from supportterm.core.definitions import timetables
from supportterm.core.directory import effective, fold_definitions, fold_organization
from supportterm.core.nouns import Organization
from supportterm.core.operations import Operation, Subject
from supportterm.store.append import ENVELOPE, operation_from
from supportterm.store.book import Book
from supportterm.store.sqlite import Connection

NOW: Final = 1 << 62
"""The place after all there are."""
_DESK: Final = Subject("desk", 0)

_Log = tuple[list[int], list[Operation]]
"""Places and what happened there, oldest first."""


class Past:
    """For one reading: what is written meanwhile is not seen."""

    def __init__(self, connection: Connection, now: Book) -> None:
        """*now*: what is defined by now."""
        self._connection = connection
        self._now = now
        self._desk: _Log | None = None
        self._books: dict[int, Book] = {}
        self._organizations: dict[int, _Log] = {}
        row = connection.execute(
            "SELECT max(seq) FROM operation WHERE subject_kind = 'desk' AND subject = 0"
        ).fetchone()
        self._last: int = row[0] or 0

    def book(self, place: int) -> Book:
        """What was defined once the operation at *place* had happened."""
        if place >= self._last:
            return self._now
        if self._desk is None:
            self._desk = _log(self._connection, _DESK)
        places, log = self._desk
        upto = bisect_right(places, place)
        found = self._books.get(upto)
        if found is None:
            known = fold_definitions({}, effective(log[:upto]))
            found = self._books[upto] = Book(known, timetables(log[:upto]))
        return found

    def segment(self, organization: int | None, place: int) -> str:
        """Empty for none."""
        if organization is None:
            return ""
        if organization not in self._organizations:
            self._organizations[organization] = _log(self._connection, Subject("organization", organization))
        places, log = self._organizations[organization]
        known: Organization | None = None
        for operation in effective(log[: bisect_right(places, place)]):
            known = fold_organization(known, organization, operation)
        return known.segment if known is not None else ""


def _log(connection: Connection, subject: Subject) -> _Log:
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload, seq FROM operation WHERE subject_kind = ? AND subject = ? ORDER BY seq",
        (subject.kind, subject.id),
    ).fetchall()
    return [row[12] for row in found], [operation_from(row) for row in found]
