"""Servers that tests start: which port they get, and when they can be called."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class NotStarted(Exception):
    """A server ended, or could not be called in time; the words say where its log is."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def await_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Raises NotStarted."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise NotStarted(f"it did not start; see {log}")


def alive(pid_file: Path, word: str) -> int:
    """The process that a file names, if it still runs and has *word* in its command line; else 0."""
    try:
        pid = int(pid_file.read_text().split()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return 0
    return pid if word.encode() in words else 0


def running_at(
    folder: Path, word: str, port: int, command: Callable[[int], Sequence[str]],
    environment: Callable[[int], Mapping[str, str]], cwd: Path | None = None,
) -> int:  # fmt: skip
    """The port of the server of *folder*, which is started when none runs there: by *command* at a port, at *port* if
    that is not 0. *word* is in its command line. Raises NotStarted."""
    pid = folder / "server.pid"
    if not alive(pid, word):
        port = port or free_port()
        with (folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command(port), env=dict(environment(port)), cwd=cwd or folder, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        pid.write_text(f"{process.pid} {port}\n")
        await_port(port, process, folder / "server.log")
    return int(pid.read_text().split()[1])


def end(folder: Path, word: str) -> None:
    """End the server of *folder*, workers included, and nothing else."""
    if pid := alive(folder / "server.pid", word):
        # It was started as the leader of a group of its own: its workers are in it, and nobody else.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    (folder / "server.pid").unlink(missing_ok=True)


@contextlib.contextmanager
def fresh(up: Callable[[Path], T], down: Callable[[Path], None], folder: Path) -> Iterator[T]:
    """A server for as long as the block takes."""
    try:
        yield up(folder)
    finally:
        down(folder)
