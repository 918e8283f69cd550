"""Where what was measured is counted: by day, and by each of the ways in which a report can be divided.

A cell is one value of one way on one day; what was measured of a ticket lies in a cell of each way, in several where it
has several tags. Days are those of one zone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from supportterm.core.metrics_served import Served
from supportterm.core.metrics_sheet import ENTERED, LEFT, Measured
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


class Tally:
    """What was measured of some tickets, by cell."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._found: dict[int, list[_Keyed]] = {}
        """Of each day, at the place of each way, what was measured by key."""

    def put(self, served: Served) -> None:
        """Add what was measured of a ticket."""
        at, segment, channel, tags = self._days.at, served.segment, served.channel, served.tags or ("",)
        for moment, agent, team, tier, measured in served.occasions:
            day, hour, _ = at(moment)
            found = self._of(day)
            found[ALL][""].append(measured)
            found[AGENT][agent].append(measured)
            found[TEAM][team].append(measured)
            found[TIER][str(tier)].append(measured)
            for tag in tags:
                found[TAG][tag].append(measured)
            found[SEGMENT][segment].append(measured)
            found[CHANNEL][channel].append(measured)
            found[HOUR][HOURS[hour]].append(measured)
        if served.stays:
            self._backlog(served, tags)

    def cells(self) -> Iterator[tuple[Cell, list[Measured]]]:
        for day, ways in self._found.items():
            for way, found in enumerate(ways):
                for key, measured in found.items():
                    yield (way, key, day), measured

    def _of(self, day: int) -> "list[_Keyed]":
        found = self._found.get(day)
        if found is None:
            found = self._found[day] = [defaultdict(list) for _ in range(HOUR + 1)]
        return found

    def _backlog(self, served: Served, tags: Iterable[str]) -> None:
        """Where and when a ticket joined the backlog and left it; who hands it on has it no longer."""
        stays = served.stays
        kept = ((ALL, ""), (SEGMENT, served.segment), (CHANNEL, served.channel), *((TAG, tag) for tag in tags))
        for start, end, _ in _spans((stay.start, stay.end, "") for stay in stays):
            self._crossings(start, end, kept)
        for way, spans in (
            (AGENT, _spans((stay.start, stay.end, stay.agent) for stay in stays)),
            (TEAM, _spans((stay.start, stay.end, stay.team) for stay in stays)),
            (TIER, _spans((stay.start, stay.end, str(stay.tier)) for stay in stays)),
        ):
            for start, end, key in spans:
                self._crossings(start, end, ((way, key),))

    def _crossings(self, start: int, end: int | None, places: Iterable[tuple[int, str]]) -> None:
        """The days on which a stay began and ended."""
        for moment, measure in ((start, ENTERED), (end, LEFT)):
            if moment is not None:
                day, _, midnight = self._days.at(moment)
                found, measured = self._of(day), ((measure, moment - midnight),)
                for way, key in places:
                    found[way][key].append(measured)


_Keyed = defaultdict[str, list[Measured]]
_Span = tuple[int, int | None, str]


def _spans(stays: Iterable[_Span]) -> list[_Span]:
    """Stays with the same one that follow each other are one."""
    found: list[_Span] = []
    for start, end, key in stays:
        if found and found[-1][1:] == (start, key):
            found[-1] = found[-1][0], end, key
        else:
            found.append((start, end, key))
    return found
