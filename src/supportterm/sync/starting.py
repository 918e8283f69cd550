"""Seeing to it that a desk is kept: by the first console or writing command, in a process that outlives them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from supportterm.sync import bus, lock

if TYPE_CHECKING:
    from supportterm.desk import Desk


def ensure(desk: "Desk", log: Path, *, hint: bytes = bus.WAKE) -> bool:
    """Whether something keeps the desk, started now if need be; it hears the *hint*.

    A desk without connections, a copy and one opened for reading only are left alone. *log* is the file that the
    process writes to. Returns before the process has begun to work.
    """
    if desk.read_only or not any(not c.paused for c in desk.connections()):
        return False
    if lock.is_kept(desk.path):
        bus.send(desk.path, hint)
        return True
    if not desk.is_original:
        return False
    start(desk.path, log)
    return True


def start(path: Path, log: Path) -> None:
    """Start a keeper that no terminal and no parent can take along with them."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, "-m", "supportterm", "--desk", str(path), "keeper", "--detached"]
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # It forks once more and its parent ends at once, so that nobody has to wait for it here.
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=handle, stderr=handle, start_new_session=True, check=False,
            cwd="/", env={**os.environ, "PYTHONSAFEPATH": "1"},
        )  # fmt: skip
    finally:
        os.close(handle)


def detach() -> None:
    """Go on as a process of its own, and let the one that was started end."""
    if os.fork() != 0:
        os._exit(0)
