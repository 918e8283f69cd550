"""A server on loopback that says what a test tells it to say, and remembers what it was asked."""

import contextlib
import json
import re
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Told(NamedTuple):
    """An answer; *cut* sends that much less than announced, *silent* nothing at all before the line is dropped."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    cut: int = 0
    silent: bool = False


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what tests are about."""


class Loopback:
    def __init__(self, certificate: str = "") -> None:
        """With the path of a PEM file that holds a key and its certificate: over TLS."""
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Told] = lambda asked: Told()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body leave together: else each answer waits 40 ms for an acknowledgement

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, body)
                outer.asked.append(asked)
                told = outer.answer(asked)
                if told.silent:
                    self.close_connection = True
                    return
                self.send_response(told.status)
                for name, value in told.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told.body)))
                self.end_headers()
                self.wfile.write(told.body[: len(told.body) - told.cut])
                self.close_connection = self.close_connection or told.cut > 0

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _any

            def log_message(self, *_: Any) -> None:
                """Nothing to standard error."""

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        if certificate:
            self._server.socket = _with_tls(self._server.socket, certificate)
            self.url = self.url.replace("http:", "https:")

    @contextlib.contextmanager
    def serving(self) -> "Iterator[Loopback]":
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def say(self, status: int = 200, value: object = None, **headers: str) -> None:
        """Answer everything with this JSON."""
        named = [("Content-Type", "application/json"), *((n.replace("_", "-"), text) for n, text in headers.items())]
        told = Told(status, json.dumps(value).encode(), tuple(named))
        self.answer = lambda asked: told


class Waiting:
    """A server for one request: begins its answer, or not even that, and then waits until the line is cut."""

    def __init__(self, begins: bytes = b"", certificate: str = "") -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        if certificate:
            self._listening = _with_tls(self._listening, certificate)
            self.url = self.url.replace("http:", "https:")
        self.asked, self.left = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._answer, args=(begins,), daemon=True)
        self._thread.start()

    def _answer(self, begins: bytes) -> None:
        with self._listening, self._listening.accept()[0] as line:
            line.settimeout(20)
            head, _, body = line.recv(65_536).partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.I)
            while length is not None and len(body) < int(length[1]):
                body += line.recv(65_536)
            line.sendall(begins)
            self.asked.set()
            with contextlib.suppress(ConnectionError):
                if line.recv(1):
                    return
            self.left.set()


def _with_tls(listening: socket.socket, certificate: str) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(listening, server_side=True)


HTML = (("Content-Type", "text/html; charset=utf-8"),)


class Line(Loopback):
    """A line to a server that hands everything on, and spoils what a test wants spoiled."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._there = url
        self.lose = lambda asked, told: told
        self.answer = self._pass_on

    def _pass_on(self, asked: Asked) -> Told:
        headers = {
            name: asked.headers[name] for name in ("authorization", "content-type", "if-match") if name in asked.headers
        }
        request = urllib.request.Request(f"{self._there}{asked.path}", asked.body or None, headers, method=asked.method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, body, got = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            status, body, got = error.code, error.read(), error.headers
        kept = tuple((n, got[n]) for n in ("Content-Type", "ETag", "Location") if got[n])
        return self.lose(asked, Told(status, body, kept))
