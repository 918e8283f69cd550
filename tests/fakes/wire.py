"""The line to the fake help desk: every call goes over it as bytes, and it decides what becomes of them.

The faults are those that a client of HTTP can meet. A request is never carried out twice by the line itself: a
connection that broke is given up by both ends, so what may happen is that it is carried out once, after the client has
given up (`late`), and that the client then asks again. Late means before the settle window ends, which is what that
window promises; whoever waits it out is safe.
"""

from collections import deque
from collections.abc import Callable
from random import Random
from typing import Final, Literal

from supportterm.backends import errors

Fault = Literal[
    "fine", "drop", "lost", "late", "busy", "broken", "failed", "botched", "twice", "cut", "portal", "expired", "stale",
    "again",
]  # fmt: skip
"""drop: never sent; lost: done, no answer; late: done after the client gave up; busy: 429; broken: 500, done or not;
failed: 500, not done; botched: 500, done; twice: carried out twice, as nothing does that keeps to HTTP, and only who
knows keys can bear; cut: done, half an answer; portal: a login page answers instead; expired: the token is not good any
more; stale: a copy that lags answers; again: a page tells older news once more, in another order."""

WRITES: Final[tuple[Fault, ...]] = ("drop", "lost", "lost", "late", "late", "busy", "broken", "cut", "portal")
READS: Final[tuple[Fault, ...]] = ("drop", "busy", "broken", "cut", "portal", "stale", "stale", "again", "again")

LOGIN_PAGE: Final = b"<!DOCTYPE html><html><title>Welcome to the hotel</title>"


class Wire:
    """Carries bytes to *serve* and back. *watch* is told the place (`before`, `after`) of each call."""

    def __init__(
        self, serve: Callable[[bytes, Fault], bytes], clock: Callable[[], int], random: Random, settle: int
    ) -> None:
        self._serve = serve
        self._clock = clock
        self._random = random
        self._settle = settle
        self.plan: deque[Fault] = deque()
        """What becomes of the next calls, one after the other; then it is left to chance."""
        self.badness = 0.0
        """Which share of the calls goes wrong."""
        self.down = False
        self.expired = False
        self.late: list[tuple[int, bytes]] = []
        """What is still on its way: the moment at which it is carried out, and the request."""
        self.watch: Callable[[str], None] = lambda place: None
        self.refused = 0
        """Calls that were told to be impossible since the line went down."""

    def call(self, request: bytes, *, write: bool) -> bytes:
        """The answer's bytes, whatever they are. Raises what a client of HTTP makes of no answer."""
        self.watch("before")
        answer = self._call(request, write)
        self.watch("after")
        return answer

    def _call(self, request: bytes, write: bool) -> bytes:
        if self.down:
            self.refused += 1
            raise errors.Unavailable("no connection")
        if self.expired:
            raise errors.AuthFailed("the token has expired")
        fault: Fault = "fine"
        if self.plan:
            fault = self.plan.popleft()
        elif self.badness and self._random.random() < self.badness:
            fault = self._random.choice(WRITES if write else READS)
            if self._random.random() < 0.03:
                fault = "expired"
        match fault:
            case "drop":
                raise errors.Unavailable("no connection")
            case "lost" | "late" if not write:
                raise errors.Unavailable("time ran out")
            case "lost":
                self._serve(request, fault)
                raise errors.Uncertain("time ran out")
            case "late":
                self.late.append((self._clock() + self._random.randrange(1, self._settle), request))
                raise errors.Uncertain("time ran out")
            case "twice":
                self._serve(request, fault)
            case "busy":
                raise errors.RateLimited("too much", self._random.choice((None, 1.0, 30.0, 5000.0)))
            case "broken" | "failed" | "botched":
                if write:
                    if fault == "botched" or (fault == "broken" and self._random.random() < 0.5):
                        self._serve(request, fault)
                    raise errors.Uncertain("the server said 500")
                raise errors.Unavailable("the server said 500")
            case "cut":
                answer = self._serve(request, fault)
                return answer[: self._random.randrange(max(1, len(answer)))]
            case "portal":
                return LOGIN_PAGE
            case "expired":
                self.expired = True
                raise errors.AuthFailed("the token has expired")
        return self._serve(request, fault)

    def deliver(self) -> None:
        """Carry out what was late and is due; nobody hears the answer."""
        if not self.late:
            return
        now = self._clock()
        due = [request for at, request in sorted(self.late) if at <= now]
        self.late = [(at, request) for at, request in self.late if at > now]
        for request in due:
            self._serve(request, "late")
