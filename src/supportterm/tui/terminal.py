"""The terminal, read and written by the loop itself.

Textual gives each direction a thread. Between a key and the changed screen that is two hand-overs, each waiting for
Python's lock; ten times a second the reader looks whether it should end; and a line that is too slow for what is drawn
stops the loop, and with it every key. Here the loop is told when there is something to read, and what the terminal
can't take yet waits in memory until it can. A key that nothing stands before is answered where it was read, and not
by way of the app's queue, which is another turn of the loop. The modes of the terminal, and what its bytes mean, are
Textual's.
"""

import asyncio
import contextlib
import os
import select
import sys
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any, Final, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from supportterm.tui.incoming import ESCAPE, Incoming

if TYPE_CHECKING:
    from supportterm.tui.app import SupportTerm

MOST: Final = 1 << 16
"""Bytes that wait for a slow terminal at most: some screens. Beyond it is shown the newest one, not all that were."""


class Terminal(LinuxDriver):
    """A driver for our app. Where the terminal can't be opened a second time, Textual's thread writes."""

    _outlet: int | None = None
    _watched = False
    _behind = False
    """More was drawn than the terminal took: what is drawn now is dropped, and all is painted when it has caught up."""
    _ticking: asyncio.TimerHandle | None = None
    _within: Context
    """What Textual knows of by context, such as the app: what is read is read within it."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._begun = bytearray()
        """Is being written, and must be to its end: it may be in the middle of a sequence."""
        self._frames: list[bytes] = []

    @property
    def _console(self) -> "SupportTerm":
        return cast("SupportTerm", self._app)

    # --- out

    def start_application_mode(self) -> None:
        self._within = copy_context()
        self._console.picture.forget()
        # A description of the file of its own: that it does not block is no business of those we share the other with.
        with contextlib.suppress(OSError, ValueError):
            name = os.ttyname(sys.__stderr__.fileno()) if sys.__stderr__ else ""
            self._outlet = os.open(name, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if getattr(self._app, "reader", None) is not None:
            self.write("\x1b[?25h")  # who hears the screen hears the line of its cursor
            self.flush()

    def stop_application_mode(self) -> None:
        if self._behind:
            self._behind = False
            self._frames.clear()
        super().stop_application_mode()
        if self._outlet is not None:
            self._drain(to_the_end=True)
            os.close(self._outlet)
            self._outlet = None

    def write(self, data: str) -> None:
        if self._outlet is None:
            super().write(data)
        elif not self._behind:
            if not self._frames:  # what is not followed by a flush goes out with the next turn of the loop
                self._loop.call_soon(self._drain)
            self._frames.append(data.encode("utf-8", "replace"))

    def flush(self) -> None:
        if self._outlet is not None:
            self._drain()

    def _drain(self, *, to_the_end: bool = False) -> None:
        """Write what the terminal takes; *to_the_end*: wait for it."""
        while self._outlet is not None and (self._begun or self._frames):
            self._begun += b"".join(self._frames) if len(self._begun) < MOST else b""
            self._behind |= len(self._begun) >= MOST and not to_the_end
            self._frames.clear()
            try:
                written = os.write(self._outlet, self._begun)
            except BlockingIOError:
                if not to_the_end:
                    break
                select.select([], [self._outlet], [], 1.0)
            except OSError:  # it is gone; that is told by a signal
                self._begun.clear()
            else:
                del self._begun[:written]
        self._watch(bool(self._begun))
        if self._behind and not self._begun:
            self._behind = False
            self._console.redraw()

    def _watch(self, wanted: bool) -> None:
        """Whether the loop is to say when the terminal takes more."""
        if wanted == self._watched or self._outlet is None:
            return
        self._watched = wanted
        if wanted:
            self._loop.add_writer(self._outlet, self._drain)
        else:
            self._loop.remove_writer(self._outlet)

    # --- in

    def run_input_thread(self) -> None:
        """Textual's thread only waits for the end; what is typed is read by the loop."""
        if not self.input_tty:
            super().run_input_thread()
            return
        incoming = Incoming(debug=self._debug)

        def read() -> None:
            try:
                data = os.read(self.fileno, 4096)
            except OSError:  # it is gone
                data = b""
            if not data:
                self._loop.remove_reader(self.fileno)
                return
            for message in incoming.feed(data, into_text=in_text):
                self.process_message(message)
            if incoming.unfinished:
                if self._ticking is not None:
                    self._ticking.cancel()
                self._ticking = self._loop.call_later(ESCAPE, tick)

        def in_text() -> bool:
            from textual.widgets import TextArea  # a start has no time to load it

            return isinstance(self._console.focused, TextArea)

        def tick() -> None:
            for message in incoming.tick():
                self.process_message(message)

        self._loop.call_soon_threadsafe(self._loop.add_reader, self.fileno, read, context=self._within)
        self.exit_event.wait()
        self._loop.call_soon_threadsafe(self._loop.remove_reader, self.fileno)

    def disable_input(self) -> None:
        """At once: a key that the loop has noticed and not read yet is thrown away here, and to read it after that
        would wait for the next one."""
        if self.input_tty:
            self._loop.remove_reader(self.fileno)
        super().disable_input()

    def send_message(self, message: Message) -> None:
        if not isinstance(message, Key) or not self._console.at_once(message):
            self._app.post_message(message)
