"""How often something was done on a ticket lately: what follows what it does itself would go on for ever."""

import time
from collections import Counter, deque
from typing import Final

TOO_OFTEN: Final = 20
"""Times within a minute."""
_MINUTE: Final = 60.0


class Often:
    """For one thread. Of what is longer ago than a minute nothing is remembered."""

    def __init__(self) -> None:
        self._done: deque[tuple[float, tuple[str, int]]] = deque()
        """What was done within a minute, oldest first."""
        self._times: Counter[tuple[str, int]] = Counter()
        """How often each of it was."""

    def __len__(self) -> int:
        """On how many tickets something was done lately."""
        return len(self._times)

    def too_often(self, name: str, ticket: int) -> bool:
        """Whether *name* has had so many times on the ticket within a minute; if not, this one is counted."""
        now, this = time.monotonic(), (name, ticket)
        while self._done and now - self._done[0][0] > _MINUTE:
            _, over = self._done.popleft()
            self._times[over] -= 1
            if not self._times[over]:
                del self._times[over]
        if self._times[this] >= TOO_OFTEN:
            return True
        self._done.append((now, this))
        self._times[this] += 1
        return False
