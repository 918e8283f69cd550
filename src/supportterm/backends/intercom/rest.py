"""The REST API of one Intercom workspace: conversations, searches, and at which pace it may be asked."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from supportterm.backends.api import Api
from supportterm.backends.auth import bearer
from supportterm.backends.http import Http
from supportterm.backends.intercom.wire import Conversation, Found, Listed
from supportterm.backends.intercom.words import VERSION, Words
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace
from supportterm.backends.paging import chained

_A_MINUTE: Final = 1_000
"""Requests that the smallest workspace lets through. It counts them over ten seconds, which headers of a minute do not
tell."""
_PLAIN: Final = {"display_as": "plaintext"}


class Rest(Api):
    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        version = {"Intercom-Version": VERSION}
        http = Http(words.url, lambda: bearer(secret()), ca_file=words.ca_file, headers=version)
        super().__init__(http, Pace(_A_MINUTE, clock=clock))

    def conversation(self, key: str) -> Conversation:
        """With its newest 500 parts. Raises NotThere."""
        return self.get(f"conversations/{number(key)}", Conversation, _PLAIN)

    def search(self, filters: list[dict[str, Any]], *, size: int, after: str = "", order: str = "ascending") -> Found:
        """Conversations that all of *filters* are true of, by the moment of their last change."""
        pagination = {"per_page": size} | ({"starting_after": after} if after else {})
        asked = {
            "query": {"operator": "AND", "value": filters},
            "sort": {"field": "updated_at", "order": order},
            "pagination": pagination,
        }
        return self.ask("conversations/search", Found, asked)

    def pages(self, path: str) -> Iterator[Listed]:
        """All pages of a list that goes on behind a cursor."""

        def following(page: Listed) -> Listed | None:
            after = page.pages.after if page.pages is not None else ""
            return self.get(path, Listed, {"starting_after": after}) if after else None

        return chained(self.get(path, Listed), following)


number: Final = partial(numeric, what="a conversation of Intercom", longest=20)
