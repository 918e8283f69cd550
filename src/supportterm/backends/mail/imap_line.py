"""imaplib over a line of our own: bounded, so that no server fills the memory, and patient without losing bytes.

`open`, `read`, `readline`, `send` and `shutdown` are what imaplib offers to be overridden.
"""

import contextlib
import imaplib
import socket
import ssl
import time
from typing import TYPE_CHECKING, Final

from supportterm.backends.mail.account import Place
from supportterm.backends.mail.reaching import PATIENCE, dial

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

LARGEST_LITERAL: Final = 80_000_000
LONGEST_LINE: Final = 1_000_000


class ImapLine(imaplib.IMAP4):
    def __init__(self, place: Place, tls: ssl.SSLContext) -> None:
        """Connects, with TLS before anything is said that matters. Raises OSError and imaplib's errors."""
        self._place = place
        self._tls = tls
        self._had = bytearray()
        self._from: object = None
        super().__init__(place.host, place.port, PATIENCE)
        if place.security == "starttls":
            try:
                self.starttls(tls)
            except BaseException:
                self.shutdown()
                raise

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = dial(self._place, self._tls, timeout or PATIENCE)

    def read(self, size: int) -> bytes:
        if size > LARGEST_LITERAL:
            raise self.abort("the server sends more than was asked for")
        self._forget_what_was_open()
        while len(self._had) < size:
            self._fill()
        return self._take(size)

    def readline(self) -> bytes:
        self._forget_what_was_open()
        searched = 0
        while (end := self._had.find(b"\n", searched)) < 0:
            searched = len(self._had)
            if searched > LONGEST_LINE:
                raise self.abort("the server sends lines without end")
            self._fill()
        return self._take(end + 1)

    def line_within(self, seconds: float) -> bytes | None:
        """The next line; None when there is none in time, and then nothing of it is lost."""
        until = time.monotonic() + seconds
        try:
            while b"\n" not in self._had:
                left = until - time.monotonic()
                if left <= 0:
                    return None
                self.sock.settimeout(left)
                self._fill()
        except TimeoutError:
            return None
        finally:
            self.sock.settimeout(PATIENCE)
        return self.readline()

    def send(self, data: "Buffer") -> None:
        self.sock.sendall(data)

    def shutdown(self) -> None:
        sock = getattr(self, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)  # wakes who waits for it in another thread
            sock.close()

    def _forget_what_was_open(self) -> None:
        """The socket is another since STARTTLS: what came before it over the open line may be anybody's."""
        if self._from is not self.sock:
            self._had.clear()
            self._from = self.sock

    def _fill(self) -> None:
        data = self.sock.recv(262_144)
        if not data:
            raise self.abort("the server hung up")
        self._had += data

    def _take(self, size: int) -> bytes:
        taken = bytes(self._had[:size])
        del self._had[:size]
        return taken
