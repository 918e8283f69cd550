"""The fake help desk behind a vendor's own API, over a real HTTP server on loopback.

A face translates; this is what all of them share: who is let in, limits, and the specification that judges it all.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from threading import Lock, Thread
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlsplit

from fakes.server import Lines
from fakes.specification import Judge
from supportterm.backends import errors

FILES: Final = "/files/"
"""Where a face whose API begins at the root keeps files: no specification speaks of them."""


class Asked(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    raw: bytes
    line: str = ""
    """The query as it came, for who names a parameter twice."""


class Told(NamedTuple):
    status: int = 200
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None


class Face(Protocol):
    api: str
    """Where the paths of its API begin."""
    url: Callable[[], str]
    """Where it is served, once it is."""

    def admits(self, asked: Asked) -> bool: ...

    def answer(self, asked: Asked) -> Told:
        """Raises errors of the backend, which the face's `refuse` makes statuses of."""

    def refuse(self, error: errors.RemoteError) -> Told: ...


class Vendor:
    """A face being served. *wrong* is what the specification had against a request or an answer."""

    def __init__(self, face: Face, judge: Judge | None) -> None:
        """*judge*, where there is one, judges what lies under the face's `api`."""
        self.face: Any = face
        face.url = lambda: self.url
        self.wrong: list[str] = []
        self.asked: list[Asked] = []
        self.url = ""
        self.fault: Callable[[Asked, Told], Told] = lambda asked, told: told
        self.limits: Callable[[Asked, Callable[[], Told]], Told] = lambda asked, answer: answer()
        self.date: Callable[[], float] = getattr(face, "date", time.time)
        """Seconds: what it says the time is."""
        self._judge = judge
        self._lock = Lock()

    def answer(self, asked: Asked) -> Told:
        with self._lock:
            self.asked.append(asked)
            if not self.face.admits(asked):
                return Told(401, {"error": "Couldn't authenticate you"})
            return self.fault(asked, self.limits(asked, lambda: self._judged(asked)))

    def _judged(self, asked: Asked) -> Told:
        judged = asked.path.startswith(self.face.api) and not asked.path.startswith(FILES)
        if judged:
            self._held(lambda judge: judge.request(asked.method, asked.path, asked.query, asked.body))
        try:
            told = self.face.answer(asked)
        except errors.RemoteError as error:
            told = self.face.refuse(error)
        if judged:
            self._held(lambda judge: judge.answer(asked.method, asked.path, told.status, told.body))
        return told

    def _held(self, ask: Callable[[Judge], None]) -> None:
        if self._judge is None:
            return
        try:
            ask(self._judge)
        except AssertionError as error:
            self.wrong.append(str(error))

    @contextmanager
    def serving(self, port: int = 0) -> Iterator[None]:
        with Lines(port, _handler(self)) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            self.url = f"http://127.0.0.1:{server.server_port}"
            try:
                yield
            finally:
                server.shutdown()
                thread.join()
                server.hang_up()


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: else each answer waits 40 ms for an acknowledgement

        def _any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(raw) if raw and "json" in headers.get("content-type", "") else None
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            told = vendor.answer(Asked(self.command, parts.path, query, headers, body, raw, parts.query))
            content = told.raw if told.raw is not None else json.dumps(told.body).encode()
            content = b"" if told.status == 204 else content
            self.send_response(told.status)
            if "Content-Type" not in dict(told.headers):
                kind = "application/json" if told.raw is None else "application/octet-stream"
                self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            for name, value in told.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate(vendor.date(), usegmt=True)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _any

        def log_message(self, *_: Any) -> None:
            """Nothing to standard error."""

    return Handler
