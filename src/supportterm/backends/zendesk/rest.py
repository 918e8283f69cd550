"""The REST API of one Zendesk account: records, lists page by page, and what it says of its limits."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeVar

from supportterm.backends.api import Api
from supportterm.backends.auth import basic, bearer
from supportterm.backends.errors import NotThere, RemoteError, Unavailable
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.http_errors import Answer
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace
from supportterm.backends.paging import chained
from supportterm.backends.zendesk.wire import Listed, One, TicketRow
from supportterm.backends.zendesk.words import Words

MOST: Final = 100
"""Rows of a list, and ids of a request."""
_A_MINUTE: Final = 200
"""Requests that the smallest plan lets through."""

T = TypeVar("T")


class Rest(Api):
    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        def authorization() -> str:
            return basic(f"{words.email}/token", secret()) if words.email else bearer(secret())

        http = Http(f"{words.url}/api/v2", authorization, ca_file=words.ca_file, judge=_judge)
        super().__init__(http, allowance(clock))

    def get(self, path: str, kind: type[T], params: Params | None = None, pace: Pace | None = None) -> T:
        """*pace*: where requests like this one are counted by themselves."""
        answer = self.http.get(path, params)
        (pace or self.pace).heard(answer)
        return parsed(answer, kind, self.host)

    def ticket(self, key: str) -> TicketRow:
        """Raises NotThere, also for a deleted one."""
        found = self.get(f"tickets/{number(key)}", One).ticket
        if found is None or found.status == "deleted":
            raise NotThere(f"there is no ticket {key} at {self.host}")
        return found

    def pages(self, path: str, params: Params | None = None, pace: Pace | None = None) -> Iterator[Listed]:
        """All pages of a list."""
        first = self.get(path, Listed, params, pace)
        return chained(first, lambda page: self.get(page.next_page, Listed, pace=pace) if page.next_page else None)


def allowance(clock: Callable[[], float]) -> Pace:
    return Pace(
        _A_MINUTE,
        limit=("ratelimit-limit", "x-rate-limit"),
        left=("ratelimit-remaining", "x-rate-limit-remaining"),
        reset=("ratelimit-reset",),
        clock=clock,
    )


number: Final = partial(numeric, what="a ticket of Zendesk")


def _judge(answer: Answer) -> RemoteError | None:
    """Zendesk says 409 also when its own database was busy: nothing was done, and it may be asked again."""
    if answer.status == 409 and b"DatabaseConflict" in answer.body:
        return Unavailable("Zendesk was busy with the same ticket; nothing was done")
    return None
