"""The REST API of one Freshdesk account: records, lists page by page, and what it says of its limits."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeVar

from supportterm.backends.api import Api
from supportterm.backends.auth import basic
from supportterm.backends.errors import NotThere, RemoteError
from supportterm.backends.freshdesk.wire import Refusal, TicketRow
from supportterm.backends.freshdesk.words import Words
from supportterm.backends.http import Http, Params
from supportterm.backends.http_errors import Answer, told
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace
from supportterm.backends.paging import numbered
from supportterm.backends.refusing import by_field

MOST: Final = 100
"""Rows of a list."""
_TRIAL: Final = 50
"""Requests a minute of an account that is tried; all others have more."""
_HOURLY: Final = 1_000
"""From here on what older plans say is of an hour."""

T = TypeVar("T")


class Rest(Api):
    def __init__(self, words: Words, key: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        # A key goes as the name of a user, with any password.
        http = Http(f"{words.url}/api/v2", lambda: basic(key(), "X"), ca_file=words.ca_file, judge=_judge)
        left = ("x-ratelimit-remaining",)
        super().__init__(http, Pace(_TRIAL, limit=("x-ratelimit-total",), left=left, hourly=_HOURLY, clock=clock))

    def heard(self, answer: Answer) -> Answer:
        used = answer.headers.get("x-ratelimit-used-currentrequest", "")
        self.pace.heard(answer, int(used) if used.isdecimal() and len(used) < 4 else 1)
        return answer

    def ticket(self, key: str, *, whole: bool = False) -> TicketRow:
        """One ticket, with its first ten messages when *whole*. Raises NotThere, also for deleted ones and spam."""
        found = self.get(f"tickets/{number(key)}", TicketRow, {"include": "conversations"} if whole else None)
        if found.deleted or found.spam:
            raise NotThere(f"there is no ticket {key} at {self.host}")
        return found

    def pages(self, path: str, kind: type[T], params: Params | None = None) -> Iterator[T]:
        """All rows of a list."""
        asked = {**(params or {}), "per_page": MOST}
        most = 300  # Freshdesk shows no more
        return numbered(lambda page: self.get(path, list[kind], {**asked, "page": page}), MOST, most)  # type: ignore[valid-type]


number: Final = partial(numeric, what="a ticket of Freshdesk")


def _judge(answer: Answer) -> RemoteError | None:
    """What it does not take it tells field by field. Our methods are the right ones: not for what was deleted."""
    if answer.status == 405:
        return NotThere("it was deleted there")
    if answer.status not in (400, 409):
        return None
    if (why := told(answer, Refusal)) is None:
        return None
    fields = ((one.field, one.message) for one in why.errors)
    return by_field(fields, why.description or "Freshdesk does not take it")
