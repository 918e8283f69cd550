"""Hearing at once that something has happened, over a socket that a remote keeps open. What it was the feed asks."""

import json
import ssl
import threading
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ClassVar, Final

from supportterm.backends.errors import Unavailable

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

PATIENCE: Final = 20.0
"""Seconds for a line to be laid, and for each answer before something can be heard on it."""
_LEAVING: Final = 1.0
_MOST: Final = 1 << 20
"""Bytes of one message."""
_TOGETHER: Final = 0.1
"""Seconds in which what follows on news is heard with them."""


class Socket(ABC):
    """For one thread; `close` may be called from another."""

    stay: ClassVar[float] = 3600.0
    """Seconds after which the remote has to be told that we are still there."""

    def __init__(self, title: str, place: str, ca_file: str = "", **options: Any) -> None:
        """*place*: its address, as `https` or `http`. *options*: what else laying a line takes."""
        self._title = title
        self._place = f"ws{place.removeprefix('http')}"
        self._ca_file = ca_file
        self._options = options
        self._line: ClientConnection | None = None
        self._open = ExitStack()
        self._closed = threading.Event()
        self._due = 0.0

    @abstractmethod
    def _enter(self, line: "ClientConnection") -> None:
        """Say who we are and what we want to hear. Raises ValueError when we are not let in."""

    @abstractmethod
    def _is_news(self, message: Any) -> bool: ...

    def _stay(self, line: "ClientConnection") -> None:  # noqa: B027 - most remotes need nothing
        """Tell the remote that we are still there."""

    def wait(self, seconds: float) -> bool:
        """Until something has happened, at most *seconds*. Raises Unavailable when nobody is there."""
        from websockets.exceptions import WebSocketException

        until = time.monotonic() + seconds
        fresh = self._line is None
        try:
            line = self._line or self._begin()
            while (left := until - time.monotonic()) > 0 and not self._closed.is_set():
                if self._hears(line, left):
                    self._rest(line)
                    return True
        except (OSError, WebSocketException, ValueError) as error:
            self._drop()
            if fresh:
                raise Unavailable(f"{self._title}'s socket can't be reached ({type(error).__name__})") from None
            return not self._closed.is_set()  # what came meanwhile is to be looked for
        return False

    def close(self) -> None:
        self._closed.set()
        self._drop()

    def _begin(self) -> "ClientConnection":
        line = self._lay(PATIENCE)
        self._enter(line)
        self._line, self._due = line, time.monotonic() + self.stay
        return line

    def _lay(self, patience: float) -> "ClientConnection":
        from websockets.sync.client import connect

        context = ssl.create_default_context(cafile=self._ca_file or None) if self._place.startswith("wss") else None
        line: ClientConnection = self._open.enter_context(
            connect(
                self._place, ssl=context, open_timeout=patience, close_timeout=_LEAVING, max_size=_MOST, **self._options
            )
        )
        return line

    def _hears(self, line: "ClientConnection", seconds: float) -> bool:
        """Whether the next message, for which we wait at most so long, is news."""
        left = self._due - time.monotonic()
        if left <= 0:
            self._stay(line)
            left = self.stay
            self._due = time.monotonic() + left
        try:
            return self._is_news(json.loads(line.recv(timeout=min(seconds, left))))
        except TimeoutError:
            return False

    def _rest(self, line: "ClientConnection") -> None:
        """What comes with the news is heard too, so that it is looked for once."""
        until = time.monotonic() + _TOGETHER
        while (left := until - time.monotonic()) > 0:
            self._hears(line, left)

    def _drop(self) -> None:
        self._line = None
        self._open.close()
