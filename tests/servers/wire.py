"""A line to a server that hands everything on, until a test wants it spoiled. Knows no protocol.

with Wire("127.0.0.1", port).laid() as wire:
    wire.drop_answer(b"\\r\\n.\\r\\n")     # the server takes the mail, and nobody hears that it did
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["client", "server"]
"""Whose bytes: those the client sends, or those the server sends."""


@dataclass
class _Call:
    """One connection through the wire."""

    client: socket.socket
    server: socket.socket
    sent: dict[Side, int] = field(default_factory=lambda: {"client": 0, "server": 0})
    heard: bytes = b""
    """The end of what the client has sent: a word may come in two pieces."""
    pumps: int = 2
    """Threads that still work for it; the last one closes it."""
    asked: bool = False
    """The client has sent what the fault waits for."""

    def hang_up(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


Fault = Callable[[_Call, Side, bytes], bytes | None]
"""What is handed on of some bytes; None: the line is cut."""


class Wire:
    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._fault: Fault = _pass
        self._listener: socket.socket | None = None
        self._calls: list[_Call] = []
        self._lock = threading.Lock()
        self.struck = threading.Event()
        """The fault has happened."""
        self.calls = 0
        """Connections so far."""
        self.said = bytearray()
        """All that clients have sent."""
        self.port = 0

    @contextlib.contextmanager
    def laid(self) -> "Iterator[Wire]":
        self._listen()
        try:
            yield self
        finally:
            self.refuse()
            self.cut_now()

    # --- what happens to bytes from now on

    def mend(self) -> None:
        """Hand everything on."""
        self._fault = _pass
        self.struck.clear()
        if self._listener is None:
            self._listen()

    def refuse(self) -> None:
        """Nobody answers at the port any more; connections that stand go on."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def cut_now(self) -> None:
        """Cut all connections that stand."""
        with self._lock:
            calls, self._calls = self._calls, []
        for call in calls:
            call.hang_up()

    def cut_after(self, count: int, side: Side) -> None:
        """Cut a connection when *side* has sent *count* bytes; those still arrive."""

        def fault(call: _Call, by: Side, data: bytes) -> bytes | None:
            if by != side:
                return data
            left = count - call.sent[side]
            call.sent[side] += len(data)
            if len(data) <= left:
                return data
            self._hand_on(call, by, data[: max(left, 0)])
            return self._strike()

        self._fault = fault

    def cut_before(self, words: bytes) -> None:
        """Cut when the client sends *words*: the server sees what came before them, and not them."""

        def fault(call: _Call, by: Side, data: bytes) -> bytes | None:
            if by == "client":
                at = (call.heard + data).find(words)
                if at >= 0:
                    self._hand_on(call, by, data[: max(at - len(call.heard), 0)])
                    return self._strike()
                call.heard = (call.heard + data)[1 - len(words) :]
            return data

        self._fault = fault

    def drop_answer(self, words: bytes) -> None:
        """Cut when the server answers what the client sent with *words*: it was done, and nobody hears of it."""

        def fault(call: _Call, by: Side, data: bytes) -> bytes | None:
            if by == "server":
                return self._strike() if call.asked else data
            call.asked = call.asked or words in call.heard + data
            call.heard = (call.heard + data)[1 - len(words) :]
            return data

        self._fault = fault

    def replace_answer(self, words: bytes, answer: bytes) -> None:
        """Say *answer* instead of what the server answers to *words*."""

        def fault(call: _Call, by: Side, data: bytes) -> bytes | None:
            if by == "server":
                if not call.asked:
                    return data
                call.asked = False
                self.struck.set()
                return answer
            call.asked = call.asked or words in call.heard + data
            call.heard = b"" if call.asked else (call.heard + data)[1 - len(words) :]
            return data

        self._fault = fault

    def change(self, side: Side, old: bytes, new: bytes) -> None:
        """Put *new* for *old* in what *side* sends; a word that comes in two pieces is not found."""

        def fault(_: _Call, by: Side, data: bytes) -> bytes | None:
            return data.replace(old, new) if by == side else data

        self._fault = fault

    def blot(self, side: Side, *words: bytes) -> None:
        """Make *words* unreadable in what *side* sends."""

        def fault(_: _Call, by: Side, data: bytes) -> bytes | None:
            for word in words if by == side else ():
                data = data.replace(word, b"X" * len(word))
            return data

        self._fault = fault

    def stall(self) -> None:
        """Swallow everything, and keep the line."""

        def fault(call: _Call, by: Side, data: bytes) -> bytes | None:
            self.struck.set()
            return b""

        self._fault = fault

    # --- inside

    def _strike(self) -> bytes | None:
        """The line is cut."""
        self.struck.set()
        return None

    def _listen(self) -> None:
        self._listener = listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(16)
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._there, 60)
            except OSError:
                client.close()
                continue
            call = _Call(client, server)
            with self._lock:
                self._calls.append(call)
                self.calls += 1
            pumps = [
                threading.Thread(target=self._pump, args=(call, side), daemon=True) for side in ("client", "server")
            ]
            for pump in pumps:
                pump.start()

    def _pump(self, call: _Call, by: Side) -> None:
        source = call.client if by == "client" else call.server
        with contextlib.suppress(OSError):
            source.settimeout(None)
            while data := source.recv(65536):
                if by == "client":
                    self.said += data
                kept = self._fault(call, by, data)
                if kept is None:
                    break
                self._hand_on(call, by, kept)
        call.hang_up()
        with self._lock:
            call.pumps -= 1
            last = call.pumps == 0
        if last:  # what is still on its way to us is answered with a reset from here on
            call.client.close()
            call.server.close()

    def _hand_on(self, call: _Call, by: Side, data: bytes) -> None:
        (call.server if by == "client" else call.client).sendall(data)


def _pass(call: _Call, by: Side, data: bytes) -> bytes:
    return data
