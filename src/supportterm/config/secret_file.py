"""A secret in a file that only its owner can read."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from supportterm.core.refusal import Refused


class Revealing(Protocol):
    def reveal(self) -> str: ...


def read(file: Path) -> str:
    """The first line. Raises Refused when it can't be read, is no plain file of ours, or others could read it."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}") from None
    with open(handle, encoding="utf-8", errors="surrogateescape") as opened:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Refused(f"{file} is no file")
        if found.st_uid not in (os.geteuid(), 0):
            raise Refused(f"{file} belongs to somebody else: no secret is taken from it")
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Refused(f"others can read {file}: `chmod 600` it, and change the secret if somebody may have")
        return opened.readline().rstrip("\n")


def write(file: Path, secret: Revealing) -> None:
    """Whole or not at all, in a folder for nobody else. Raises Refused when the disk says no."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        _folder(file.parent)
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="surrogateescape") as out:
            out.write(f"{secret.reveal()}\n")
            out.flush()
            os.fsync(handle)
        os.replace(part, file)
        trouble = ""
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        trouble = error.strerror or "the disk says no"
    if trouble:  # raised out here: what failed has the secret among its variables
        raise Refused(f"{file} can't be written: {trouble}; nothing was stored")


def remove(file: Path) -> None:
    file.unlink(missing_ok=True)


def touch(folder: Path) -> None:
    """Let other processes see that something was changed, although no file in *folder* was."""
    with suppress(OSError):
        _folder(folder)
        os.utime(folder)


def _folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
