"""The customers of a demo desk: they go on chatting while its console is open."""

from typing import TYPE_CHECKING

from textual.app import App
from textual.worker import Worker

from supportterm.demo import NAME

if TYPE_CHECKING:
    from supportterm.demo.live import LiveChats
    from supportterm.desk import Desk

EVERY = 1.0
"""Seconds between two looks at what they have to say."""


class Customers:
    """On a desk that is no demo there are none, and nothing runs."""

    def __init__(self, app: App[None], desk: "Desk") -> None:
        self._app = app
        self._desk = desk
        self._chats: LiveChats | None = None
        self._speaking: Worker[None] | None = None
        if desk.name == NAME and not desk.read_only:
            app.set_interval(EVERY, self._look)

    def leave(self) -> None:
        if self._chats is not None:
            self._chats.close()
            self._chats = None

    def _look(self) -> None:
        if self._speaking is None or self._speaking.is_finished:
            self._speaking = self._app.run_worker(self._speak, thread=True, group="customers", exit_on_error=False)

    def _speak(self) -> None:
        """In a thread: what they say is written to the disk."""
        if self._chats is None:
            from supportterm.demo.live import LiveChats

            self._chats = LiveChats(self._desk, self._desk.clock)
        self._chats.tick()
