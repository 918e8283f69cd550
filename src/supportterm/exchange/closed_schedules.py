"""When the schedules of a desk file are closed: its countries' public holidays and its iCal files, looked up."""

from collections.abc import Set
from datetime import date
from pathlib import Path

from supportterm.config.desk_file import Source
from supportterm.config.desk_nouns import Closed, Look
from supportterm.config.desk_shape import ScheduleEntry
from supportterm.config.marked import Problems
from supportterm.core.refusal import Refused


def closed_days(source: Source, problems: Problems, today: date) -> Look:
    """What *source* names is looked up around *today*; what can't be is added to *problems*."""

    def look(name: str, entry: ScheduleEntry) -> Closed:
        from supportterm.exchange.closed_days import calendar_days, public_holidays

        at = ("schedules", name)
        holidays, calendar = set[date](), set[date]()
        for number, code in enumerate(entry.holidays, 1):
            try:
                holidays |= public_holidays(code, today).keys()
            except Refused as refused:
                problems.error(source.place((*at, "holidays", number)), str(refused))
        for number, file in enumerate(entry.calendars, 1):
            try:
                calendar |= calendar_days(source.folder / Path(file).expanduser(), today).keys()
            except Refused as refused:
                problems.error(source.place((*at, "calendars", number)), str(refused))
        return Closed(_in_order(holidays), _in_order(calendar))

    return look


def _in_order(days: Set[date]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in sorted(days))
