"""The customers' side on a real port, and a visitor who chats there as the widget does."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from secrets import token_hex
from typing import Any, Self

import uvicorn
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from supportterm.gateway.app import application
from supportterm.gateway.context import Gateway

Word = dict[str, Any]


@contextmanager
def on_a_port(gateway: Gateway) -> Iterator[str]:
    """Where it answers, like 127.0.0.1:4711."""
    config = uvicorn.Config(application(gateway), port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            time.sleep(0.01)
            assert running.is_alive()
        host, port = server.servers[0].sockets[0].getsockname()
        yield f"{host}:{port}"
    finally:
        server.should_exit = True
        running.join()


class Visitor:
    """One WebSocket; what was heard is kept in *heard*."""

    def __init__(self, place: str, origin: str, held: str = "") -> None:
        self._open = ExitStack()
        opened = connect(f"ws://{place}/chat/line", origin=Origin(origin))
        self._line: ClientConnection = self._open.enter_context(opened)
        self.heard: list[Word] = []
        self.held = held
        self.tell("hello", held=held)
        self.state = self.until("state")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def tell(self, kind: str, **words: object) -> None:
        self._line.send(json.dumps({"t": kind, **words}))

    def say(self, text: str, id: str = "", **words: str) -> str:
        """Answers the id under which it was said."""
        id = id or token_hex(16)
        self.tell("say", id=id, text=text, **words)
        return id

    def until(self, kind: str, **wanted: object) -> Word:
        """The next word of this kind in which all of *wanted* is so; what comes before it is heard, too."""
        while True:
            word: Word = json.loads(self._line.recv(timeout=20))
            self.heard.append(word)
            self.held = word["held"] if word["t"] == "held" else self.held
            if word["t"] == kind and all(word[name] == value for name, value in wanted.items()):
                return word

    def lines(self) -> list[str]:
        """What is on the screen."""
        shown = {w["id"]: w["text"] or w["html"] for w in self.heard if w["t"] == "said"}
        for word in self.heard:
            if word["t"] == "gone":
                shown.pop(word["id"], None)
        return list(shown.values())
