"""Another program: given a text on standard input, heard until it ends, in the time it has.

What people outside wrote goes in on standard input or as whole arguments, and never becomes part of a shell's line.
"""

import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.core.refusal import Refused

MOST: Final = 4 << 20
"""Bytes that it may print."""
_LOOK: Final = 0.1
"""Seconds between looks whether a person wants it to end."""
_GRACE: Final = 1.0
"""Seconds from the request to end to the end."""
_LATER: Final = 0.3
"""Seconds that what it left running may still print."""


class Ran(NamedTuple):
    status: int
    """As shells tell it: 0 is good, 128 and more is a signal."""
    out: str
    complaints: str
    """What it printed on standard error."""

    @property
    def trouble(self) -> str:
        """Why it is not good, in a line; empty when it is."""
        if self.status == 0:
            return ""
        last = next((line for line in reversed(self.complaints.splitlines()) if line.strip()), "")
        return f"ended with status {self.status}" + (f": {last.strip()}" if last else "")


class Ended(Refused):
    """It was ended before it had ended by itself: it took too long, or a person wanted it to."""


def run(
    words: Sequence[str],
    given: str,
    *,
    seconds: float,
    stopped: Callable[[], bool] = lambda: False,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Ran:
    """The program *words* with *given* on standard input and *environment* beside what there is.

    *stopped* is asked now and then. Raises Refused when it can't be started, Ended when it was ended, with all that it
    had started. Blocks: it is no call for a thread that answers keys.
    """
    try:
        running = subprocess.Popen(
            list(words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TERM": "dumb", "NO_COLOR": "1", **(environment or {})},
            cwd=folder,
            start_new_session=True,  # it has no terminal to paint on, and ends with all that it started
        )
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or "its words are not right"
        raise Refused(f"{words[0]} can't be started: {reason}") from None
    talk = _Talk(running, given.encode("utf-8", "replace"), time.monotonic() + seconds, stopped)
    try:
        talk.listen()
        status = talk.status()
    except Ended as ended:
        _end(running)
        raise Ended(f"{words[0]} {ended}") from None
    except BaseException:
        _end(running)
        raise
    finally:
        for stream in (running.stdin, running.stdout, running.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
    return Ran(status, *(bytes(heard).decode("utf-8", "replace") for heard in (talk.out, talk.complaints)))


def begin(words: Sequence[str], *, seconds: float = 1.0) -> None:
    """Start the program *words*, which goes on by itself: nobody waits for its end, and it outlives who started it.

    Raises Refused when it can't be started, or ends badly within *seconds*, for which it is waited. Blocks so long.
    """
    with tempfile.TemporaryFile() as complaints:
        try:
            running = subprocess.Popen(
                list(words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=complaints,
                start_new_session=True,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else "") or "its words are not right"
            raise Refused(f"{words[0]} can't be started: {reason}") from None
        try:
            status = running.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        complaints.seek(0)
        said = complaints.read(65536).decode("utf-8", "replace")
        if trouble := Ran(status if status >= 0 else 128 - status, "", said).trouble:
            raise Refused(f"{words[0]} {trouble}")


class _Talk:
    """What goes into a running program and what comes out of it, until it is silent."""

    def __init__(
        self, running: "subprocess.Popen[bytes]", given: bytes, until: float, stopped: Callable[[], bool]
    ) -> None:
        self._running = running
        self._left = memoryview(given)
        self._until = until
        self._stopped = stopped
        self.out, self.complaints = bytearray(), bytearray()

    def listen(self) -> None:
        """Raises Ended, without its name, when it took too long, said too much or was to end."""
        running = self._running
        assert running.stdin is not None and running.stdout is not None and running.stderr is not None
        ended_at: float | None = None
        with selectors.DefaultSelector() as waiting:
            os.set_blocking(running.stdin.fileno(), False)
            waiting.register(running.stdin, selectors.EVENT_WRITE)
            waiting.register(running.stdout, selectors.EVENT_READ, self.out)
            waiting.register(running.stderr, selectors.EVENT_READ, self.complaints)
            while len(waiting.get_map()) > 0:
                ready = waiting.select(_LOOK)
                for key, _ in ready:
                    if not (self._hear(key.fd, key.data) if key.data is not None else self._tell(key.fd)):
                        waiting.unregister(key.fileobj)
                        if key.data is None:
                            with suppress(BrokenPipeError):
                                running.stdin.close()
                self._check()
                if ended_at is None and running.poll() is not None:
                    ended_at = time.monotonic()
                if ended_at is not None and not ready and time.monotonic() - ended_at > _LATER:
                    return  # what it left running in the background holds its end open

    def status(self) -> int:
        while self._running.poll() is None:
            self._check()
            time.sleep(_LOOK / 5)
        code = self._running.returncode
        return code if code >= 0 else 128 - code

    def _hear(self, handle: int, into: bytearray) -> bool:
        """Whether there may be more."""
        more = os.read(handle, 65536)
        into += more
        if len(into) > MOST:
            raise Ended(f"printed more than {MOST >> 20} MiB and was ended")
        return bool(more)

    def _tell(self, handle: int) -> bool:
        """Whether there is more to tell."""
        try:
            self._left = self._left[os.write(handle, self._left[:65536]) :] if self._left else self._left
        except BlockingIOError:
            return True
        except BrokenPipeError:  # it has read what it wanted
            return False
        return len(self._left) > 0

    def _check(self) -> None:
        if self._stopped():
            raise Ended("was ended")
        if time.monotonic() > self._until:
            raise Ended("took too long and was ended")


def _end(running: "subprocess.Popen[bytes]") -> None:
    """End it and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            running.wait(_GRACE)
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
