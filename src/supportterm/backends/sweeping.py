"""Walks through everything, page by page: for help desks that do not tell what is gone, or not all that changed.

While one is on, tickets come and go and pages move: so what a whole walk has not met is asked for by its number, and is
gone only when it is not there.
"""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from supportterm.backends.windows import numbers, ranges

AT_A_TIME: Final = 10
"""Tickets that are asked for one by one."""


class Sweep(msgspec.Struct, omit_defaults=True):
    """How far a walk is: part of a cursor."""

    page: int = 0
    """Which comes next; 0: no walk is on."""
    ended: int = 0
    """When the last one did, milliseconds by our clock."""
    known: str = ""
    """Numbers of the tickets that were told and not gone since."""
    met: str = ""
    """Those that this walk has met."""
    missed: str = ""
    """Those that the last one has not, and that are still to be asked for."""

    @property
    def on(self) -> bool:
        return bool(self.page or self.missed)

    def begin_when_due(self, now: int, seconds: float) -> bool:
        """Begin a walk when the last one ended *seconds* ago; whether one is on."""
        if not self.on and not 0 <= now - self.ended < seconds * 1000:
            self.page = 1
        return self.on

    def told(self, ids: Iterable[int]) -> None:
        self.known = ranges(numbers(self.known).union(ids))

    def knows(self) -> set[int]:
        return numbers(self.known)

    def gone(self, number: int) -> bool:
        """It is not there any more; whether it was told before."""
        known = numbers(self.known)
        self.known = ranges(known - {number})
        return number in known

    def turn(self, ids: Iterable[int], more: bool, now: int) -> None:
        """A page was read; *more* follow."""
        met = numbers(self.met).union(ids)
        if more:
            self.page, self.met = self.page + 1, ranges(met)
        else:
            self.missed = ranges(numbers(self.known) - met)
            self.page, self.met, self.ended = 0, "", now

    def ask(self, ask: Callable[[int], object]) -> None:
        """Ask for some of those that were not met."""
        missed = sorted(numbers(self.missed))
        for number in missed[:AT_A_TIME]:
            ask(number)
        self.missed = ranges(missed[AT_A_TIME:])
