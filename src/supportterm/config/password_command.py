"""A secret from a command that its owner names: the first line that it prints."""

import os
import selectors
import shlex
import signal
import subprocess
import time
from contextlib import suppress
from typing import Final

from supportterm.core.refusal import Refused

PATIENCE: Final = 30.0
"""Seconds that it may take."""
MOST: Final = 16_384
"""Bytes that it may print; a secret is shorter."""


def run(command: str, patience: float = PATIENCE) -> str:
    """The first line. Raises Refused in plain words; nothing that was printed is told, since it may be the secret.

    There is no shell, nothing to read for it and nobody to ask. It and all that it started have ended afterwards.
    """
    line, trouble = _line(_words(command), patience)
    if trouble:  # raised out here: what was printed is among nobody's variables any more
        raise Refused(f"the password_command {trouble}")
    return line


def _line(words: list[str], patience: float) -> tuple[str, str]:
    """The first line, or what is wrong."""
    deadline = time.monotonic() + patience
    try:
        running = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that what it started ends with it
        )
    except (OSError, ValueError) as error:
        return "", f"{words[0]!r} can't be run: {_reason(error)}"
    try:
        printed = _printed(running, deadline)
        status = None if printed is None else _status(running, deadline)
    finally:
        _end(running)
    if printed is None or status is None:
        return "", f"did not end within {patience:g} s"
    if len(printed) > MOST:
        return "", f"printed more than {MOST:,} bytes: that is no password"
    if status != 0:
        return "", f"failed (status {status}); in a shell it says why"
    try:
        line = printed.partition(b"\n")[0].rstrip(b"\r").decode()
    except UnicodeDecodeError:
        line = ""
    if not line or not line.isprintable():
        return "", "printed no password on its first line"
    return line, ""


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Refused(f"the password_command can't be read: {error}") from None
    if not words:
        raise Refused("the password_command is empty")
    return words


def _printed(running: "subprocess.Popen[bytes]", deadline: float) -> bytes | None:
    """What it printed, up to a little more than `MOST`; None when time ran out."""
    assert running.stdout is not None
    handle = running.stdout.fileno()
    found = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(handle, selectors.EVENT_READ)
        while len(found) <= MOST:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                return None
            more = os.read(handle, 4096)
            if not more:
                break
            found += more
    return found


def _status(running: "subprocess.Popen[bytes]", deadline: float) -> int | None:
    if running.stdout is not None:
        running.stdout.close()  # one that goes on printing is told so
    try:
        return running.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None


def _end(running: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    if running.stdout is not None:
        running.stdout.close()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or "its words are not right"
