"""Chatwoot as a browser sees it: its pages, and the socket that pushes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Thread
from typing import Any

import httpx
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from fakes.chatwoot_face import PUBSUB
from fakes.vendor import Vendor


class Front:
    """A server as a browser sees it: pages, and the socket at /cable."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self.url = ""
        self.ahead = 0
        """Seconds by which the clock of who is connected is."""
        self.pubsub = PUBSUB
        """What opens the room."""
        self.said: list[Any] = []
        self.lines: list[ServerConnection] = []

    def hand_on(self, line: ServerConnection, request: Request) -> Response | None:
        if request.path == "/cable":
            right = request.headers.get("Origin") == self.url
            return None if right else line.respond(HTTPStatus.NOT_FOUND, "Page not found")
        headers = {name: value for name, value in request.headers.raw_items() if name.lower() != "host"}
        told = httpx.get(f"{self.vendor.url}{request.path}", headers=headers)
        kept = Headers({"Content-Length": str(len(told.content)), "Connection": "close"})
        kept["Content-Type"] = told.headers.get("content-type", "")
        return Response(told.status_code, told.reason_phrase, kept, told.content)

    def talk(self, line: ServerConnection) -> None:
        line.send(json.dumps({"type": "welcome"}))
        for message in line:
            told = json.loads(message)
            room = json.loads(told["identifier"])
            self.said.append((told["command"], room))
            line.send(json.dumps({"type": "ping", "message": 1}))
            if room["pubsub_token"] != self.pubsub:
                line.send(json.dumps({"type": "reject_subscription", "identifier": told["identifier"]}))
                continue
            self.lines.append(line)  # before it is told that it listens: then it may be spoken to at once
            line.send(json.dumps({"type": "confirm_subscription", "identifier": told["identifier"]}))

    def tell(self, event: str, **data: Any) -> None:
        room = json.dumps({"channel": "RoomChannel"})
        told = {"identifier": room, "message": {"event": event, "data": {"account_id": 1, **data}}}
        self.lines[-1].send(json.dumps(told))

    @contextmanager
    def serving(self) -> Iterator[None]:
        with serve(self.talk, "127.0.0.1", 0, process_request=self.hand_on, subprotocols=["actioncable-v1-json"]) as server:  # type: ignore[list-item]  # noqa: E501
            Thread(target=server.serve_forever, daemon=True).start()
            self.url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
            yield
            server.shutdown()
