"""The REST API of one Intercom workspace: conversations, searches, and at which pace it may be asked."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

from supportterm.backends.auth import bearer
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.intercom.wire import Conversation, Found, Listed
from supportterm.backends.intercom.words import VERSION, Words
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace

_A_MINUTE: Final = 1_000
"""Requests that the smallest workspace lets through. It counts them over ten seconds, which headers of a minute do not
tell."""
_PLAIN: Final = {"display_as": "plaintext"}

T = TypeVar("T")


class Rest:
    def __init__(self, words: Words, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self.http = Http(
            words.url, lambda: bearer(secret()), ca_file=words.ca_file, headers={"Intercom-Version": VERSION}
        )
        self.pace = Pace(_A_MINUTE, clock=clock)

    @property
    def host(self) -> str:
        return self.http.host

    def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        answer = self.http.get(path, params)
        self.pace.heard(answer)
        return parsed(answer, kind, self.host)

    def ask(self, path: str, kind: type[T], body: Mapping[str, Any]) -> T:
        """Read with a POST."""
        answer = self.http.query(path, {}, body)
        self.pace.heard(answer)
        return parsed(answer, kind, self.host)

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
        page = self.get(path, Listed)
        yield page
        for _ in range(1_000):
            after = page.pages.after if page.pages is not None else ""
            if not after:
                return
            page = self.get(path, Listed, {"starting_after": after})
            yield page

    def write(self, method: str, path: str, body: Mapping[str, Any], kind: type[T]) -> T:
        """Raises Uncertain unless it is known that it was done, or that it was not."""
        return parsed(self.http.write(method, path, body), kind, self.host, writing=True)


def number(key: str) -> str:
    """*key* as part of a path. Raises NotThere for what can't be a conversation's number."""
    return numeric(key, "a conversation of Intercom", 20)
