"""What a desk can say in figures: reports, the backlog at any instant, and the tickets behind a number.

Roll-ups are brought on to the end of the log on the way, where the desk may be written; what they don't hold, and what
is asked of a desk that may only be read and whose roll-ups are behind, is added up from the tickets.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from heapq import nlargest
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from supportterm.core.metrics import Metric
from supportterm.core.metrics_cells import ALL, TAG, Days
from supportterm.core.metrics_report import Ask, Gathered, Keys, Report, crossed
from supportterm.core.metrics_served import Served
from supportterm.core.metrics_sheet import CREATED, ENTERED, LEFT, Measured, Sheet
from supportterm.core.query import Query, parse
from supportterm.core.rising import DAYS, Rising, by_week, rising
from supportterm.store import measuring, rollup
from supportterm.store.connection import Store
from supportterm.store.errors import plainly

if TYPE_CHECKING:
    from supportterm.store.compile import Filter
    from supportterm.store.sqlite import Connection

Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""
EVERYTHING: Final = parse("")

_NO_PROGRESS: Final[Progress] = lambda done, whole: None  # noqa: E731
_LOCALTIME: Final = Path("/etc/localtime")


class Behind(NamedTuple):
    """The tickets behind a figure, those that were opened last first, and how many there are in all."""

    tickets: tuple[int, ...]
    total: int


class Metrics:
    """For worker threads: on a large desk a report may take a while."""

    def __init__(
        self, store: Store, compile: "Callable[[Query], Filter]", clock: Callable[[], int], *, read_only: bool
    ) -> None:
        self._store = store
        self._compile = compile
        self._clock = clock
        self._read_only = read_only

    @property
    def days(self) -> Days:
        """The days that reports are in: those of the zone in which the roll-ups are kept, or will be."""
        with plainly(self._store.path):
            return Days(ZoneInfo(rollup.reach(self._store.reader()).zone or machine_zone()))

    @property
    def begun(self) -> bool:
        """Whether there are roll-ups, so that the zone of its days is settled."""
        with plainly(self._store.path):
            return bool(rollup.reach(self._store.reader()).zone)

    def keep_days_in(self, zone: str) -> None:
        """The days of this desk's reports are those of *zone*, for everybody; its roll-ups are made anew."""
        if not self.begun or self.days.zone != ZoneInfo(zone):
            rollup.begin(self._store, zone)

    def waiting(self) -> int:
        """How many operations the roll-ups lack."""
        with plainly(self._store.path):
            return rollup.waiting(self._store.reader())

    def bring_on(self, progress: Progress = _NO_PROGRESS) -> bool:
        """Bring the roll-ups on to the end of the log. Whether they are there, as they always are but on a desk that
        may only be read."""
        with plainly(self._store.path):
            reader = self._store.reader()
            if not rollup.waiting(reader):
                return True
            if self._read_only:
                return False
            if not rollup.reach(reader).zone:
                rollup.begin(self._store, machine_zone())
            rollup.bring_on(self._store, progress)
            return True

    def keep_up(self, most: int) -> bool:
        """Bring the roll-ups on by at most so many operations, if anybody has ever asked for figures; whether that was
        not all."""
        if self._read_only or not self.begun:
            return False
        rollup.bring_on(self._store, most=most)
        return bool(self.waiting())

    def report(self, ask: Ask, query: Query = EVERYTHING, progress: Progress = _NO_PROGRESS) -> Report:
        """Of the tickets that match."""
        return self.reports(ask.first, ask.last, (ask.by,), query, progress)[0]

    def reports(
        self,
        first: int,
        last: int,
        divided: Sequence[tuple[str, ...]],
        query: Query = EVERYTHING,
        progress: Progress = _NO_PROGRESS,
    ) -> list[Report]:
        """Several of the same days and tickets, each *divided* in its own ways."""
        asks = [Ask(first, last), *(Ask(first, last, by) for by in divided)]
        if query == EVERYTHING and all(len(ask.ways) <= 1 for ask in asks) and self.bring_on(progress):
            with plainly(self._store.path):
                found = [_gathered(self._store.reader(), ask) for ask in asks]
                for served in measuring.late(self._store.reader(), self._clock()):
                    _add_up(served, found, self.days)
        else:
            found = self._added_up(asks, query, progress)
        whole, zone = next(found[0].lines()), str(self.days.zone)
        return [
            Report(one.ask, zone, tuple(sorted(one.lines(), key=lambda line: line.keys)), whole) for one in found[1:]
        ]

    def rising(self, limit: int | None = None, progress: Progress = _NO_PROGRESS) -> tuple[Rising, ...]:
        """Tags with more tickets in the last seven days than in the eight weeks before, the strongest first."""
        last = self.days.at(self._clock()).day
        return rising(by_week(self._created_by_tag(last - DAYS + 1, last, progress), last), limit)

    def backlog(self, instant: int, way: int = ALL, query: Query = EVERYTHING) -> dict[str, int]:
        """How many tickets were waiting to be solved at *instant*, by the keys of *way*; those with none left out."""
        if query == EVERYTHING and self.bring_on():
            days = self.days
            with plainly(self._store.path):
                reader, (day, _, start) = self._store.reader(), days.at(instant)
                found = Counter(rollup.balances(reader, way, day))
                for key, _, kept in rollup.sheets(reader, way, day, day):
                    sheet = Sheet()
                    sheet.include(kept)
                    found[key] += sheet.before(ENTERED, instant - start) - sheet.before(LEFT, instant - start)
            return {key: number for key, number in found.items() if number}
        return dict(self._standing(instant, way, query))

    def behind(self, metric: Metric, ask: Ask, keys: Keys, query: Query = EVERYTHING, *, limit: int = 500) -> Behind:
        """The tickets that *metric* counts in the line of *ask* with these *keys*; at its end, if it is the backlog."""
        days, wanted = self.days, frozenset(metric.measures)
        found = [
            ticket
            for ticket, served in self._concerned(ask.first, ask.last, query, days)
            if _counts(crossed(served, days, ask.ways), keys, wanted, ask)
        ]
        return Behind(tuple(nlargest(limit, found)), len(found))

    # --- how

    def _created_by_tag(self, first: int, last: int, progress: Progress) -> Iterator[tuple[str, int, int]]:
        """Tag, day, and how many tickets came in; those without a tag have an empty one."""
        if self.bring_on(progress):
            with plainly(self._store.path):
                for tag, day, kept in rollup.sheets(self._store.reader(), TAG, first, last):
                    number = kept.get(CREATED, 0)
                    yield tag, day, number if isinstance(number, int) else 0
            return
        told = self.reports(first, last, (("tag", "day"),), progress=progress)[0]
        for line in told.lines:
            yield line.keys[0], date.fromisoformat(line.keys[1]).toordinal(), line.sheet.count(CREATED)

    def _added_up(self, asks: Sequence[Ask], query: Query, progress: Progress) -> list[Gathered]:
        days, found = self.days, [Gathered(ask, {}) for ask in asks]
        for _, served in self._concerned(asks[0].first, asks[0].last, query, days, progress):
            _add_up(served, found, days)
        return found

    def _standing(self, instant: int, way: int, query: Query) -> Counter[str]:
        days = self.days
        day = days.at(instant).day
        found: Counter[str] = Counter()
        for _, served in self._concerned(day, day, query, days):
            there = [s for s in served.stays if s.start <= instant and (s.end is None or instant < s.end)]
            for keys, _, measured in crossed(served._replace(occasions=(), stays=tuple(there)), days, _ways(way)):
                found["".join(keys)] += measured[0][0] == ENTERED
        return found

    def _concerned(
        self, first: int, last: int, query: Query, days: Days, progress: Progress = _NO_PROGRESS
    ) -> Iterator[tuple[int, Served]]:
        with plainly(self._store.path):
            reader = self._store.reader()
            tickets = measuring.concerned(reader, self._compile(query), days, first, last)
            for number, found in enumerate(measuring.stories(reader, tickets, self._clock())):
                if number % measuring.PIECE == 0:
                    progress(number, len(tickets))
                yield found


def _gathered(reader: "Connection", ask: Ask) -> Gathered:
    """What roll-ups have of a report."""
    way = ask.ways[0] if ask.ways else ALL
    gathered = Gathered(ask, {_keys(way, key): n for key, n in rollup.balances(reader, way, ask.first).items()})
    for key, day, kept in rollup.sheets(reader, way, ask.first, ask.last):
        gathered.add(_keys(way, key), day, kept)
    return gathered


def _add_up(served: Served, reports: Iterable[Gathered], days: Days) -> None:
    for gathered in reports:
        for keys, day, measured in crossed(served, days, gathered.ask.ways):
            gathered.put(keys, day, measured)


def machine_zone() -> str:
    """The name of this machine's zone; UTC where it has none."""
    words = [os.environ.get("TZ", "").removeprefix(":")]
    with suppress(OSError):
        words.append(str(_LOCALTIME.resolve()).rpartition("/zoneinfo/")[2])
    for name in words:
        with suppress(ValueError, LookupError, OSError):
            return ZoneInfo(name).key
    return "UTC"


def _ways(way: int) -> tuple[int, ...]:
    return () if way == ALL else (way,)


def _keys(way: int, key: str) -> Keys:
    return () if way == ALL else (key,)


def _counts(told: Iterable[tuple[Keys, int, Measured]], keys: Keys, wanted: frozenset[int], ask: Ask) -> bool:
    """Whether what is *told* of a ticket counts in a line: what was measured in the period, or that it still stands."""
    standing = 0
    for there, day, measured in told:
        if there != keys or day > ask.last:
            continue
        for measure, _ in measured:
            if measure in (ENTERED, LEFT):
                standing += 1 if measure == ENTERED else -1
            elif measure in wanted and day >= ask.first:
                return True
    return standing > 0 and ENTERED in wanted
