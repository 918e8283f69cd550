"""Calls of LiveChat's API: everything is a POST with a name, and some tokens are only good in another region."""

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

from supportterm.backends.api import Api
from supportterm.backends.errors import Conflict, NotThere, RateLimited, RemoteError, Unavailable
from supportterm.backends.http import Http, parsed
from supportterm.backends.http_errors import Answer, told
from supportterm.backends.livechat.wire import Refusal, Thread, Threads
from supportterm.backends.livechat.words import VERSION, Words
from supportterm.backends.pace import Pace

ROWS: Final = 100
"""The most of a list at once."""
_A_MINUTE: Final = 180
"""Calls that are surely let through: LiveChat does not say how many are."""
_REGION: Final = "X-Region"

T = TypeVar("T")


class _Misdirected(Unavailable):
    """Nothing was done: the token is good in *region*."""

    def __init__(self, region: str) -> None:
        super().__init__("LiveChat sends to another region")
        self.region = region


class Inactive(Conflict):
    """The chat is over, or nobody of ours is in it."""


class Rest(Api):
    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self.headers: dict[str, str] = {}
        http = Http(
            f"{words.url}/{VERSION}", lambda: words.authorization(secret()), ca_file=words.ca_file,
            headers=self.headers, judge=_judge,
        )  # fmt: skip
        super().__init__(http, Pace(_A_MINUTE, clock=clock))

    def ask(self, path: str, kind: type[T], body: Mapping[str, Any] = MappingProxyType({})) -> T:
        """Read; *path*: `agent/list_chats`."""
        place, sent = _place(path), dict(body)
        return parsed(self.heard(self._region(lambda: self.http.query(place, {}, sent))), kind, self.host)

    def do(self, name: str, kind: type[T], body: Mapping[str, Any]) -> T:
        """Raises Uncertain unless it is known that it was done, or that it was not."""
        place = _place(name)
        return parsed(self._region(lambda: self.http.write("POST", place, body)), kind, self.host, writing=True)

    def threads(self, chat: str, most: int = 1_000) -> list[Thread]:
        """The newest threads of a chat, oldest first."""
        asked: dict[str, Any] = {"chat_id": chat, "sort_order": "desc", "limit": min(most, ROWS)}
        found: list[Thread] = []
        while True:
            page = self.ask("agent/list_threads", Threads, asked)
            found += page.threads
            if not page.next_page_id or len(found) >= most:
                return found[most - 1 :: -1] if len(found) > most else found[::-1]
            asked = {"chat_id": chat, "page_id": page.next_page_id}

    def _region(self, call: Callable[[], Answer]) -> Answer:
        try:
            return call()
        except _Misdirected as error:
            self.headers[_REGION] = error.region
        return call()


def _place(name: str) -> str:
    kind, _, action = name.partition("/")
    return f"{kind}/action/{action}"


def _judge(answer: Answer) -> RemoteError | None:
    """LiveChat says in a word what it means."""
    if answer.status < 400 or (why := told(answer, Refusal)) is None:
        return None
    fault = why.error
    match fault.type:
        case "misdirected_request":
            region = str((fault.data or {}).get("region", ""))
            return _Misdirected(region) if region.isalnum() else None
        case "chat_inactive" | "requester_not_user_of_chat" | "requester_is_not_user_of_chat":
            return Inactive(fault.message)
        case "too_many_requests":
            return RateLimited("LiveChat asks for a pause")
        case "not_found" | "resource_not_found" | "chat_not_found":
            return NotThere("LiveChat does not have it")
    return None
