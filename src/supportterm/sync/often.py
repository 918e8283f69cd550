"""How often something was done on a ticket lately: what follows what it does itself would go on for ever."""

import time
from collections import defaultdict, deque
from typing import Final

TOO_OFTEN: Final = 20
"""Times within a minute."""
_MINUTE: Final = 60.0


class Often:
    """For one thread."""

    def __init__(self) -> None:
        self._times: defaultdict[tuple[str, int], deque[float]] = defaultdict(deque)

    def too_often(self, name: str, ticket: int) -> bool:
        """Whether *name* has had so many times on the ticket within a minute; if not, this one is counted."""
        times, now = self._times[name, ticket], time.monotonic()
        while times and now - times[0] > _MINUTE:
            times.popleft()
        if len(times) >= TOO_OFTEN:
            return True
        times.append(now)
        return False
