"""Keys one after the other: the next when all that the last one set going is done.

Typed at once, as over a slow line, by a script or by a fast hand, keys mean what they mean one by one. Textual leaves
a letter in the text box's own queue, and what a pane wishes ("open this") in the app's: a key that is a command would
overtake both, and send a text before its last letters are in it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator

from textual.app import App
from textual.events import Callback, Event
from textual.message_pump import MessagePump

ROUNDS = 2
"""How often the word goes round: what is done for a key may set one more thing going."""
PATIENCE = 0.5
"""Seconds after which the next key waits no longer: the word went to a pane that is gone."""


class Turns:
    """*take* does what a key or a paste means; called in the app, with one at a time."""

    def __init__(self, app: App[None], take: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._take = take
        self._waiting: deque[Event] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        """Set while it is somebody's turn."""
        self._over = asyncio.Event()
        self._over.set()

    async def add(self, event: Event) -> None:
        self._waiting.append(event)
        self._over.clear()
        if self._alarm is None:
            await self._next()

    async def over(self) -> None:
        """Wait until all keys had their turn."""
        await self._over.wait()

    async def _next(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if not self._waiting:
            self._over.set()
            return
        before = self._concerned()
        self._alarm = asyncio.get_running_loop().call_later(PATIENCE, self._app.call_later, self._next)
        try:
            await self._take(self._waiting.popleft())
        finally:
            round_ = dict.fromkeys((*before, *self._concerned()))
            Word(self._alarm, iter([*round_] * ROUNDS), self._heard).go()

    def _concerned(self) -> tuple[MessagePump, ...]:
        """Those in whose queues something may stand: what has the focus, and all around it."""
        focused = self._app.focused
        return tuple(focused.ancestors_with_self)[:-1] if focused is not None else (self._app.screen,)

    def _heard(self, word: "Word") -> None:
        """*word* stood in every queue: the next key has its turn, unless that was given up waiting for."""
        if word.turn is self._alarm:
            self._app.call_later(self._finish, word.turn)

    async def _finish(self, turn: asyncio.TimerHandle) -> None:
        if turn is self._alarm:
            await self._next()


class Word:
    """What is passed on from queue to queue, behind all that stands in each.

    A method without arguments, and not `call_later` with some: of those Textual looks at the signature each time,
    which over a key's whole round costs more than to answer it.
    """

    def __init__(
        self, turn: asyncio.TimerHandle, pumps: Iterator[MessagePump], heard: Callable[["Word"], None]
    ) -> None:
        self.turn, self._pumps, self._heard = turn, pumps, heard

    def go(self) -> None:
        for pump in self._pumps:
            if pump.is_running and pump.post_message(Callback(callback=self.go)):
                return
        self._heard(self)
