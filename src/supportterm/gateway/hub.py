"""Where chats wait for news: what changes the desk, here or elsewhere, wakes them; what changes here is told to others.

Consoles say so at once by the sockets beside the desk. Who does not (a command in a shell) is found out by looking.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from supportterm.desk import Desk, StoreError
from supportterm.sync.presence import Presence

LOOK: Final = 0.1
"""Seconds between looks whether another process changed the desk, while somebody chats."""


class Hub:
    """For one event loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: set[asyncio.Event] = set()
        self._presence: Presence | None = None
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        desk.subscribe(self._changed)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set when the desk may have changed."""
        event = asyncio.Event()
        if not self._waiting:
            self._open()
        self._waiting.add(event)
        try:
            yield event
        finally:
            self._waiting.discard(event)
            if not self._waiting:
                self._close()

    def _open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._presence = Presence(self._desk.path, "", visitor=True)
        if self._presence.fileno() >= 0:
            self._loop.add_reader(self._presence.fileno(), self._hear)
        self._desk.poll()
        self._looking = self._loop.create_task(self._look())

    def _close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._presence is not None and self._loop is not None:
            if self._presence.fileno() >= 0:
                self._loop.remove_reader(self._presence.fileno())
            self._presence.close()
        self._looking = self._presence = self._loop = None

    def _hear(self) -> None:
        if self._presence is not None:
            self._presence.hear()
            if self._presence.news():
                self._wake()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                changed = self._desk.poll()
            except StoreError:  # of this moment; the next look tells
                continue
            if changed:
                self._wake()

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()

    def _changed(self, tickets: tuple[int, ...]) -> None:
        """Something was written by this process, on any of its threads."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._wake()
        if self._presence is not None:
            self._presence.changed()
