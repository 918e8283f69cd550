"""Logs as metrics read them, and what the desk knew at each of their places.

What a desk defines and which segment an organization is of are read from their own logs, as far as the place that is
asked for: so a ticket's story comes out the same whenever it is told, as long as its own log is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions, effective, fold_definitions
from supportterm.core.metrics_steps import Step
from supportterm.core.nouns import Connected, Organization, Team
from supportterm.core.operations import Operation, OrganizationIs, Subject, decode
from supportterm.core.schedule import ALWAYS, Schedule
from supportterm.core.schedule_versions import newest
from supportterm.store.append import ENVELOPE, operation_from
from supportterm.store.sqlite import Connection

_TOLD: Final = frozenset(
    {"create", "message", "set", "tag", "escalate", "merge", "suspend", "rated", "observed", "undo"}
)
"""Kinds of operations that a story is made of."""
_STEPS: Final = "SELECT subject, seq, at, id, change, actor, kind, payload FROM operation"
_SEGMENTS_KEPT: Final = 20_000


def head(connection: Connection) -> int:
    """The last place of the log."""
    row = connection.execute("SELECT seq FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0


def steps_between(connection: Connection, after: int, upto: int) -> dict[int, list[Step]]:
    """What happened to tickets at the places after *after* up to *upto*, by ticket."""
    found = connection.execute(
        f"{_STEPS} WHERE seq > ? AND seq <= ? AND subject_kind = 'ticket' ORDER BY seq", (after, upto)
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
        if kind in _TOLD:
            written = int.from_bytes(id[:6], "big")  # as uuid7 has it
            yield ticket, Step(seq, at, written, change, actor, decode(payload or b"", kind))


class _Knowledge(NamedTuple):
    """What the desk defined between two places of its log."""

    hours: Mapping[str, Schedule]
    """By team. Empty where no schedule is defined."""
    histories: frozenset[str]
    """Connections that tell what happened before."""


class LogPast:
    """What the desk knew, as `core.metrics_story.Past` asks for it. For one pass over the log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._log = _log_of(connection, Subject("desk", 0))
        self._places = [seq for seq, _ in self._log]
        self._known: dict[int, _Knowledge] = {}
        self._segments: dict[int, tuple[list[int], list[str]]] = {}

    def hours(self, team: str, seq: int) -> Schedule | None:
        return self._at(seq).hours.get(team)

    def tells_history(self, home: str, seq: int) -> bool:
        return home in self._at(seq).histories

    def segment(self, organization: int, seq: int) -> str:
        if organization not in self._segments:
            if len(self._segments) >= _SEGMENTS_KEPT:
                self._segments.clear()
            self._segments[organization] = _segments(_log_of(self._connection, Subject("organization", organization)))
        places, segments = self._segments[organization]
        return segments[bisect_right(places, seq)]

    def _at(self, seq: int) -> _Knowledge:
        place = bisect_right(self._places, seq)
        found = self._known.get(place)
        if found is None:
            log = effective([operation for _, operation in self._log[:place]])
            found = self._known[place] = _knowledge(fold_definitions({}, log))
        return found


def _log_of(connection: Connection, subject: Subject) -> list[tuple[int, Operation]]:
    """All that happened to *subject*, each with its place."""
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload, seq FROM operation WHERE subject_kind = ? AND subject = ? ORDER BY seq",
        (subject.kind, subject.id),
    )
    return [(row[12], operation_from(row)) for row in found]


def _knowledge(there: Definitions) -> _Knowledge:
    connections: Iterable[Connected] = nouns(there, "connection").values()
    timetables = newest(nouns(there, "schedule").values())
    hours: dict[str, Schedule] = {}
    if timetables:
        schedules = {name: Schedule(timetable) for name, timetable in timetables.items()}
        teams: Iterable[Team] = nouns(there, "team").values()
        hours = {team.handle: schedules.get(team.schedule, ALWAYS) for team in teams}
    return _Knowledge(hours, frozenset(c.name for c in connections if "history" in c.can))


def _segments(log: Sequence[tuple[int, Operation]]) -> tuple[list[int], list[str]]:
    """Places of an organization's log, and its segment before the first of them and after each."""
    segments = [Organization(0, "").segment]
    for place in range(1, len(log) + 1):
        told = (operation.payload for operation in effective([operation for _, operation in log[:place]]))
        given = [payload.segment for payload in told if isinstance(payload, OrganizationIs) and payload.segment]
        segments.append(given[-1] if given else segments[0])
    return [seq for seq, _ in log], segments
