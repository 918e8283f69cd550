"""Where what was measured is counted: by day, and by each of the ways in which a report can be divided.

A cell is one value of one way on one day; what was measured of a ticket lies in a cell of each way, in several where it
has several tags. Days are those of one zone.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from supportterm.core.metrics_sheet import ENTERED, LEFT, Measured
from supportterm.core.metrics_story import Served
from supportterm.core.moments import MINUTE

ALL: Final = 0
AGENT: Final = 1
TEAM: Final = 2
TIER: Final = 3
TAG: Final = 4
SEGMENT: Final = 5
CHANNEL: Final = 6
HOUR: Final = 7
WAYS: Final = {
    "agent": AGENT, "team": TEAM, "tier": TIER, "tag": TAG, "segment": SEGMENT, "channel": CHANNEL, "hour": HOUR,
}  # fmt: skip
"""In which a report can be divided, by name; beside by day."""
HOURS: Final = tuple(f"{hour:03}" for hour in range(7 * 24))
"""Keys of the hours of a week, from Monday's first on."""

_QUARTER: Final = 15 * MINUTE
"""No zone moves its clocks within a quarter of an hour."""


Cell = tuple[int, str, int]
"""Way, key and day, which is counted as by `date.toordinal`."""


class When(NamedTuple):
    day: int
    hour: int
    """Of the week: 0 is Monday from midnight on."""
    start: int
    """When that day began."""


class Days:
    """The days of a zone. Remembers the quarters of hours that it was asked for, as far as they are few."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._known: dict[int, When] = {}
        self._starts: dict[int, int] = {}

    def at(self, moment: int) -> When:
        """In which day and hour a moment lies."""
        quarter = moment // _QUARTER
        found = self._known.get(quarter)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            wall = (_EPOCH + timedelta(milliseconds=moment)).astimezone(self.zone)
            day = wall.toordinal()
            found = self._known[quarter] = When(day, wall.weekday() * 24 + wall.hour, self.start(day))
        return found

    def start(self, day: int) -> int:
        """The moment at which a day begins."""
        found = self._starts.get(day)
        if found is None:
            midnight = datetime.combine(date.fromordinal(day), datetime.min.time(), self.zone)
            found = self._starts[day] = (midnight - _EPOCH) // timedelta(milliseconds=1)
        return found


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_KNOWN: Final = 200_000


def cells(served: Served, days: Days) -> Iterator[tuple[Cell, Measured]]:
    """What was measured of a ticket, in each of its cells."""
    segment, channel, tags = served.segment, served.channel, served.tags or ("",)
    for at, agent, team, tier, measured in served.occasions:
        day, hour, _ = days.at(at)
        yield (ALL, "", day), measured
        yield (AGENT, agent, day), measured
        yield (TEAM, team, day), measured
        yield (TIER, str(tier), day), measured
        for tag in tags:
            yield (TAG, tag, day), measured
        yield (SEGMENT, segment, day), measured
        yield (CHANNEL, channel, day), measured
        yield (HOUR, HOURS[hour], day), measured
    if served.stays:
        yield from _backlog(served, days)


def _backlog(served: Served, days: Days) -> Iterator[tuple[Cell, Measured]]:
    """Where and when a ticket joined the backlog and left it; who hands it on has it no longer."""
    stays = served.stays
    kept = ((ALL, ""), (SEGMENT, served.segment), (CHANNEL, served.channel), *((TAG, t) for t in served.tags or ("",)))
    for start, end, _ in _spans((s.start, s.end, "") for s in stays):
        for day, measured in _crossings(start, end, days):
            for way, key in kept:
                yield (way, key, day), measured
    for way, spans in (
        (AGENT, _spans((s.start, s.end, s.agent) for s in stays)),
        (TEAM, _spans((s.start, s.end, s.team) for s in stays)),
        (TIER, _spans((s.start, s.end, str(s.tier)) for s in stays)),
    ):
        for start, end, key in spans:
            for day, measured in _crossings(start, end, days):
                yield (way, key, day), measured


_Span = tuple[int, int | None, str]


def _spans(stays: Iterable[_Span]) -> Iterator[_Span]:
    """Stays with the same one that follow each other are one."""
    last: _Span | None = None
    for stay in stays:
        if last is not None and last[1] == stay[0] and last[2] == stay[2]:
            last = (last[0], stay[1], last[2])
            continue
        if last is not None:
            yield last
        last = stay
    if last is not None:
        yield last


def _crossings(start: int, end: int | None, days: Days) -> Iterator[tuple[int, Measured]]:
    """The days on which a stay began and ended."""
    day, _, midnight = days.at(start)
    yield day, ((ENTERED, start - midnight),)
    if end is not None:
        day, _, midnight = days.at(end)
        yield day, ((LEFT, end - midnight),)
