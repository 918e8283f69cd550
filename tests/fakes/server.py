"""The fake help desk behind a real HTTP server on loopback.

    python -m tests.fakes.server PORT STATEFILE     PORT 0: any; says its address once it can be called

`POST /read` and `POST /write` take calls (fakes/speech.py) as JSON, with the token TOKEN. What others do there, what
becomes of the next calls and what an observer wants to know is told under `/-/` (fakes/http_desk.py).
"""

import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any, Final

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

import msgspec

from fakes import state
from fakes.answering import Server
from fakes.doors import as_agent, customer
from fakes.remote import FakeRemote, Rules
from fakes.speech import Call, Said
from fakes.wire import LOGIN_PAGE

TOKEN: Final = "0123456789abcdef"
_STATUSES: Final = {
    "": 200, "AuthFailed": 401, "NotAllowed": 403, "NotThere": 404, "Conflict": 409, "Invalid": 422,
    "RateLimited": 429, "CannotDo": 400, "Unavailable": 503, "Uncertain": 500,
}  # fmt: skip
_BUSY_SECONDS: Final = 7.0


class Doing(msgspec.Struct):
    """What somebody does in the help desk's own window: a method of fakes/doors.py and its arguments."""

    who: str
    does: str
    of: list[Any] = []
    values: dict[str, Any] = {}


class FakeServer:
    """The help desk, one call at a time, and what becomes of the next ones: *plan*, and *write_plan* for those that
    write, hold faults of fakes/wire.py, and `stall`: done, and nothing is answered until `go` is set."""

    def __init__(self, rules: Rules, file: Path | None = None) -> None:
        self.remote = FakeRemote(lambda: time.time_ns() // 1_000_000, rules)
        self.plan: deque[str] = deque()
        self.write_plan: deque[str] = deque()
        self.late: list[Call] = []
        self.calls = 0
        self.go = threading.Event()
        self.stalled = threading.Event()
        """A call waits."""
        self._file = file
        self._lock = threading.Lock()
        self._server = Server(self.remote, Random(1), lambda: time.time_ns() // 1_000_000)
        if file is not None:
            state.load(self.remote, file)

    @contextmanager
    def there(self) -> Iterator[FakeRemote]:
        """The help desk itself; what is done to it is kept."""
        with self._lock:
            yield self.remote
            if self._file is not None:
                state.save(self.remote, self._file)

    def fault(self, *, write: bool) -> str:
        """What becomes of a call that has come."""
        with self._lock:
            self.calls += 1
            plan = self.write_plan if write and self.write_plan else self.plan
            return plan.popleft() if plan else "fine"

    def answer(self, call: Call, fault: str = "fine") -> Said:
        with self.there():
            return self._server.answer(call, fault if fault in ("stale", "again") else "fine")  # type: ignore[arg-type]

    # --- the way in for tests

    def do(self, doing: Doing) -> Any:
        with self.there() as remote:
            door: Any = customer(remote, doing.who) if "@" in doing.who else as_agent(remote, doing.who)
            return getattr(door, doing.does)(*doing.of, **doing.values)

    def deliver(self) -> None:
        """Carry out what was late."""
        calls, self.late = self.late, []
        for call in calls:
            self.answer(call)

    def seen(self) -> dict[str, Any]:
        """What an observer knows."""
        with self._lock:
            return {
                "arrivals": [a._asdict() for a in self.remote.arrivals],
                "texts": {key: [m.body for m in told] for key, told in self.remote.ledger.messages.items()},
                "tickets": {key: ticket.values() for key, ticket in self.remote.ledger.tickets.items()},
                "calls": self.calls,
                "stalled": self.stalled.is_set(),
            }


class Lines(ThreadingHTTPServer):
    """Knows the lines that stand, so that they end with it."""

    daemon_threads = True

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        self._lines: set[Any] = set()
        super().__init__(("127.0.0.1", port), handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._lines.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for line in tuple(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or is killed, is what tests are about."""


def _handler(desk: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: else each answer waits 40 ms for an acknowledgement

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path.startswith("/-/"):
                self._answer(200, msgspec.json.encode(_admin(desk, self.path[3:], raw)))
            elif self.headers.get("Authorization") != f"token {TOKEN}":
                self._answer(401, b'{"message": "this token is not known"}')
            else:
                write = self.path == "/write"
                self._call(msgspec.json.decode(raw, type=Call), desk.fault(write=write), write=write)

        def _call(self, call: Call, fault: str, *, write: bool) -> None:
            match fault:
                case "drop":
                    return self._hang_up()
                case "lost" | "late" | "stall" if not write:
                    return self._wait() if fault == "stall" else self._hang_up()
                case "lost":
                    desk.answer(call)
                    return self._hang_up()
                case "late":
                    desk.late.append(call)
                    return self._hang_up()
                case "stall":
                    desk.answer(call)
                    return self._wait()
                case "busy":
                    return self._said(Said(error=("RateLimited", "too much"), retry_after=_BUSY_SECONDS))
                case "failed" | "broken":
                    return self._answer(500, b'{"message": "the server fell over"}')
                case "botched":
                    desk.answer(call)
                    return self._answer(500, b'{"message": "the server fell over"}')
                case "portal":
                    return self._answer(200, LOGIN_PAGE, "text/html")
                case "expired":
                    return self._answer(401, b'{"message": "the token has expired"}')
                case "twice":
                    desk.answer(call)
            self._said(desk.answer(call, fault), cut=fault == "cut")

        def _said(self, said: Said, *, cut: bool = False) -> None:
            name, words = said.error
            body = msgspec.json.encode(said if not name else {"message": words})
            self._answer(_STATUSES[name], body, retry_after=said.retry_after, cut=cut)

        def _answer(
            self, status: int, body: bytes, kind: str = "application/json", *, retry_after: float | None = None,
            cut: bool = False,
        ) -> None:  # fmt: skip
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if retry_after is not None:
                self.send_header("Retry-After", str(retry_after))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = self.close_connection or cut

        def _wait(self) -> None:
            desk.stalled.set()
            desk.go.wait()
            self._hang_up()

        def _hang_up(self) -> None:
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing to standard error."""

    return Handler


def _admin(desk: FakeServer, name: str, raw: bytes) -> Any:
    match name:
        case "faults":
            desk.plan.extend(msgspec.json.decode(raw, type=list[str]))
        case "write-faults":
            desk.write_plan.extend(msgspec.json.decode(raw, type=list[str]))
        case "do":
            return desk.do(msgspec.json.decode(raw, type=Doing))
        case "deliver":
            desk.deliver()
        case "go":
            desk.go.set()
        case "seen":
            return desk.seen()
    return None


@contextmanager
def serving(desk: FakeServer, port: int = 0) -> Iterator[str]:
    """Answer calls in threads of this process; the address."""
    with Lines(port, _handler(desk)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            desk.go.set()
            server.shutdown()
            thread.join()
            server.hang_up()


def main(port: str, file: str) -> None:
    from fakes.http_backend import FAKE

    desk = FakeServer(Rules.of(FAKE.capabilities), Path(file))
    with serving(desk, int(port)) as address:
        print(address, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
