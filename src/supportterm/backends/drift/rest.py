"""Drift's API: conversations and their messages."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from supportterm.backends.api import Api
from supportterm.backends.auth import bearer
from supportterm.backends.drift.wire import Conversation, Data, Message, Messages
from supportterm.backends.http import Http
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace
from supportterm.backends.paging import chained
from supportterm.backends.usual import Usual

PAGE: Final = 50
_A_MINUTE: Final = 120
"""Requests that are surely let through: Drift does not say how many are."""


class Rest(Api):
    def __init__(self, words: Usual, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        http = Http(words.url, lambda: bearer(secret()), ca_file=words.ca_file)
        super().__init__(http, Pace(_A_MINUTE, clock=clock))

    def conversation(self, key: str) -> Conversation:
        """Raises NotThere."""
        return self.get(f"conversations/{number(key)}", Data[Conversation]).data

    def conversations(self, token: str) -> tuple[list[Conversation], str]:
        """A page of them all, and where the next one begins; empty after the last."""
        asked: dict[str, Any] = {"limit": PAGE} | ({"page_token": token} if token else {})
        page = self.get("conversations/list", Data[list[Conversation]], asked)
        further = parse_qs(urlsplit(page.links.next).query) if page.links is not None and page.links.next else {}
        return page.data, next(iter(further.get("page_token", ())), "")

    def messages(self, key: str) -> list[Message]:
        path = f"conversations/{number(key)}/messages"

        def following(page: Data[Messages]) -> Data[Messages] | None:
            told = page.pagination
            if told is None or not told.more or not told.next:
                return None
            return self.get(path, Data[Messages], {"next": str(told.next)})

        return [row for page in chained(self.get(path, Data[Messages]), following) for row in page.data.messages]


number: Final = partial(numeric, what="a conversation of Drift")
