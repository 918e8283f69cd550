"""Where chats wait for news: what changes one, here or elsewhere, wakes it; what changes here is told to others.

Consoles say so at once by the sockets beside the desk. Who does not (a command in a shell, the process that keeps the
desk) is found out by looking what was written since.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from supportterm.core.moments import SECOND
from supportterm.desk import Desk, StoreError
from supportterm.sync.visiting import Visiting

LOOK: Final = 0.1
"""Seconds between looks whether another process changed the desk, while somebody chats."""
BEAT: Final = 30.0
"""Seconds between signs of life of all who chat, for who keeps the desk."""
AGAIN: Final = 10.0
"""Seconds between those for the consoles, which may have missed a word."""
COUNT: Final = 2.0
"""Seconds between counts of who waits before whom."""
WAITED: Final = 3 * SECOND
"""So long nobody is told that they wait: what answers at once does so within."""
LEFT: Final = 90 * SECOND
"""How long somebody counts as being there after they hung up: who loads a page again is back before."""
HERE: Final = LEFT + 40 * SECOND
"""And after the last sign of life. These come often enough that who is there is always known to be for longer than who
left: by that all processes count one line."""


class Hub:
    """For one event loop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines = 0
        """How many visitors are there, of whom some have said nothing yet."""
        self._waiting: dict[int, set[asyncio.Event]] = {}
        """By chat."""
        self._visiting: Visiting | None = None
        self._answered: frozenset[int] = frozenset()
        """Chats in which an agent types."""
        self._before: dict[int, int] = {}
        """How many wait before each who waits, by chat."""
        self._counted = asyncio.Event()
        """Set, and another one from then on, when that has changed."""
        self._looking: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        desk.subscribe(self._changed)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """A visitor is there: consoles hear at once of what they say."""
        if not self._lines:
            self._open()
        self._lines += 1
        try:
            yield
        finally:
            self._lines -= 1
            if not self._lines:
                self._close()

    @contextmanager
    def at(self, chat: int) -> Iterator[asyncio.Event]:
        """An event that is set when *chat* may have changed, or somebody begins or ends to type there."""
        event = asyncio.Event()
        self._waiting.setdefault(chat, set()).add(event)
        self.types(chat, False)
        try:
            yield event
        finally:
            self._waiting[chat].discard(event)
            if not self._waiting[chat]:
                del self._waiting[chat]
                self.types(chat, None)

    def is_at(self, chat: int) -> bool:
        """Whether somebody is at *chat*, by this process."""
        return chat in self._waiting

    def types(self, chat: int, on: bool | None) -> None:
        """Consoles see whether the visitor types; None: they have left."""
        if self._visiting is not None:
            self._visiting.visitor(chat, on)

    def before(self, chat: int) -> int | None:
        """How many wait for a person before who is at *chat*; None: they do not wait."""
        return self._before.get(chat)

    async def moved_up(self) -> None:
        """Returns when somebody's place in the line may be another."""
        await self._counted.wait()

    def is_answered(self, chat: int) -> bool:
        """Whether an agent types there."""
        return chat in self._answered

    def _open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._visiting = Visiting(self._desk.path)
        if self._visiting.fileno() >= 0:
            self._loop.add_reader(self._visiting.fileno(), self._hear)
        self._desk.poll()
        self._looking = self._loop.create_task(self._look(self._desk.customers.log_end()))

    def _close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._visiting is not None and self._loop is not None:
            if self._visiting.fileno() >= 0:
                self._loop.remove_reader(self._visiting.fileno())
            self._visiting.close()
        self._looking = self._visiting = self._loop = None
        self._answered, self._before = frozenset(), {}

    def _hear(self) -> None:
        if self._visiting is None:
            return
        if self._visiting.hear():
            before = self._answered
            self._answered = frozenset(o.ticket for o in self._visiting.others if o.typing and o.writing == "reply")
            self._wake(before ^ self._answered)
        news = self._visiting.news()
        if news is not None:
            self._wake(news or self._waiting)

    async def _look(self, upto: int) -> None:
        """*upto*: the end of the log that was looked at."""
        customers, loop = self._desk.customers, asyncio.get_running_loop()
        beaten = told = counted = loop.time()
        while True:
            await asyncio.sleep(LOOK)
            try:
                if self._desk.poll():
                    upto, changed = await asyncio.to_thread(customers.changed_since, upto)
                    self._wake(changed)
                if self._waiting and loop.time() - counted > COUNT:
                    counted = loop.time()
                    self._place(await asyncio.to_thread(customers.before_each, WAITED, LEFT))
                if loop.time() - beaten > BEAT:
                    beaten = loop.time()
                    await asyncio.to_thread(customers.are_at_chat, tuple(self._waiting), self._desk.clock() + HERE)
            except StoreError:  # of this moment; the next look tells
                continue
            if loop.time() - told > AGAIN and self._visiting is not None:
                told = loop.time()
                self._visiting.say_again()

    def _place(self, before: dict[int, int]) -> None:
        if before != self._before:
            self._before, over, self._counted = before, self._counted, asyncio.Event()
            over.set()

    def _wake(self, chats: Iterable[int]) -> None:
        for chat in chats:
            for event in self._waiting.get(chat, ()):
                event.set()

    def _changed(self, tickets: tuple[int, ...]) -> None:
        """Something was written by this process, on any of its threads."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._tell, tickets)

    def _tell(self, tickets: tuple[int, ...]) -> None:
        self._wake(tickets or self._waiting)
        if self._visiting is not None:
            self._visiting.changed(tickets)
