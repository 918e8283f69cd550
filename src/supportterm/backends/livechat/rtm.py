"""Hearing that something has happened, over LiveChat's real-time socket. Only which chat it was is taken from it."""

import json
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from supportterm.backends.errors import Unavailable
from supportterm.backends.livechat.words import VERSION, Words

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

PING: Final = 15.0
"""Seconds after which LiveChat hangs up on who has said nothing."""
_LOGIN: Final = 20.0
_LOUD: Final = ("incoming_chat", "incoming_event", "chat_deactivated", "chat_transferred", "thread_tagged",
                "thread_untagged", "user_added_to_chat", "user_removed_from_chat", "event_updated")  # fmt: skip
_MOST: Final = 1 << 20
"""Bytes of one message."""


class Socket:
    """For one thread; `close` may be called from another."""

    def __init__(self, words: Words, secret: Callable[[], str], heard: Callable[[str], None]) -> None:
        """*heard* is told the key of each chat of which something comes."""
        self._words = words
        self._secret = secret
        self._heard = heard
        self._line: ClientConnection | None = None
        self._open = ExitStack()
        self._closed = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Until something has happened, at most *seconds*. Raises Unavailable when nobody is there."""
        from websockets.exceptions import WebSocketException

        until = time.monotonic() + seconds
        fresh = self._line is None
        try:
            line = self._line or self._begin()
            while (left := until - time.monotonic()) > 0 and not self._closed.is_set():
                try:
                    told = line.recv(timeout=min(left, PING))
                except TimeoutError:
                    line.send(json.dumps({"action": "ping"}))
                    continue
                if self._is_news(told):
                    return True
        except (OSError, WebSocketException, ValueError) as error:
            self._drop()
            if fresh:
                raise Unavailable(f"LiveChat's socket can't be reached ({type(error).__name__})") from None
            return not self._closed.is_set()  # what came meanwhile is to be seen in the list
        return False

    def close(self) -> None:
        self._closed.set()
        self._drop()

    def _begin(self) -> "ClientConnection":
        from websockets.sync.client import connect

        scheme, _, host = self._words.url.partition("://")
        place = f"{'wss' if scheme == 'https' else 'ws'}://{host}/{VERSION}/agent/rtm/ws"
        context = ssl.create_default_context(cafile=self._words.ca_file or None) if scheme == "https" else None
        asked = f"{place}?organization_id={quote(self._words.organization, safe='')}"
        line = self._open.enter_context(connect(asked, ssl=context, open_timeout=_LOGIN, max_size=_MOST))
        token = self._words.authorization(self._secret())
        line.send(json.dumps({"request_id": "login", "action": "login", "payload": {"token": token}}))
        answer = json.loads(line.recv(timeout=_LOGIN))
        if not answer.get("success"):
            raise ValueError("the socket lets nobody in")
        self._line = line
        return line

    def _is_news(self, told: str | bytes) -> bool:
        message = json.loads(told)
        if not isinstance(message, dict) or message.get("action") not in _LOUD:
            return False
        payload: Any = message.get("payload") or {}
        chat = payload.get("chat_id") or (payload.get("chat") or {}).get("id")
        if isinstance(chat, str):
            self._heard(chat)
        return True

    def _drop(self) -> None:
        self._line = None
        self._open.close()
