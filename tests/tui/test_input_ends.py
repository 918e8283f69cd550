"""The end of reading the terminal: a person presses a key in the moment in which they leave."""

import asyncio
import os
import pty
import signal
import sys
from collections.abc import Callable, Iterator
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from supportterm.tui import terminal


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What is written to it is typed at the terminal that is this process's standard input."""
    master, slave = pty.openpty()
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)}
    with os.fdopen(slave) as ours:
        monkeypatch.setattr(sys, "__stdin__", ours)
        yield master
    os.close(master)
    for number, handler in before.items():
        signal.signal(number, handler)


async def test_a_key_that_came_as_reading_ended_is_not_waited_for(
    keyboard: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is flushed away, so that to read it would wait for the next: whoever had left pressed enter to be gone."""
    app, reads, loop = SimpleNamespace(ansi_color=True), list[int](), asyncio.get_running_loop()
    driver = terminal.Terminal(app)
    monkeypatch.setattr(driver, "write", lambda data: None)
    monkeypatch.setattr(driver, "_within", None, raising=False)
    watched = Event()
    add_reader = loop.add_reader

    def watch(handle: int, read: Callable[[], None]) -> None:
        add_reader(handle, read)
        watched.set()

    monkeypatch.setattr(loop, "add_reader", watch)
    driver._key_thread = Thread(target=driver.run_input_thread)
    driver._key_thread.start()
    while not watched.is_set():
        await asyncio.sleep(0)
    monkeypatch.setattr(terminal.os, "read", lambda handle, most: reads.append(handle) or b"")

    def leave() -> None:
        os.write(keyboard, b"x\n")
        loop.call_soon(driver.disable_input)  # before it the loop sees that there is something to read

    loop.call_soon(leave)
    for _ in range(5):
        await asyncio.sleep(0)
    assert not driver._key_thread.is_alive()
    assert reads == []
