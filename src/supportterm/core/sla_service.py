"""What a desk defines → all that it promises."""

from collections.abc import Mapping

from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_versions import Timetable
from supportterm.core.sla import Service


def service_of(there: Definitions, once: Mapping[str, Timetable]) -> Service:
    """Policies in their order; *once*: schedules that were defined at any time, which clocks may still name."""
    timetables: Mapping[str, Timetable] = {**once, **nouns(there, "schedule")}
    schedules = {name: Schedule(timetable) for name, timetable in timetables.items()}
    return Service(tuple(nouns(there, "policy").values()), schedules)
