"""Schedules for tests, at random too, and a slow way to tell whether one is open that shares nothing with ours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from supportterm.core.schedule_hours import Hours, Written

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"),
    *("Africa/Cairo", "America/Havana", "America/St_Johns", "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu"),
)
TURNS = (
    *("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2024-04-26", "2024-10-31"),
    *("2018-11-04", "2018-02-18", "2006-04-02", "2006-10-29", "2011-12-30", "2024-02-29", "2026-12-31", "2028-02-29"),
)
"""Dates on which clocks change somewhere in `ZONES`, leap days and the end of a year."""


def at(text: str, zone: str = "UTC") -> int:
    """`2026-11-26 09:00` on the wall of *zone*, in milliseconds."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def wall(moment: int, zone: str = "UTC") -> str:
    """The other way round."""
    return (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment))
        .astimezone(ZoneInfo(zone))
        .strftime("%Y-%m-%d %H:%M")
    )


def workdays(*spans: tuple[str, str], zone: str = "Europe/Berlin", **more: object) -> Hours:
    """The same hours from Monday to Friday."""
    return Hours(zone, dict.fromkeys(WORKDAYS, spans), **more)  # type: ignore[arg-type]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _written(ends: list[int]) -> Written:
    marks = sorted(set(ends))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple((_clock(start), _clock(end)) for start, end in pairs)


# 23:59 is read as 24:00, so the reference is not asked about it.
minutes = st.one_of(st.integers(0, 1438), st.sampled_from([0, 30, 60, 90, 120, 150, 180, 1380, 1410, 1440]))
days_hours = st.lists(minutes, min_size=2, max_size=6).map(_written).filter(bool)
dates_near = st.tuples(st.sampled_from(TURNS), st.integers(-4, 4)).map(
    lambda pair: (date.fromisoformat(pair[0]) + timedelta(pair[1])).isoformat()
)
hours = st.builds(
    Hours,
    zone=st.sampled_from(ZONES),
    week=st.dictionaries(st.sampled_from([*WORKDAYS, "sat", "sun"]), days_hours, min_size=1),
    dates=st.dictionaries(dates_near, st.one_of(days_hours, st.just(())), max_size=3),
    breaks=st.dictionaries(dates_near, days_hours, max_size=3),
    holidays=st.lists(dates_near, max_size=3).map(tuple),
)
moments = st.tuples(dates_near, st.integers(-1500, 3000)).map(lambda pair: at(f"{pair[0]} 00:00") + pair[1] * 60_000)


class Slow:
    """Minute by minute: the minutes of a span are looked up in what the wall showed, one after the other."""

    def __init__(self, hours: Hours, start: int, end: int) -> None:
        """Knows the minutes from *start* to *end*, both whole ones."""
        zone = ZoneInfo(hours.zone)
        self.start, self.end = start, end
        self.shown: dict[datetime, int] = {}
        for minute in range(start - 4 * 86_400_000, end + 4 * 86_400_000, 60_000):
            self.shown.setdefault(datetime.fromtimestamp(minute // 1000, zone).replace(tzinfo=None), minute)
        self.open: set[int] = set()
        first = datetime.fromtimestamp(start / 1000, UTC).date() - timedelta(2)
        last = datetime.fromtimestamp(end / 1000, UTC).date() + timedelta(2)
        while first <= last:
            self._day(hours, first)
            first += timedelta(1)

    def _day(self, hours: Hours, day: date) -> None:
        name = day.isoformat()
        if name in hours.holidays:
            return
        midnight, end_of_day = self._moment(day, "00:00"), self._moment(day, "24:00")
        taken: set[str] = {
            _clock(m) for start, end in hours.breaks.get(name, ()) for m in range(_minute(start), _minute(end))
        }
        written = hours.dates.get(name, hours.week.get([*WORKDAYS, "sat", "sun"][day.weekday()], ()))
        minutes = [m for start, end in written for m in range(_minute(start), _minute(end)) if _clock(m) not in taken]
        for first, last in _runs(minutes):
            start, end = self._moment(day, _clock(first)), self._moment(day, _clock(last + 1))
            self.open.update(range(max(start, midnight), min(end, end_of_day), 60_000))

    def _moment(self, day: date, clock: str) -> int:
        """When the wall first shows it; what it never shows is counted on from the last minute that it does."""
        if clock == "24:00":
            day, clock = day + timedelta(1), "00:00"
        asked = datetime.fromisoformat(f"{day} {clock}")
        back = 0
        while (found := self.shown.get(asked - timedelta(minutes=back))) is None:
            back += 1
        return found + back * 60_000

    def is_open(self, moment: int) -> bool:
        return moment in self.open

    def between(self, start: int, end: int) -> int:
        return sum(minute in self.open for minute in range(start, end, 60_000)) * 60_000

    def after(self, moment: int, length: int) -> int | None:
        """None when that is past what it knows."""
        left = length
        for minute in range(moment, self.end, 60_000):
            if minute in self.open:
                if left == 0:
                    return minute
                left -= 60_000
                if left == 0:
                    return minute + 60_000
        return None

    def before(self, moment: int, length: int) -> int | None:
        left = length
        for minute in range(moment - 60_000, self.start - 1, -60_000):
            if minute in self.open:
                left -= 60_000
                if left == 0:
                    return minute
        return None


def _runs(minutes: list[int]) -> list[tuple[int, int]]:
    """Spans of minutes that follow each other, both ends inside."""
    runs: list[tuple[int, int]] = []
    for minute in sorted(minutes):
        if runs and minute == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], minute)
        else:
            runs.append((minute, minute))
    return runs


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
