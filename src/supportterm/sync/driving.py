"""A running console driven from another shell of the same person, over a socket that only they can open."""

import os
import socket
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from supportterm.core.refusal import Refused
from supportterm.sync.bus import consoles

LONGEST: Final = 64 * 1024
"""Bytes of a line."""
PATIENCE: Final = 10.0
"""Seconds that a console is waited for."""
_ENDING: Final = ".drive"


class Answer(msgspec.Struct, frozen=True):
    ok: bool
    words: str = ""


encode = msgspec.json.Encoder().encode
line_from = msgspec.json.Decoder(str).decode
"""The line in what was sent, which is one JSON text and a line end. Raises msgspec.DecodeError or ValidationError."""
_answer_from = msgspec.json.Decoder(Answer).decode


def seat(process: int) -> str:
    """What the socket of the console is called that runs as *process*."""
    return f"{process}{_ENDING}"


def is_same_person(peer: socket.socket) -> bool:
    """Whether who is at the other end runs as the same user as this process, as the kernel knows them.

    Where a system does not tell, the rights of the socket's file have to do, which are the owner's alone.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, user, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(user == os.getuid())


def drive(desk: Path, line: str, *, process: int | None = None) -> Answer:
    """Have *line* carried out by the console of *process*, else by the one that was opened last.

    Raises Refused when there is none, or when it does not answer.
    """
    for path in [consoles(desk) / seat(process)] if process is not None else _seats(desk):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as out:
            out.settimeout(PATIENCE)
            try:
                out.connect(os.fsencode(path))
            except (ConnectionRefusedError, FileNotFoundError, PermissionError):  # it was killed, or is a colleague's
                continue
            if not is_same_person(out):
                continue
            return _asked(out, line)
    which = f" that is process {process}" if process is not None else ""
    raise Refused(f"no console of yours{which} is open on {desk}")


def sweep(desk: Path) -> None:
    """Take away the sockets that consoles of this person left behind when they were killed.

    Only those that refuse a caller; one that was made just now may not listen yet.
    """
    for path in consoles(desk).glob(f"*{_ENDING}"):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as out:
            found = path.lstat()
            theirs = found.st_uid != os.getuid() or not stat.S_ISSOCK(found.st_mode)
            if theirs or time.time() - found.st_mtime < PATIENCE:
                continue
            out.setblocking(False)
            try:
                out.connect(os.fsencode(path))
            except ConnectionRefusedError:
                if path.lstat().st_ino == found.st_ino:
                    path.unlink()


def _asked(out: socket.socket, line: str) -> Answer:
    try:
        out.sendall(encode(line) + b"\n")
        return _answer_from(b"".join(iter(lambda: out.recv(4096), b"")))
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        raise Refused("the console did not answer; what it was told may have been done") from None


def _seats(desk: Path) -> Iterator[Path]:
    """Of the consoles of the desk, the one that was opened last first."""
    found: list[tuple[float, Path]] = []
    for path in consoles(desk).glob(f"*{_ENDING}"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path))
    return (path for _, path in sorted(found, reverse=True))
