"""LiveChat's socket that pushes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from websockets.sync.server import ServerConnection, serve

from fakes.server import TOKEN
from supportterm.backends.livechat.words import Words, read


class Station:
    """LiveChat's real-time socket: who logs in with the right token is told what `tell` is given."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.lines: list[ServerConnection] = []
        self.pings = 0

    def talk(self, line: ServerConnection) -> None:
        login = json.loads(line.recv())
        assert login["action"] == "login" and "organization_id=acme" in line.request.path  # type: ignore[union-attr]
        fine = login["payload"]["token"] == f"Bearer {self.token}"
        self.lines.append(line)  # before it is told that it is let in: what it is told next goes there
        line.send(json.dumps({"action": "login", "type": "response", "success": fine}))
        for message in line:
            self.pings += json.loads(message)["action"] == "ping"

    def tell(self, action: str, **payload: Any) -> None:
        self.lines[-1].send(json.dumps({"action": action, "type": "push", "payload": payload}))

    @contextmanager
    def serving(self) -> Iterator[Words]:
        with serve(self.talk, "127.0.0.1", 0) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
            yield read({"url": url, "agent": "us@desk.test", "organization": "acme"})
            server.shutdown()
