"""Servers that tests start: which port they get, and when they can be called."""

import contextlib
import socket
import subprocess
import time
from pathlib import Path


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
