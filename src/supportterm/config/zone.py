"""The time zone that a person lives in: in it moments are shown and read, on whatever machine the program runs."""

import os
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

_MACHINES: Final = os.environ.get("TZ")
"""As it was when this process began."""


def live_in(zone: str) -> None:
    """For the whole of this process, and what it starts, the machine's zone is *zone* now; empty: its own again.

    Everything that is told no zone takes the machine's, so that nothing has to be told one.
    """
    wanted = zone or _MACHINES
    if wanted == os.environ.get("TZ"):
        return
    if wanted is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = wanted
    time.tzset()


class _Machine(tzinfo):
    """That of the machine, whichever it is now, with its summer time; without reading what all zones are."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return at.replace(tzinfo=None).astimezone().utcoffset() if at is not None else None

    def dst(self, at: datetime | None) -> timedelta | None:
        return None

    def tzname(self, at: datetime | None) -> str | None:
        return at.replace(tzinfo=None).astimezone().tzname() if at is not None else None

    def fromutc(self, at: datetime) -> datetime:
        there = at.replace(tzinfo=UTC).astimezone()
        wall = there.replace(tzinfo=self)
        return wall if wall.utcoffset() == there.utcoffset() else wall.replace(fold=1)


MACHINE: Final[tzinfo] = _Machine()
