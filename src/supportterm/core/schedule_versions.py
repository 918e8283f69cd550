"""The schedules of a desk: `support@2` is the second version of *support*.

A change makes a new version and the old one stays, so that a clock keeps the hours under which it ran. People and
teams name a schedule without its version and mean the newest.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from supportterm.core.refusal import Misdefined, Refused
from supportterm.core.schedule_hours import Hours, read_hours

_VERSIONED: Final = re.compile(r"(.+)@([1-9]\d{0,8})", re.ASCII)


class Timetable(Hours, frozen=True, kw_only=True):
    """One version of a schedule. Its holidays are dates: they were looked up when it was defined, and are not again."""

    name: str
    """With its version."""
    countries: tuple[str, ...] = ()
    """Whose public holidays are in `holidays`: `DE`, `DE-BY`."""
    retired: bool = False
    """It is in force no more, and stays for the clocks that name it."""

    @property
    def base(self) -> str:
        return parts(self.name)[0]

    @property
    def version(self) -> int:
        return parts(self.name)[1]


def parts(name: str) -> tuple[str, int]:
    """A schedule's name and version. Raises Refused when *name* has none."""
    found = _VERSIONED.fullmatch(name)
    if found is None:
        raise Refused(f"{name!r} can't be a schedule: write name and version, like support@1")
    return found[1], int(found[2])


def newest(timetables: Iterable[Timetable]) -> dict[str, Timetable]:
    """The schedules in force, by their name without a version."""
    found: dict[str, Timetable] = {}
    for timetable in timetables:
        if timetable.base not in found or found[timetable.base].version < timetable.version:
            found[timetable.base] = timetable
    return {base: timetable for base, timetable in found.items() if not timetable.retired}


def mistakes(timetable: Timetable) -> Iterator[Misdefined]:
    """The first thing that is wrong in its hours."""
    try:
        read_hours(timetable)
    except Refused as refused:
        yield Misdefined(f"schedule {timetable.base}", str(refused))
