"""How fast a remote may be asked: never more in a minute than it lets through, and some of that is left for people."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from supportterm.backends.http_errors import Answer

MINUTE: Final = 60.0
RESERVE: Final = 0.2
"""Part of the requests of a minute that is left for what people do, and for others with the same account."""

ANSWER: Final = 0.25
"""Seconds that an answer takes to come, more or less, wherever the remote is."""
_WAY: Final = 1.0
"""Seconds, at most, that a request's own way takes: they count as a pause."""


class Pace:
    """Counts requests that nobody waits for. A pause is asked for, never taken: what people do goes before."""

    def __init__(
        self,
        a_minute: int,
        *,
        limit: Sequence[str] = (),
        left: Sequence[str] = (),
        reset: Sequence[str] = (),
        hourly: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*a_minute*: requests that are let through where the remote does not say. *limit*, *left*, *reset* are names
        of headers, in lower case: how many a minute has, how many are left of them, seconds until there are more.
        A limit from *hourly* on, where that is not 0, is one of an hour.
        """
        self.a_minute = a_minute
        self._limit = limit
        self._left = left
        self._reset = reset
        self._hourly = hourly
        self._clock = clock
        self._free = 0.0
        """When all that was asked so far has been made up for."""
        self._dry = 0.0
        """Until when the rest of a minute is for people."""

    def heard(self, answer: Answer, cost: int = 1) -> None:
        """An answer came to a request that counts as *cost*."""
        limit, left = _whole(answer, self._limit), _whole(answer, self._left)
        of_an_hour = bool(self._hourly and limit and limit >= self._hourly)
        self.a_minute = (limit // 60 if of_an_hour else limit) if limit else self.a_minute
        now = self._clock()
        self._free = max(self._free, now - _WAY) + cost * MINUTE / self._allowed()
        if left is not None and left < (limit or self.a_minute) * RESERVE / 2:
            self._dry = now + min(_whole(answer, self._reset) or MINUTE, MINUTE)

    @property
    def pause(self) -> float:
        """Seconds before the next request should come that nobody waits for."""
        now = self._clock()
        # A clock that was put back does not make it longer than what a page can have cost.
        return max(0.0, min(max(self._free, self._dry) - now, 2 * MINUTE))

    def at_a_time(self, each: float, most: int) -> int:
        """How many things that take so many requests *each* may be asked for in one go: few enough that the go
        itself takes nothing of what is left for people."""
        return max(1, min(most, int(self.a_minute * RESERVE * 0.4 / each)))

    def lasting(self, requests: float) -> float:
        """Seconds that so many requests take, one after the other."""
        return requests * max(MINUTE / self._allowed(), ANSWER)

    def _allowed(self) -> float:
        return max(1.0, self.a_minute * (1 - RESERVE))


def _whole(answer: Answer, names: Sequence[str]) -> int | None:
    told = next((answer.headers[name] for name in names if name in answer.headers), "")
    return int(told) if told.isdecimal() and len(told) < 9 else None
