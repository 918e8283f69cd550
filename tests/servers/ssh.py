"""A real OpenSSH server on loopback for one test run, and a slow line to it that can be cut."""

import asyncio
import contextlib
import getpass
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from servers.debian import install

PACKAGES: Final = ("openssh-server", "openssh-client")
ROUND_TRIP: Final = 0.15
"""Seconds from a key to its echo, at the least."""


class Line:
    """Passes bytes on, each way after half a round trip, until it is cut."""

    def __init__(self, port: int, delay: float = ROUND_TRIP / 2) -> None:
        self._to, self._delay = port, delay
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = free_port()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", self.port))
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Whoever is connected is so no longer."""
        self._loop.call_soon_threadsafe(self._drop)

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers |= {writer, back}
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        def arrives(data: bytes) -> None:
            if not target.is_closing():
                target.write(data) if data else target.close()

        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                self._loop.call_later(self._delay, arrives, data)
        self._loop.call_later(self._delay, arrives, b"")


class Ssh:
    """A server that lets in who runs the test, over a slow line."""

    def __init__(self, folder: Path, line: Line) -> None:
        self._folder, self.line = folder, line

    def command(self, words: str) -> Sequence[str]:
        """What runs *words* there, on a terminal."""
        return (
            *("ssh", "-tt", "-F", "/dev/null", "-p", str(self.line.port), "-i", str(self._folder / "key")),
            *("-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"),
            *("-o", f"UserKnownHostsFile={self._folder / 'known'}", "-o", "StrictHostKeyChecking=yes"),
            *(f"{getpass.getuser()}@127.0.0.1", words),
        )


@contextlib.contextmanager
def running() -> Iterator[Ssh]:
    """Raises NotToBeHad when it can't be had here."""
    install("OpenSSH", PACKAGES)
    with tempfile.TemporaryDirectory(prefix="supportterm-ssh-") as name:
        folder, port = Path(name), free_port()
        for key in ("host", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True)
        line = Line(port)
        host = (folder / "host.pub").read_text().rsplit(" ", 1)[0]
        (folder / "known").write_text(f"[127.0.0.1]:{line.port} {host}\n")
        (folder / "config").write_text(
            f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nPidFile none\n"
            f"AuthorizedKeysFile {folder}/key.pub\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\nPrintMotd no\nPrintLastLog no\n"
        )
        Path("/run/sshd").mkdir(exist_ok=True)
        program = shutil.which("sshd") or "/usr/sbin/sshd"
        server = subprocess.Popen([program, "-D", "-f", str(folder / "config"), "-E", str(folder / "log")])
        try:
            _await(port)
            yield Ssh(folder, line)
        finally:
            line.close()
            server.terminate()
            server.wait(10)


def _await(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as there:
        port: int = there.getsockname()[1]
        return port
