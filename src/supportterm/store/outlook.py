"""What a forecast is made from: open tickets whose deadline comes soon, with their clocks."""

from collections.abc import Collection
from typing import Final

from supportterm.core.definitions import nouns
from supportterm.core.schedule_versions import newest
from supportterm.core.sla import Service
from supportterm.core.sla_forecast import Work, World
from supportterm.core.terms import Priority, Status
from supportterm.store import definitions
from supportterm.store.clocks import decode
from supportterm.store.sqlite import Connection

_WORK: Final = (
    "SELECT ticket.id, number, subject, status, priority, assignee, team, due_set, clocks "
    "FROM ticket {} LEFT JOIN clock ON clock.ticket = ticket.id"
)
_SOON: Final = f"{_WORK.format('INDEXED BY active_due')} WHERE status < 4 AND due_order <= ?"
_NAMED: Final = f"{_WORK.format('')} WHERE ticket.id IN (SELECT value FROM json_each(?))"
_LOAD: Final = (
    f"SELECT assignee, count(*) FROM ticket WHERE status < {int(Status.PENDING)} AND assignee NOT NULL GROUP BY 1"
)


def world(connection: Connection, service: Service, now: int, until: int, also: Collection[int] = ()) -> World:
    """The desk as it is, with the tickets that have a deadline up to *until*, and those named."""
    there = definitions.load(connection)
    hours = newest(nouns(there, "schedule").values())
    teams = {team.handle: hours[team.schedule] for team in nouns(there, "team").values() if team.schedule in hours}
    rows = connection.execute(_SOON, (until,)).fetchall()
    rows += connection.execute(_NAMED, (str(list(also)),)).fetchall() if also else []
    works = {row[0]: _work(*row) for row in rows}
    return World(
        now,
        tuple(works.values()),
        service,
        tuple(nouns(there, "agent").values()),
        dict(connection.execute(_LOAD).fetchall()),
        {team: service.schedules[timetable.name] for team, timetable in teams.items()},
    )


def _work(
    id: int, number: str, subject: str, status: int, priority: int, assignee: str, team: str, due: int, clocks: bytes
) -> Work:
    return Work(id, number, subject, Status(status), Priority(priority), assignee, team, due, decode(clocks))
