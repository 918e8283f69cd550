"""How many tickets each agent has to work on, and when one last went to them, for one process: read once, and then of
those tickets only to which something happened since, whoever did it.

What was read holds while the log still has the operation up to which it was: what was rolled back is read anew.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from supportterm.core.pools import Pools
from supportterm.core.terms import Status
from supportterm.store.append import last_place, touched_since
from supportterm.store.book import Book
from supportterm.store.sqlite import Connection

WORKED_ON: Final = f"status < {int(Status.PENDING)}"
_MOST: Final = 2_000
"""Operations that are followed; after more of them all is read anew."""


class Roster:
    def __init__(self) -> None:
        self._upto = 0
        self._hash = b""
        self._holders: dict[int, str] = {}
        """Who has each ticket that is new or open."""
        self._loads: Counter[str] = Counter()
        self._turns: dict[str, int] = {}
        self._book: Book | None = None
        self._since = 0
        self._pools: Pools | None = None

    def pools(self, connection: Connection, book: Book, now: int) -> Pools:
        """Who can take tickets *now*, by all that is stored."""
        self._follow(connection)
        pools = self._pools
        if pools is None or self._book is not book or not self._since <= now < (pools.until or now + 1):
            agents = book.scene(now).rules.agents
            pools = self._pools = Pools(agents, now, self._loads.__getitem__, self._turns.get)
            self._book, self._since = book, now
        return pools

    def _follow(self, connection: Connection) -> None:
        row = connection.execute("SELECT hash FROM operation WHERE seq = ?", (self._upto,)).fetchone()
        last = last_place(connection)
        if row is None or row[0] != self._hash or last - self._upto > _MOST:
            self._begin(connection)
        elif last > self._upto:
            self._catch_up(connection)
        if last != self._upto or not self._hash:
            self._upto = last
            found = connection.execute("SELECT hash FROM operation WHERE seq = ?", (last,)).fetchone()
            self._hash = found[0] if found else b""

    def _begin(self, connection: Connection) -> None:
        self._pools = None
        self._holders = dict(
            connection.execute(f"SELECT id, assignee FROM ticket WHERE assignee IS NOT NULL AND {WORKED_ON}")
        )
        self._loads = Counter(self._holders.values())
        self._turns = dict(connection.execute("SELECT agent, at FROM turn"))

    def _catch_up(self, connection: Connection) -> None:
        _, tickets = touched_since(connection, self._upto)
        moved: set[str | None] = set()
        for ticket in tickets:
            row = connection.execute(f"SELECT assignee FROM ticket WHERE id = ? AND {WORKED_ON}", (ticket,)).fetchone()
            before, after = self._holders.get(ticket), row[0] if row else None
            if before != after:
                moved |= {before, after}
                self._hold(ticket, before, after)
        given = connection.execute(
            "SELECT json_extract(CAST(payload AS TEXT), '$.value') FROM operation "
            "WHERE seq > ? AND kind = 'set' AND json_extract(CAST(payload AS TEXT), '$.field') = 'assignee'",
            (self._upto,),
        )
        moved.update(agent for (agent,) in given)
        self._moved(connection, filter(None, moved))

    def _hold(self, ticket: int, before: str | None, after: str | None) -> None:
        if before is not None:
            self._loads[before] -= 1
            del self._holders[ticket]
        if after is not None:
            self._loads[after] += 1
            self._holders[ticket] = after

    def _moved(self, connection: Connection, agents: Iterable[str]) -> None:
        for agent in agents:
            row = connection.execute("SELECT at FROM turn WHERE agent = ?", (agent,)).fetchone()
            if row is not None:
                self._turns[agent] = row[0]
            if self._pools is not None:
                self._pools.moved(agent)
