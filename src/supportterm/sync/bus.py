"""Hints between the processes of a desk, over a Unix socket beside it: that something changed, never what.

A hint may be lost, and nobody waits for one: the keeper looks once a second whether the desk has changed anyway.
"""

import errno
import hashlib
import os
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from supportterm.sync.lock import mode_of

WAKE: Final = b"wake"
"""Something waits to leave."""
LOOK: Final = b"look"
"""Somebody wants to know what is new."""
SHORT: Final = Path("/tmp")
"""Where paths are short, wherever temporary files lie."""
_LONGEST: Final = 100
"""Bytes in the path of a Unix socket, a little less than systems allow."""


def address(desk: Path, ending: str = ".bus", room: int = 0) -> Path:
    """Where a socket of the desk lies: beside it, or where paths are short. *room*: bytes that follow in a folder."""
    real = desk.resolve()
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:24] + ending
    there = [real.with_name(real.name + ending), *(folder / name for folder in _folders())]
    return next((path for path in there if len(os.fsencode(path)) + room <= _LONGEST), there[-1])


def _folders() -> Iterator[Path]:
    """Where a socket may lie that can't lie beside its desk."""
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
    for place in (Path(tempfile.gettempdir()), SHORT):
        yield place / f"supportterm-{os.getuid()}"


def _make(folder: Path, desk: Path) -> None:
    """Have *folder* for sockets. Raises OSError where it is somebody else's: in /tmp anybody can make it first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not ours and folder != desk.resolve().parent and folder.parent.stat().st_mode & stat.S_ISVTX:
        raise PermissionError(errno.EPERM, "somebody else has made it", str(folder))


def consoles(desk: Path) -> Path:
    """The folder of the sockets of the consoles that are open on the desk."""
    return address(desk, ".consoles", room=20)


def bound(desk: Path, name: str, kind: socket.SocketKind, mode: int) -> socket.socket:
    """A socket *name* among those of the consoles, which who has the rights *mode* may write to.

    Raises OSError where none can be.
    """
    folder = consoles(desk)
    _make(folder.parent, desk)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chmod(folder, 0o2770 if mode_of(desk) & 0o060 else 0o700)
    path = folder / name
    path.unlink(missing_ok=True)  # of a process of this number that was killed
    opened = socket.socket(socket.AF_UNIX, kind)
    try:
        opened.setblocking(False)
        os.fchmod(opened.fileno(), mode)  # before it can be found
        opened.bind(os.fsencode(path))
        os.chmod(path, mode)
    except OSError:
        opened.close()
        raise
    return opened


def send(desk: Path, hint: bytes) -> bool:
    """Whether somebody may have heard it. Never waits, never raises."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        out.sendto(hint, os.fsencode(address(desk)))
        return True
    return False


class Ear:
    """The keeper's end. Only who holds the keeper's lock may open it. Where no socket can be it hears nothing."""

    def __init__(self, desk: Path) -> None:
        self._path = address(desk)
        self._socket: socket.socket | None = None
        with suppress(OSError):
            self._open(desk, mode_of(desk))

    def _open(self, desk: Path, mode: int) -> None:
        _make(self._path.parent, desk)
        with suppress(FileNotFoundError):
            self._path.unlink()  # of a keeper that was killed
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            opened.bind(os.fsencode(self._path))
            os.chmod(self._path, mode)
        except OSError:
            opened.close()
            raise
        self._socket = opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()
            with suppress(OSError):
                self._path.unlink()

    def hear(self, seconds: float) -> frozenset[bytes]:
        """The hints that come within *seconds*, at once when there is one; none when there was none."""
        if self._socket is None:
            time.sleep(seconds)
            return frozenset()
        heard = set()
        self._socket.settimeout(max(seconds, 0.001))
        with suppress(OSError):
            heard.add(self._socket.recv(64))
            self._socket.setblocking(False)
            for _ in range(1000):
                heard.add(self._socket.recv(64))
        return frozenset(heard)
