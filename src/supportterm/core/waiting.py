"""How long an automation waits: so much of the clock, or of the time in which the ticket's team works. Pure."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.core.moments import DAY, HOUR, MINUTE
from supportterm.core.query.times import age
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.schedule import Schedule

LIKE: Final = "write it like 30m, 4h or 3d, or like 4 business hours or 2 business days"

_BUSINESS: Final = re.compile(r"(\d{1,4}) ?(?:b([mhd])|business (minute|hour|day)s?)")
_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY}


class Wait(NamedTuple):
    length: int
    """Milliseconds; of business days each is a `DAY`."""
    unit: str = ""
    """`m`, `h` or `d` of business time; empty: calendar time."""

    def over(self, since: int, hours: "Schedule | None") -> int | None:
        """When something that began at *since* has lasted so long, in the *hours* of who works on it.

        Who has none works day and night. None: never, for it never is open that long.
        """
        if not self.unit or hours is None:
            return since + self.length
        from supportterm.core.schedule_dates import days_after

        try:
            if self.unit == "d":
                return days_after(hours, since, self.length // DAY)
            return hours.after(since, self.length)
        except Refused:
            return None


class Ripening(NamedTuple):
    """A wait for one ticket, whose team works in *hours*."""

    wait: Wait
    hours: "Schedule | None" = None

    def __call__(self, since: int) -> int | None:
        return self.wait.over(since, self.hours)


def ripening(wait: Wait, team: str | None, hours: "Mapping[str, Schedule]") -> Ripening:
    """*hours*: when each team works."""
    return Ripening(wait, hours.get(team or "") if wait.unit else None)


def read_wait(text: str) -> Wait | None:
    """`3d`, `4 business hours`, `2bd`; None when it is no length."""
    found = _BUSINESS.fullmatch(text.strip())
    if found is None:
        length = age(text)
        return Wait(length) if length is not None else None
    unit = found[2] or found[3][0]
    return Wait(int(found[1]) * _UNITS[unit], unit)
