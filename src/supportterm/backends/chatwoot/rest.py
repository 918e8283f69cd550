"""The API of one account at a Chatwoot: conversations with what was said last, messages in order."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from supportterm.backends.api import Api
from supportterm.backends.chatwoot.wire import Conversation, Listed, MessageRow, Messages, Profile, Version
from supportterm.backends.chatwoot.words import Words
from supportterm.backends.errors import Invalid
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.http_errors import Answer
from supportterm.backends.keys import numeric
from supportterm.backends.pace import Pace

PAGE: Final = 25
"""Conversations of a page, as it gives them."""
MESSAGES: Final = 100
"""Messages of a page, from one on."""
_A_MINUTE: Final = 3000
"""Requests that it lets through as it is set up."""
_MARKS_SINCE: Final = 4
"""The version from which on messages keep what they are given along."""

T = TypeVar("T")


class Rest(Api):
    def __init__(self, words: Words, token: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        http = Http(words.url, token, ca_file=words.ca_file, header="api_access_token")
        super().__init__(http, Pace(_A_MINUTE, clock=clock))
        self._account = words.account
        self._marks: bool | None = None

    def profile(self) -> Profile:
        """Whose token it is. Raises AuthFailed."""
        return parsed(self.http.get("api/v1/profile"), Profile, self.host)

    def account(self) -> str:
        """The number of our account. Raises Invalid when it is not known which that is."""
        if not self._account:
            me = self.profile()
            number = me.account_id or next((account.id for account in me.accounts), None)
            if number is None:
                raise Invalid(f"{self.host} does not say which account is meant", {"account": "its number"})
            self._account = str(number)
        return self._account

    def at(self, path: str) -> str:
        """A path within our account. Raises as `account`."""
        return f"api/v1/accounts/{self.account()}/{path}"

    def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        return super().get(self.at(path), kind, params)

    def post(self, path: str, body: object) -> Answer:
        return self.heard(self.http.write("POST", self.at(path), body))

    # --- conversations

    def listed(self, page: int) -> Listed:
        """Those that were last said something in come first."""
        return self.get("conversations", Listed, {"status": "all", "assignee_type": "all", "page": page})

    def conversation(self, key: str) -> Conversation:
        """Raises NotThere."""
        return self.get(f"conversations/{number(key)}", Conversation)

    def messages(self, key: str, after: int = 0) -> list[MessageRow]:
        """All from one on, oldest first."""
        found: list[MessageRow] = []
        while True:
            page = self.get(f"conversations/{number(key)}/messages", Messages, {"after": after}).payload
            found += page
            if len(page) < MESSAGES:
                return found
            after = page[-1].id

    def keeps_marks(self) -> bool:
        """Whether a message keeps what it is given along; asked once."""
        if self._marks is None:
            told = parsed(self.http.get("api", missing=True), Version, self.host).version
            major = told.partition(".")[0]
            self._marks = major.isdecimal() and len(major) < 5 and int(major) >= _MARKS_SINCE
        return self._marks


number: Final = partial(numeric, what="a conversation of Chatwoot", longest=9)
