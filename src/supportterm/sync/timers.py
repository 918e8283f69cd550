"""Doing what is due by time alone: in the order in which it is due, each once, by the process that keeps a desk."""

from typing import Final

from supportterm.core.refusal import Refused
from supportterm.desk import Desk, StoreError
from supportterm.desk.timers import Due
from supportterm.sync.diary import LOG
from supportterm.sync.soon import TOO_LATE

MOST: Final = 100
"""Things done at a time, before the keeper looks at what else there is."""
AGAIN: Final = 600_000
"""Milliseconds until something is tried again that failed in a way nobody foresaw."""


class Timers:
    """`step` does what is due. Not for two threads at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._door = desk.timers()
        self._failed: dict[Due, int] = {}
        """What could not be done, and when it is tried again: it holds up nothing else."""

    def step(self) -> int | None:
        """Do what is due by now. Milliseconds until something is due again, None when nothing is.

        Raises StoreError when the machine says no: what was not done is still due.
        """
        done: set[Due] = set()
        for _ in range(MOST):
            now = self._desk.clock()
            due = self._next(now)
            if due is None or due.at > now:
                return None if due is None else due.at - now
            if due in done:  # it was done and is due all the same: others come first
                self._failed[due] = now + AGAIN
                continue
            done.add(due)
            self._do(due, now)
        return 0

    def _next(self, now: int) -> Due | None:
        self._failed = {due: again for due, again in self._failed.items() if again > now}
        return self._door.next(frozenset(self._failed))

    def _do(self, due: Due, now: int) -> None:
        try:
            self._door.fire(due, too_late=TOO_LATE)
        except StoreError:
            raise
        except Refused as refused:
            LOG.warning("%s on ticket %d: %s", due.actor, due.ticket, refused)
            self._failed[due] = now + AGAIN
        except Exception:
            LOG.exception("%s on ticket %d failed", due.actor, due.ticket)
            self._failed[due] = now + AGAIN
