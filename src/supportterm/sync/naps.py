"""Whether this machine has slept: time went by that no timer and no process noticed."""

import time
from collections.abc import Callable


def asleep() -> float:
    """Seconds that this machine has slept since it was started; 0 where the system does not tell."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Naps:
    """Counts from when it was made, or from the last `forget`."""

    def __init__(self, asleep: Callable[[], float] = asleep) -> None:
        self._asleep = asleep
        self._before = asleep()

    def slept(self) -> float:
        """Seconds slept since."""
        return self._asleep() - self._before

    def forget(self) -> None:
        """What was slept so far has been thought of."""
        self._before = self._asleep()
