"""A person at a terminal: the real program in a real pty, its screen read back by a terminal emulator.

Nothing here sleeps for luck: a step waits until the screen shows what it should, or fails with the screen.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "left": "\x1b[D",
    "right": "\x1b[C",
    **{f"ctrl+{c}": chr(ord(c) & 0x1F) for c in "abcdefghijklmnopqrstuvwxyz"},
}

OURS = (sys.executable, "-m", "supportterm")

# What pyte would print as text: string sequences, and CSI with private markers.
_UNREADABLE = re.compile(
    rb"\x1b[PX^_][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[[<=>][0-9;:]*[@-~]"
    rb"|\x1b\[\?[0-9;]*\$p|\x1b\[4:[0-9]m|\x1b\[[0-9;]*t"
)


def _controlling() -> None:
    """Make standard input the controlling terminal of the new session: some programs open /dev/tty."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as at any terminal, though the tests run under nohup
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """The program on a screen of *columns* by *rows*. All bytes it ever wrote are in `.bytes`."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: dict[str, str],
        columns: int = 100,
        rows: int = 30,
        program: Sequence[str] = OURS,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self._unread = b""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [*program, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=environment["HOME"],
            start_new_session=True,
            preexec_fn=_controlling,
            close_fds=True,
        )
        os.close(slave)
        self._master = master

    # --- what a person does

    def press(self, *keys: str) -> None:
        """Keys by name (`ctrl+s`, `enter`) or character; each waits for the one before to be answered."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())
            self.settle()

    def type(self, text: str) -> None:
        self.write(text)
        self.settle()

    def command(self, line: str) -> None:
        """Run a command line."""
        self.type(f":{line}")
        self.press("enter")

    def leave(self, what: str) -> None:
        """Escape, until *what* is gone: what follows an escape at once would be one key with it."""
        self.press("esc")
        self.see_no_more(what)

    def write(self, text: str) -> None:
        """Type without looking at the screen."""
        os.write(self._master, text.encode())

    # --- what a person sees

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def see(self, *texts: str, seconds: float = 20) -> None:
        """Wait until all *texts* are on the screen."""
        self.wait_for(lambda: all(t in self.text for t in texts), f"never saw {texts}", seconds)

    def see_no_more(self, text: str, seconds: float = 20) -> None:
        self.wait_for(lambda: text not in self.text, f"still see {text!r}", seconds)

    def settle(self, quiet: float = 0.06, seconds: float = 5) -> None:
        """Read until the program has written nothing for *quiet* seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._read(quiet):
            pass

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    # --- how it ends

    def wait(self, seconds: float = 15) -> int:
        """Exit status, after the program has ended by itself."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.05)
        if self.process.poll() is None:
            raise AssertionError(f"did not end\n{self.text}")
        return self.process.wait()

    def kill(self) -> None:
        """kill -9, as a machine does when it is out of memory."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def hang_up(self) -> None:
        """The connection drops: the terminal is gone."""
        os.close(self._master)
        self._master = -1
        self.process.wait(15)

    def terminate(self) -> None:
        """The machine shuts down."""
        self.process.send_signal(signal.SIGTERM)

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        if self._master >= 0:
            os.close(self._master)

    def wait_for(self, true: Callable[[], bool], failure: str, seconds: float = 20) -> None:
        """Read on until it is *true*."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end or (self.process.poll() is not None and not self._read(0.1)):
                raise AssertionError(f"{failure} in:\n{self.text}")
            self._read(0.1)

    def _read(self, seconds: float) -> bool:
        """Take in what the program wrote within *seconds*; was there anything?"""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            chunk = os.read(self._master, 65536)
        except OSError:
            return False
        self.bytes += chunk
        self._unread += chunk
        # A sequence that is cut off at the end of a chunk waits for the rest.
        cut = self._unread.rfind(b"\x1b")
        whole = len(self._unread) if cut < 0 or len(self._unread) - cut > 64 else _end_of(self._unread, cut)
        self._stream.feed(_UNREADABLE.sub(b"", self._unread[:whole]))
        self._unread = self._unread[whole:]
        return bool(chunk)


def _end_of(data: bytes, start: int) -> int:
    """Where the escape sequence at *start* can be fed up to: all of it, or nothing when it is not whole."""
    whole = re.match(
        rb"\x1b(?:\[[0-9;:<=>?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+#%][ -~]|[^\[\]()*+#%PX^_])",
        data[start:],
    )
    return len(data) if whole else start


@contextlib.contextmanager
def terminal(
    arguments: Sequence[str],
    home: Path,
    columns: int = 100,
    rows: int = 30,
    program: Sequence[str] = OURS,
    **environment: str,
) -> Iterator[Terminal]:
    """The program as somebody with the home directory *home* would start it."""
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **environment,
    }
    there = Terminal(arguments, given, columns, rows, program)
    try:
        yield there
    finally:
        there.close()
