"""Logs as metrics read them, and what they tell of tickets at any place of the log.

What a desk defines and of which segment an organization is are as they were at the place of each operation: so a
ticket's story comes out the same whenever it is told, as long as its own log is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from supportterm.core.metrics_promises import promises
from supportterm.core.metrics_served import Served
from supportterm.core.metrics_steps import Step
from supportterm.core.metrics_story import TOLD, served
from supportterm.core.operations import decode
from supportterm.core.schedule import Schedule
from supportterm.store import clocks
from supportterm.store.book import Books
from supportterm.store.concerning import OF_TICKETS
from supportterm.store.past import Past
from supportterm.store.sqlite import Connection

_STEPS: Final = "SELECT subject, seq, at, id, change, actor, kind, payload FROM operation"


def steps_between(connection: Connection, after: int, upto: int) -> dict[int, list[Step]]:
    """What happened to tickets at the places after *after* up to *upto*, by ticket."""
    found = connection.execute(
        f"{_STEPS} WHERE seq > ? AND seq <= ? AND {OF_TICKETS} ORDER BY seq", (after, upto)
    )
    logs: dict[int, list[Step]] = {}
    for ticket, step in _steps(found):
        logs.setdefault(ticket, []).append(step)
    return logs


def steps_of(connection: Connection, tickets: Sequence[int], upto: int) -> dict[int, list[Step]]:
    """The logs of *tickets* up to the place *upto*, by ticket, in the order asked for."""
    found = connection.execute(
        f"SELECT operation.* FROM json_each(?) AS chosen CROSS JOIN ({_STEPS} INDEXED BY operation_subject "
        "WHERE subject_kind = 'ticket') AS operation ON operation.subject = chosen.value "
        "WHERE operation.seq <= ? ORDER BY chosen.key, operation.seq",
        (str(list(tickets)), upto),
    )
    logs: dict[int, list[Step]] = {ticket: [] for ticket in tickets}
    for ticket, step in _steps(found):
        logs[ticket].append(step)
    return logs


def _steps(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, Step]]:
    for ticket, seq, at, id, change, actor, kind, payload in found:
        if kind in TOLD:
            written = int.from_bytes(id[:6], "big")  # as uuid7 has it
            yield ticket, Step(seq, at, written, change, actor, decode(payload or b"", kind))


class Known:
    """What the desk knew at each place of its log, as `core.metrics_story.Past` asks for it. For one pass over it."""

    def __init__(self, connection: Connection) -> None:
        self.now = Books().current(connection)
        self.past = Past(connection, self.now)

    def hours(self, team: str, seq: int) -> Schedule | None:
        return self.past.book(seq).hours.get(team)

    def tells_history(self, home: str, seq: int) -> bool:
        connection = self.past.book(seq).connections.get(home)
        return connection is not None and "history" in connection.can

    def segment(self, organization: int, seq: int) -> str:
        return self.past.segment(organization, seq)


class Telling:
    """Tells how tickets were served, what became of their promises included, as far as a place of the log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = Known(connection)
        self._since: dict[int, int] = {}

    def expect(self, tickets: Iterable[int]) -> None:
        """Look up at once which of *tickets* were ever promised anything."""
        found = self._connection.execute(
            "SELECT ticket, since FROM clock WHERE ticket IN (SELECT value FROM json_each(?))", (str(list(tickets)),)
        )
        self._since = dict(found)

    def served(self, ticket: int, log: Sequence[Step], upto: int, now: int | None = None) -> Served:
        """By *log*, which is that of one of the tickets expected, up to the place *upto*.

        With *now* promises that are late by then and still not kept count as missed. What is stored leaves them out,
        since it is time alone that makes them late.
        """
        told = served(log, self._known)
        since = self._since.get(ticket)
        if since is None or not told.occasions or since > upto:
            return told
        found = clocks.refolded(self._connection, ticket, since, self._known.past, upto=upto)
        if found is None:
            return told
        kept = promises(found, told, self._known.now.service.schedules, now)
        return told._replace(occasions=(*told.occasions, *kept))
