"""What the log tells of the past for it to be told anew, as if the desk had always defined something else.

Nothing is written. What is not in the log is told as it is now: how many tickets an agent has, and when one last went
to them.
"""

from collections.abc import Iterator
from functools import cache

from supportterm.core.directory import Definitions
from supportterm.core.ids import message_floor
from supportterm.core.operations import Operation, Subject
from supportterm.core.query.record import Asked
from supportterm.core.sla import Clocks
from supportterm.core.terms import Role
from supportterm.store import definitions, routing
from supportterm.store.append import entries_of
from supportterm.store.book import Book
from supportterm.store.clocks import refolded
from supportterm.store.past import Past
from supportterm.store.sqlite import Connection


class _Fixed(Past):
    """One book holds at every place; organizations are of the segments that they were of."""

    def book(self, place: int) -> Book:
        return self._now


class Supposing:
    """For one reading, in one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.load = cache(lambda agent: routing.load(connection, agent))
        self.last = cache(lambda agent: routing.last(connection, agent))

    def book(self, there: Definitions) -> Book:
        return Book(there, definitions.every_timetable(self._connection))

    def clocks(self, number: int, book: Book) -> Clocks | None:
        """The clocks of a ticket had *book* always held; what was imported moves none."""
        return refolded(self._connection, number, 1, _Fixed(self._connection, book))

    def defined(self) -> Iterator[Operation]:
        """All that the desk defined, oldest first, without what was undone."""
        return (entry.operation for entry in entries_of(self._connection, Subject("desk", 0)) if not entry.undone)

    def facts(self, asked: Asked) -> "FactsThen":
        return FactsThen(self, self._connection, asked)


class FactsThen:
    """What routing asks about agents and a ticket's customer, of the moment that *asked* is of."""

    def __init__(self, supposing: Supposing, connection: Connection, asked: Asked) -> None:
        self._supposing = supposing
        self._connection = connection
        self._asked = asked

    def load(self, agent: str) -> int:
        """As it is now."""
        return self._supposing.load(agent)

    def last(self, agent: str) -> int | None:
        """As it is now."""
        return self._supposing.last(agent)

    def manager(self) -> str | None:
        """As it is now."""
        organization = self._asked.organization
        return organization.manager if organization is not None else None

    def answered(self) -> str | None:
        """Who had answered this customer by then."""
        row = self._connection.execute(
            "SELECT message.agent FROM ticket CROSS JOIN message ON message.ticket = ticket.id "
            f"WHERE ticket.requester = ? AND message.id < ? AND message.role = {int(Role.REPLY)} "
            "AND message.agent IS NOT NULL AND NOT message.hidden ORDER BY message.id DESC LIMIT 1",
            (self._asked.ticket.requester, message_floor(self._asked.context.now)),
        ).fetchone()
        return row[0] if row else None
