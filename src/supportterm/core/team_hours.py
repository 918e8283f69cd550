"""What a desk defines → when each of its teams works."""

from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.schedule import ALWAYS, Schedule
from supportterm.core.schedule_versions import newest


def team_hours(there: Definitions) -> dict[str, Schedule]:
    """By team; day and night for one without a schedule. Of none where no schedule is defined."""
    timetables = newest(nouns(there, "schedule").values())
    if not timetables:
        return {}
    schedules = {name: Schedule(timetable) for name, timetable in timetables.items()}
    return {name: schedules.get(team.schedule, ALWAYS) for name, team in nouns(there, "team").items()}
