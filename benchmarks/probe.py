"""A stopwatch at a terminal: from start to text on the screen, from a key to the changed screen.

Bytes are only collected while they flow and replayed into a screen model afterwards, so that the model's cost is
in no figure. *Visible* is the arrival of the first chunk after which the screen equals the settled one.
"""

import contextlib
import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyte

_UNREADABLE = re.compile(
    rb"\x1b[PX^_][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[[<=>][0-9;:]*[@-~]"
    rb"|\x1b\[\?[0-9;]*\$p|\x1b\[4:[0-9]m|\x1b\[[0-9;]*t|\x1b[=>]"
)
_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;390;0c"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
)


def _controlling() -> None:
    """Make standard input the controlling terminal of the new session: some programs open /dev/tty."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Chunk(NamedTuple):
    at: float
    data: bytes


class Press(NamedTuple):
    """One key: seconds until the screen had changed for good, and bytes written for it."""

    seconds: float
    size: int


class Probe:
    """A program on a terminal of 120 by 40."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], columns: int = 120, rows: int = 40) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._asked = b""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            preexec_fn=_controlling,
        )
        os.close(slave)
        self._master = master

    def until(self, shown: Callable[[str], bool], seconds: float = 120) -> float:
        """Seconds from the start until *shown* holds of the screen's text."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for chunk in self._collect(0.02, longest=0.2):
                self._feed(chunk.data)
                if shown("\n".join(self.screen.display)):
                    return chunk.at - self.started
        raise TimeoutError("\n".join(self.screen.display))

    def settle(self) -> None:
        for chunk in self._collect(0.25, longest=10):
            self._feed(chunk.data)

    def press(self, key: bytes, quiet: float = 0.08, of: Callable[[pyte.Screen], object] | None = None) -> Press:
        """Press *key* and wait for the whole answer; *of*: what of the screen the key changes, where all may change."""
        time.sleep(random.uniform(0.0, 0.02))  # so that keys do not lock to a program's frame timer
        sent = time.perf_counter()
        os.write(self._master, key)
        chunks = self._collect(quiet, longest=5, first=1.0)
        screens = []
        for chunk in chunks:
            self._feed(chunk.data)
            screens.append((chunk.at, of(self.screen) if of else self._picture()))
        last = screens[-1][1] if screens else None
        seen = next((at for at, picture in screens if picture == last), sent)
        return Press(seen - sent, sum(len(c.data) for c in chunks))

    def press_at_once(self, key: bytes, longest: float) -> float | None:
        """Press *key*; seconds to the first that is written, None when nothing is within *longest* seconds."""
        sent = time.perf_counter()
        os.write(self._master, key)
        ready, _, _ = select.select([self._master], [], [], longest)
        if not ready:
            return None
        at = time.perf_counter()
        self._feed(os.read(self._master, 1 << 16))
        return at - sent

    def when(self, text: bytes, seconds: float = 20) -> float:
        """The moment, by the performance counter, at which *text* is written, which has no style within."""
        end, tail = time.monotonic() + seconds, b""
        while time.monotonic() < end:
            for chunk in self._collect(0.0, longest=0.2, first=0.2):
                if text in tail + chunk.data:
                    return chunk.at
                tail = (tail + chunk.data)[-len(text) :]
        raise TimeoutError(text.decode())

    def written_within(self, seconds: float) -> int:
        """Bytes that come within *seconds*."""
        end, size = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            size += sum(len(chunk.data) for chunk in self._collect(left, longest=left))
        return size

    def processor_seconds(self) -> float:
        """What the process has used of a core so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def anonymous(self) -> float:
        """MiB of anonymous memory of the process."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        found = re.search(r"^Anonymous:\s+(\d+) kB", text, re.M)
        return int(found[1]) / 1024 if found else 0.0

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    def _collect(self, quiet: float, longest: float, first: float | None = None) -> list[Chunk]:
        """Chunks until nothing came for *quiet* seconds; up to *first* seconds are waited for the first one."""
        chunks: list[Chunk] = []
        end = time.perf_counter() + longest
        while time.perf_counter() < end:
            wait = first if first is not None and not chunks else quiet
            ready, _, _ = select.select([self._master], [], [], wait)
            if not ready:
                break
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:
                break
            if not data:
                break
            chunks.append(Chunk(time.perf_counter(), data))
            self._answer(data)
        return chunks

    def _answer(self, data: bytes) -> None:
        for asked, answer in _ANSWERS:
            if asked.search(data):
                os.write(self._master, answer)

    def _feed(self, data: bytes) -> None:
        with contextlib.suppress(Exception):  # the model knows less than terminals do; what it can't read is no screen
            self._stream.feed(_UNREADABLE.sub(b"", data))

    def _picture(self) -> tuple[object, ...]:
        """Text, colours and cursor."""
        cells = self.screen.buffer
        return (
            self.screen.cursor.x,
            self.screen.cursor.y,
            *(tuple(cells[y][x] for x in range(self.screen.columns)) for y in range(self.screen.lines)),
        )
