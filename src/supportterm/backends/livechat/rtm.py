"""Hearing that something has happened, over LiveChat's real-time socket. Only which chat it was is taken from it."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from supportterm.backends import sockets
from supportterm.backends.livechat.words import VERSION, Words

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_LOUD: Final = ("incoming_chat", "incoming_event", "chat_deactivated", "chat_transferred", "thread_tagged",
                "thread_untagged", "user_added_to_chat", "user_removed_from_chat", "event_updated")  # fmt: skip


class Socket(sockets.Socket):
    stay = 15.0

    def __init__(self, words: Words, secret: Callable[[], str], heard: Callable[[str], None]) -> None:
        """*heard* is told the key of each chat of which something comes."""
        place = f"{words.url}/{VERSION}/agent/rtm/ws?organization_id={quote(words.organization, safe='')}"
        super().__init__("LiveChat", place, words.ca_file)
        self._words = words
        self._secret = secret
        self._heard = heard

    def _enter(self, line: "ClientConnection") -> None:
        token = self._words.authorization(self._secret())
        line.send(json.dumps({"request_id": "login", "action": "login", "payload": {"token": token}}))
        answer = json.loads(line.recv(timeout=sockets.PATIENCE))
        if not answer.get("success"):
            raise ValueError("the socket lets nobody in")

    def _stay(self, line: "ClientConnection") -> None:
        line.send(json.dumps({"action": "ping"}))

    def _is_news(self, message: Any) -> bool:
        if not isinstance(message, dict) or message.get("action") not in _LOUD:
            return False
        payload: Any = message.get("payload") or {}
        chat = payload.get("chat_id") or (payload.get("chat") or {}).get("id")
        if isinstance(chat, str):
            self._heard(chat)
        return True
