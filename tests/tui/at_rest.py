"""When a console has done all that the keys so far ask for, told by what it has still to do.

A pilot's own wait looks at the processor instead: each key takes a twentieth of a second, a second where another thread
is busy, and on a machine that is busy with something else a console seems at rest which only never had its turn.
"""

import asyncio
import time
from collections.abc import Iterator

from textual._context import active_app
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import WorkerState

SOON = 0.1
"""Seconds: a timer that goes off so soon after a key is part of what the key does."""
AT_ONCE = 100
"""Looks between which nothing but the console's own turns lies; then it waits for something else."""
LASTING = frozenset({"customers", "keeper"})
"""Groups of workers that work for nobody who waits."""


async def rest(least: float = 0.0, most: float = 1.0) -> None:
    """Until the active app is at rest in two looks that follow each other, at most for *most* seconds."""
    app, end, looks, still = active_app.get(), time.monotonic() + most, 0, 0
    while still < 2 and time.monotonic() < end:
        looks += 1
        await asyncio.sleep(0 if looks < AT_ONCE else 0.001)
        if _unpainted(app.screen):
            app.screen._on_timer_update()
            still = 0
        elif any(map(_busy, _pumps(app))):
            still = 0
        elif _others_are_at_it(app):
            await asyncio.sleep(0.001)
            still = 0
        else:
            still += 1


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


def _busy(pump: MessagePump) -> bool:
    """Whether it has messages, or is at one: then it does not wait for the next."""
    queue = pump._message_queue
    return pump.is_running and bool(queue.values or not queue.ready_event._waiters or pump._next_callbacks)  # type: ignore[attr-defined]


def _others_are_at_it(app: App[object]) -> bool:
    """Whether a thread or the clock will have more to say soon."""
    return any(
        worker._thread_worker and worker.group not in LASTING and worker.state in _UNFINISHED for worker in app.workers
    ) or any(
        timer._repeat == 0 and timer._interval <= SOON and timer._task is not None and not timer._task.done()
        for pump in _pumps(app)
        if pump._timers
        for timer in pump._timers
    )
