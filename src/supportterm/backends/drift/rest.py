"""Drift's API: conversations, their messages, users and contacts."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from supportterm.backends.api import Api
from supportterm.backends.auth import bearer
from supportterm.backends.drift.wire import Contact, Conversation, Data, Message, Messages, User
from supportterm.backends.errors import NotThere
from supportterm.backends.http import Http
from supportterm.backends.keeping import Kept
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace
from supportterm.backends.paging import chained
from supportterm.backends.roster import Named, Roster
from supportterm.backends.usual import Usual
from supportterm.core.remote import RemotePerson

PAGE: Final = 50
_A_MINUTE: Final = 120
"""Requests that are surely let through: Drift does not say how many are."""


class Rest(Api):
    def __init__(self, words: Usual, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        http = Http(words.url, lambda: bearer(secret()), ca_file=words.ca_file)
        super().__init__(http, Pace(_A_MINUTE, clock=clock))
        self._keep = Kept()
        self._contacts: dict[int, RemotePerson] = {}

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

    def users(self) -> dict[int, User]:
        return self._keep("users", lambda: {u.id: u for u in self.get("users/list", Data[list[User]]).data})

    def agents(self) -> Roster[int]:
        rows = self.users().values()
        return self._keep("agents", lambda: Roster(Named(row.id, row.name or "", row.email or "") for row in rows))

    def person(self, contact: int) -> RemotePerson:
        if contact not in self._contacts:
            try:
                told = self.get(f"contacts/{contact}", Data[Contact]).data.attributes
                person = RemotePerson(str(contact), told.name or "", told.email or "", told.phone or "")
            except NotThere:
                person = RemotePerson(str(contact))
            self._contacts[contact] = person
        return self._contacts[contact]

    def forget(self) -> None:
        self._keep.forget()
        self._contacts.clear()


number: Final = partial(numeric, what="a conversation of Drift")
