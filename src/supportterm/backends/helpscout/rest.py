"""The API of one Help Scout account: records, lists page by page, and what it says of its limits."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from supportterm.backends import oauth
from supportterm.backends.api import Api
from supportterm.backends.auth import bearer
from supportterm.backends.errors import Invalid, NotThere, RemoteError, Unavailable
from supportterm.backends.helpscout.wire import Conversation, Listed, Refusal, Rows
from supportterm.backends.helpscout.words import PUBLISHED, SPAM, Words
from supportterm.backends.http import Http, Params
from supportterm.backends.http_errors import Answer, told
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace
from supportterm.backends.refusing import by_field

_A_MINUTE: Final = 200
"""Requests that the smallest plan lets through."""


class Rest(Api):
    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        def token() -> oauth.Token:
            form = {"grant_type": "client_credentials", "client_id": words.app, "client_secret": secret()}
            return oauth.asked(f"{words.url}/v2/oauth2/token", form, self.http.trust)

        self._tokens = oauth.Tokens(token, clock)
        left = ("x-ratelimit-remaining-minute",)
        super().__init__(
            Http(f"{words.url}/v2", lambda: bearer(self._tokens.access()), ca_file=words.ca_file, judge=self._judge),
            Pace(_A_MINUTE, limit=("x-ratelimit-limit-minute",), left=left, clock=clock),
        )

    def heard(self, answer: Answer) -> Answer:
        self._tokens.worked()
        return super().heard(answer)

    def conversation(self, key: str) -> Conversation:
        """One with its threads. Raises NotThere, saying where it goes on, also for a deleted one and for spam."""
        found = self.get(f"conversations/{number(key)}", Conversation, {"embed": "threads"})
        if str(found.id) != key:
            raise NotThere(f"conversation {key} was merged into another", str(found.id))
        if found.state != PUBLISHED or found.status == SPAM:
            raise NotThere(f"there is no ticket {key} at {self.host}")
        return found

    def pages(self, path: str, params: Params | None = None) -> Iterator[Rows]:
        """All pages of a list."""
        for page in range(1, 1_001):
            rows = self.get(path, Listed, {**(params or {}), "page": page})
            yield rows.embedded
            if page >= rows.page.total_pages:
                return

    def send(self, method: str, path: str, body: Any) -> str:
        """Write; the key of what was made, where it made something."""
        answer = self.http.write(method, path, body)
        made = answer.headers.get("resource-id", "")
        return made if made.isdecimal() else ""

    def _judge(self, answer: Answer) -> RemoteError | None:
        if answer.status == 401 and self._tokens.refused():
            return Unavailable(f"{self.host} takes the token no more; the next one is asked for")
        if answer.status == 412:
            return Invalid("the conversation is full: Help Scout keeps a hundred messages in one")
        if answer.status != 400:
            return None
        if (why := told(answer, Refusal)) is None:
            return None
        fields = ((one.path, one.message) for one in why.embedded.errors)
        return by_field(fields, why.message or "Help Scout does not take it")


number: Final = partial(numeric, what="a ticket of Help Scout")
