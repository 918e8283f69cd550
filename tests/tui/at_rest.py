"""When a console has done all that the keys so far ask for, told by what it has still to do.

A pilot's own wait looks at the processor instead: each key takes a twentieth of a second, a second where another thread
is busy, and on a machine that is busy with something else a console seems at rest which only never had its turn.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

from textual._context import active_app
from textual.app import App
from textual.events import Callback
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import WorkerState

SOON = 0.1
"""Seconds: a timer that goes off so soon after a key is part of what the key does."""
LASTING = frozenset({"customers", "keeper"})
"""Groups of workers that work for nobody who waits."""


async def rest(least: float = 0.0, most: float = 1.0) -> None:
    """Until the active app is at rest in two looks that follow each other, at most for *most* seconds."""
    app = active_app.get()
    still = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(most):
            while still < 2:
                await _heard(app)
                still = 0 if _busy(app) else still + 1
                if not still:
                    await asyncio.sleep(0.001)


async def _heard(app: App[object]) -> None:
    """Until each pump has done what stood in its queue."""
    asked, heard = 0, asyncio.Event()

    def one() -> None:
        nonlocal asked
        asked -= 1
        if not asked:
            heard.set()

    for pump in _pumps(app):
        if pump.is_running and pump.post_message(Callback(callback=one)):
            asked += 1
    if asked:
        await heard.wait()


def _busy(app: App[object]) -> bool:
    """Whether there is anything left to do. What only waits to be painted is painted."""
    if _unpainted(app.screen):
        app.screen._on_timer_update()
        return True
    return any(map(_has_to_do, _pumps(app))) or any(
        worker._thread_worker and worker.group not in LASTING and worker.state in _UNFINISHED for worker in app.workers
    )


_UNFINISHED = (WorkerState.PENDING, WorkerState.RUNNING)


def _pumps(app: App[object]) -> Iterator[MessagePump]:
    yield app
    yield from app.screen.walk_children(with_self=True)


def _unpainted(screen: Screen[object]) -> bool:
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _has_to_do(pump: MessagePump) -> bool:
    if pump.message_queue_size or pump._next_callbacks:
        return True
    return any(
        timer._repeat == 0 and timer._interval <= SOON and timer._task is not None and not timer._task.done()
        for timer in pump._timers
    )
