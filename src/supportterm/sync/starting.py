"""Seeing to it that a desk is kept: by the first console or writing command, in a process that outlives them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from supportterm.sync import bus, lock
from supportterm.sync.soon import follows, hooked, wanted

if TYPE_CHECKING:
    from supportterm.desk import Desk

LINGER: Final = 30
"""Seconds that a keeper stays after it is no longer needed: the next command comes soon, as a rule."""

_started: Final[list["subprocess.Popen[bytes]"]] = []
"""Those that this process started and that are still to be asked how they ended."""


def ensure(desk: "Desk", log: Path, *, hint: bytes = bus.WAKE, stays: bool = False) -> bool:
    """Whether something keeps the desk, started now if need be; it hears the *hint*.

    A copy and a desk opened for reading only are left alone, and one without connections, but where something is to be
    said later or a hook has something to follow, or somebody *stays* at it and something is due soon. *log* is the file
    that the process writes to. Cheap, and returns before a process that was started has begun to work. Raises
    StoreError when the desk's folder can't be written.
    """
    if desk.read_only or not _worth_it(desk, stays=stays):
        return False
    if lock.is_kept(desk.path):
        bus.send(desk.path, hint)
        return True
    if not desk.is_original:
        return False
    start(desk.path, log)
    return True


def _worth_it(desk: "Desk", *, stays: bool) -> bool:
    if any(not c.paused for c in desk.connections()) or desk.scheduled() is not None:
        return True
    return follows(desk) or (stays and (wanted(desk) or hooked(desk)))


def start(path: Path, log: Path, *, linger: int = LINGER) -> None:
    """Start a keeper that no terminal and no parent can take along with them.

    When two are started at once, one of them ends again.
    """
    _started[:] = [p for p in _started if p.poll() is None]
    command = [
        sys.executable, "-m", "supportterm", "--desk", str(path), "keeper", "--linger", str(linger), "--log", str(log),
    ]  # fmt: skip
    complaints = _opened(log)
    try:
        _started.append(
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=True,  # a hang-up of the terminal is told to its session only
                cwd="/",
                env=_environment(),
            )
        )
    finally:
        if complaints >= 0:
            os.close(complaints)


def failed() -> bool:
    """Whether a keeper that this process has started since the last call of `start` ended in an error."""
    return any(p.poll() not in (None, 0) for p in _started)


def _opened(log: Path) -> int:
    """Where what goes wrong before it writes its own log is told."""
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        return subprocess.DEVNULL


def _environment() -> dict[str, str]:
    """Ours, for a process that lives in another folder and loads nothing from there."""
    found = {**os.environ, "PYTHONSAFEPATH": "1"}
    if places := found.get("PYTHONPATH"):
        found["PYTHONPATH"] = os.pathsep.join(os.path.abspath(p) for p in places.split(os.pathsep) if p)
    return found
