"""What a vendor lets through in a minute, in all and of single paths, and what it says of it."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from fakes.vendor import Asked, Told

_MINUTE: Final = 60_000


class Minutes:
    def __init__(
        self,
        clock: Callable[[], int],
        limit: int,
        *,
        of: Mapping[str, int] | None = None,
        cost: Callable[[Asked], int] = lambda asked: 1,
        headers: Callable[[int, int, int], Mapping[str, str]] = lambda limit, left, used: {},
        retry: str = "Retry-After",
    ) -> None:
        """*of*: `GET /path/pattern` → how many of those; *headers* of an answer by the limit, what is left of it and
        what this one took."""
        self._clock = clock
        self.limit = limit
        self._of = {re.compile(pattern): most for pattern, most in (of or {}).items()}
        self._cost = cost
        self._headers = headers
        self._retry = retry
        self._taken: list[tuple[int, str, int]] = []
        self.refused = 0
        self.most = 0
        """The most that ever was taken in a minute."""

    def __call__(self, asked: Asked, answer: Callable[[], Told]) -> Told:
        now, what, used = self._clock(), f"{asked.method} {asked.path}", self._cost(asked)
        self._taken = [one for one in self._taken if one[0] > now - _MINUTE]
        taken = sum(cost for _, _, cost in self._taken)
        full = taken + used > self.limit or any(
            pattern.fullmatch(what) and sum(bool(pattern.fullmatch(one)) for _, one, _ in self._taken) >= most
            for pattern, most in self._of.items()
        )
        if full:
            self.refused += 1
            free = (self._taken[0][0] if self._taken else now) + _MINUTE - now
            return Told(429, {"message": "too many"}, ((self._retry, str(-(-free // 1000))),))
        self._taken.append((now, what, used))
        self.most = max(self.most, taken + used)
        told = answer()
        said = tuple(self._headers(self.limit, self.limit - taken - used, used).items())
        return told._replace(headers=(*told.headers, *said))
