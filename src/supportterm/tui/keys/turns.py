"""Keys one after the other: the next when all that the last one set going is done.

Typed at once, as over a slow line, by a script or by a fast hand, keys mean what they mean one by one. Textual leaves
a letter in the text box's own queue, and what a pane wishes ("open this") in the app's: a key that is a command would
overtake both, and send a text before its last letters are in it. Rows come from a thread: a key that is about the row
under the cursor would meet the one that was there before.
"""

import asyncio
import gc
from collections import deque
from collections.abc import Awaitable, Callable, Iterator

from textual.app import App
from textual.events import Callback, Event
from textual.message_pump import MessagePump
from textual.widget import Widget

ROUNDS = 2
"""How often the word goes round: what is done for a key may set one more thing going."""
BREATH = 0.002
"""Seconds after a key in which nothing is done: what it changed is on its way to the terminal, and that may need the
core that we would go on with."""
PATIENCE = 0.5
"""Seconds after which the next key waits no longer: the word went to a pane that is gone."""
READING = 2.0
"""Seconds after which it waits no longer for rows either."""
LOOK = 0.01
"""Seconds between looks whether they have come."""


class Turns:
    """*take* does what a key or a paste means; called within the app, with one at a time. *reads*: rows that the next
    one may be about are still being read."""

    def __init__(self, app: App[None], take: Callable[[Event], Awaitable[None]], reads: Callable[[], bool]) -> None:
        self._app = app
        self._take = take
        self._reads = reads
        self._read_until = 0.0
        """When the next key waits no longer for rows; 0: it does not."""
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

    def at_once(self, take: Callable[[], None], focused: Widget, then: Callable[[], None]) -> bool:
        """*take* does all that a key means at *focused*: has it its turn now? Not while another is not done with.

        *then* is called in a moment, for what can be done ahead of the next one.
        """
        if self._alarm is not None or self._waiting or self._reads():
            return False
        gc.disable()  # what is there to collect can be when the answer is on its way
        try:
            take()
        finally:
            gc.enable()
            self._over.clear()
            asyncio.get_running_loop().call_later(BREATH, self._go_on, self._begin(), focused, then)
        return True

    def _go_on(self, turn: asyncio.TimerHandle, before: Widget, then: Callable[[], None]) -> None:
        self._go_round(turn, before)
        then()

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
        if self._stays_behind_rows():
            return
        before, alarm = self._app.focused, self._begin()
        try:
            await self._take(self._waiting.popleft())
        finally:
            self._go_round(alarm, before)

    def _stays_behind_rows(self) -> bool:
        """Whether the next key has its turn later."""
        loop = asyncio.get_running_loop()
        if not self._reads() or 0 < self._read_until < loop.time():
            self._read_until = 0.0
            return False
        self._read_until = self._read_until or loop.time() + READING
        self._alarm = loop.call_later(LOOK, self._app.call_later, self._next)
        return True

    def _begin(self) -> asyncio.TimerHandle:
        self._alarm = asyncio.get_running_loop().call_later(PATIENCE, self._app.call_later, self._next)
        return self._alarm

    def _go_round(self, turn: asyncio.TimerHandle, before: Widget | None) -> None:
        """Through the queues in which something may stand: those of what had the focus and has it, and all around."""
        concerned: dict[MessagePump, None] = {}
        for focused in dict.fromkeys((before, self._app.focused)):
            concerned |= dict.fromkeys(focused.ancestors_with_self[:-1] if focused is not None else [self._app.screen])
        Word(turn, iter([*concerned] * ROUNDS), self._heard).go()

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
