"""A report as it is asked for, and as it comes out: lines of figures, divided in up to two ways, a day being one.

The same whether it was added up from roll-ups or from the tickets themselves.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from supportterm.core.metrics_cells import AGENT, CHANNEL, HOUR, SEGMENT, TAG, TEAM, TIER, WAYS, Days
from supportterm.core.metrics_served import Occasion, Served, Stay
from supportterm.core.metrics_sheet import ENTERED, LEFT, UNTOLD, Kept, Measured, Sheet

DAY: Final = "day"
BY: Final = (*WAYS, DAY)
"""What a report can be divided by."""
MOST: Final = 2
"""Ways in which one report is divided, at most."""
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Keys = tuple[str, ...]
"""One for each way of a report; of a day its date, of an hour its number in the week, of none "" ."""


class Ask(NamedTuple):
    first: int
    """The first day, as `date.toordinal` counts."""
    last: int
    by: tuple[str, ...] = ()
    """Of `BY`."""

    @property
    def ways(self) -> tuple[int, ...]:
        """Those beside the day."""
        return tuple(WAYS[name] for name in self.by if name != DAY)

    def keys(self, found: Iterable[str], day: int) -> Keys:
        """The keys of a line: those *found* in its ways, and the day's in its place."""
        rest = iter(found)
        return tuple(date.fromordinal(day).isoformat() if name == DAY else next(rest) for name in self.by)


class Line(NamedTuple):
    keys: Keys
    sheet: Sheet
    backlog: int | None
    """At its end; None where there is none, as of an hour of the week."""


class Report(NamedTuple):
    ask: Ask
    zone: str
    lines: tuple[Line, ...]
    """By their keys."""
    whole: Line

    @property
    def untold(self) -> int:
        """How many of the tickets that came in came without their past."""
        return self.whole.sheet.count(UNTOLD)


def weekly(report: Report) -> Report:
    """A report by day with its days added up by week, each called by its first day in the report."""
    lines: list[Line] = []
    for line in report.lines:
        if not lines or date.fromisoformat(line.keys[0]).weekday() == 0:
            lines.append(Line(line.keys, Sheet(), None))
        lines[-1].sheet.add(line.sheet)
        lines[-1] = lines[-1]._replace(backlog=line.backlog)
    return report._replace(lines=tuple(lines))


def key_words(way: str, key: str) -> str:
    """A key for people: `Mon 09:00`, `tier 2`, `none`. Text from outside in it is as it came."""
    if way == "hour":
        return f"{_WEEKDAYS[int(key) // 24]} {int(key) % 24:02}:00"
    return f"tier {key}" if way == "tier" else key or "none"


def crossed(served: Served, days: Days, ways: tuple[int, ...]) -> Iterator[tuple[Keys, int, Measured]]:
    """What was measured of a ticket, by its keys in *ways* and by day: as `metrics_cells.cells`, for several ways."""
    for occasion in served.occasions:
        when = days.at(occasion.at)
        for keys in _keys(served, occasion, when.hour, ways):
            yield keys, when.day, occasion.measured
    if HOUR in ways:
        return
    last: tuple[int, int | None, tuple[Keys, ...]] | None = None
    for stay in (*served.stays, None):
        keys_here = () if stay is None else tuple(_keys(served, stay, 0, ways))
        if last is not None and stay is not None and last[1] == stay.start and last[2] == keys_here:
            last = (last[0], stay.end, keys_here)
            continue
        if last is not None:
            start, end, there = last
            for moment, measure in ((start, ENTERED), (end, LEFT)):
                if moment is not None:
                    when = days.at(moment)
                    yield from ((keys, when.day, ((measure, moment - when.start),)) for keys in there)
        last = None if stay is None else (stay.start, stay.end, keys_here)


def _keys(served: Served, at: Occasion | Stay, hour: int, ways: tuple[int, ...]) -> Iterator[Keys]:
    """The keys of something in each of *ways*: several where it has several tags."""
    found = {
        AGENT: (at.agent,),
        TEAM: (at.team,),
        TIER: (str(at.tier),),
        TAG: served.tags or ("",),
        SEGMENT: (served.segment,),
        CHANNEL: (served.channel,),
        HOUR: (f"{hour:03}",),
    }
    return product(*(found[way] for way in ways))


class Gathered:
    """Sheets and the backlog of a report, as they are added up."""

    def __init__(self, ask: Ask, opening: dict[Keys, int]) -> None:
        """*opening*: how many tickets were in the backlog when the first day began, by the keys of its ways."""
        self.ask = ask
        self._opening = opening
        self._sheets: dict[tuple[Keys, int], Sheet] = {}
        """By the keys of its ways, and by day where it is divided by that."""

    def add(self, keys: Keys, day: int, kept: Kept) -> None:
        """What was measured on a day, added up before."""
        self._sheet(keys, day).include(kept)

    def put(self, keys: Keys, day: int, measured: Measured) -> None:
        """What was measured at once of one ticket, on any day until the last."""
        if self.ask.first <= day <= self.ask.last:
            self._sheet(keys, day).put(measured)
        elif day < self.ask.first and measured[0][0] in (ENTERED, LEFT):
            self._opening[keys] = self._opening.get(keys, 0) + (1 if measured[0][0] == ENTERED else -1)

    def _sheet(self, keys: Keys, day: int) -> Sheet:
        place = keys, day if DAY in self.ask.by else 0
        found = self._sheets.get(place)
        if found is None:
            found = self._sheets[place] = Sheet()
        return found

    def lines(self) -> Iterator[Line]:
        """Each of them, with its backlog at its end. By day each day of everybody; else whom there is something to say
        of, which is not that a ticket only passed through."""
        days = range(self.ask.first, self.ask.last + 1) if DAY in self.ask.by else (0,)
        backed = HOUR not in self.ask.ways
        opening = [keys for keys, number in self._opening.items() if number]
        alone: list[Keys] = [] if self.ask.ways else [()]
        for keys in dict.fromkeys([*alone, *opening, *(keys for keys, _ in self._sheets)]):
            standing = self._opening.get(keys, 0)
            for day in days:
                sheet = self._sheets.get((keys, day)) or Sheet()
                standing += sheet.count(ENTERED) - sheet.count(LEFT)
                if day or standing or keys == () or sheet.measures - {ENTERED, LEFT}:
                    yield Line(self.ask.keys(keys, day or self.ask.last), sheet, standing if backed else None)
