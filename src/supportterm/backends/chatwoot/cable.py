"""Hearing that something has happened, over the socket on which Chatwoot's own pages hear it.

Who listens is taken for an agent at work, to whom conversations may be given, for 20 seconds. Its pages say again and
again that somebody is there; we never do.
"""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from supportterm.backends import sockets
from supportterm.backends.chatwoot.wire import Profile
from supportterm.backends.chatwoot.words import Words

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_LOUD: Final = {
    "message.created": "conversation_id", "message.updated": "conversation_id",
    "assignee.changed": "id", "team.changed": "id", "conversation.created": "id", "conversation.updated": "id",
    "conversation.status_changed": "id", "conversation.contact_changed": "id", "conversation.deleted": "id",
}  # fmt: skip
"""Of what happens, where the number of the conversation is told."""
_TRIAL: Final = 5.0


class Cable(sockets.Socket):
    def __init__(
        self, words: Words, me: Callable[[], Profile], account: Callable[[], str], heard: Callable[[int], None]
    ) -> None:
        """*heard* is told the number of each conversation of *account* of which something comes."""
        # A server lets in what comes from its own pages.
        super().__init__("Chatwoot", f"{words.url}/cable", words.ca_file, origin=words.url,
                         subprotocols=["actioncable-v1-json"])  # fmt: skip
        self._me = me
        self._account = account
        self._heard = heard

    def is_there(self) -> bool:
        """Whether a line can be laid, on which nothing is listened to."""
        from websockets.exceptions import WebSocketException

        try:
            self._welcomed(self._lay(_TRIAL))
        except (OSError, WebSocketException, ValueError):
            return False
        finally:
            self._drop()
        return True

    def _enter(self, line: "ClientConnection") -> None:
        me, account = self._me(), self._account()
        room = {"channel": "RoomChannel", "pubsub_token": me.pubsub_token, "account_id": int(account), "user_id": me.id}
        self._welcomed(line)
        line.send(json.dumps({"command": "subscribe", "identifier": json.dumps(room)}))
        self._await(line, "confirm_subscription")

    def _welcomed(self, line: "ClientConnection") -> None:
        self._await(line, "welcome")

    def _await(self, line: "ClientConnection", word: str) -> None:
        """Raises ValueError, or TimeoutError."""
        until = time.monotonic() + sockets.PATIENCE
        while True:
            message = json.loads(line.recv(timeout=max(0.0, until - time.monotonic())))
            kind = message.get("type") if isinstance(message, dict) else None
            if kind == word:
                return
            if kind in ("reject_subscription", "disconnect"):
                raise ValueError("the socket lets nobody in")

    def _is_news(self, message: Any) -> bool:
        told = message.get("message") if isinstance(message, dict) else None
        if not isinstance(told, dict):
            return False
        where, data = _LOUD.get(str(told.get("event"))), told.get("data")
        if where is None or not isinstance(data, dict) or str(data.get("account_id")) != self._account():
            return False
        number = data.get(where)
        if type(number) is int:
            self._heard(number)
        return True
