"""The one process that sends and receives for a desk, from the first console to the last reply.

It holds a lock of the kernel. When it dies at any moment, what it was sending is looked up by the next one.
"""

import logging
import signal
import time
import uuid
from pathlib import Path
from types import FrameType
from typing import Final

from supportterm.core.outbox import State
from supportterm.desk.door import Desk
from supportterm.sync import lock
from supportterm.sync.bus import LOOK, Ear
from supportterm.sync.worker import Opener, Worker

LINGER: Final = 30.0
"""Seconds that it stays after it is no longer needed: the next command comes soon, as a rule."""
BEAT: Final = 1.0
"""Seconds between looks whether the desk was changed."""
SLEPT: Final = 15.0
"""Seconds that the machine must have slept for it to count."""
TOO_LATE: Final = 3_600_000
"""What customers would see later than this, in milliseconds, because the machine slept, asks first."""
PATIENCE: Final = 20.0
"""Seconds for what is being sent to end when the keeper is told to."""

log = logging.getLogger("supportterm.keeper")


class Keeper:
    """`run` returns when it is no longer needed, or was told to end."""

    def __init__(self, path: Path, opener: Opener, *, linger: float = LINGER) -> None:
        self._path = path
        self._opener = opener
        self._linger = linger
        self._fence = uuid.uuid4().hex
        self._workers: dict[str, Worker] = {}
        self._ended = False

    def run(self, *, once: bool = False, forever: bool = False) -> None:
        """Keep the desk. Raises Held when another process does, Refused when it can't be kept here.

        *once*: until all that can be done now is done. *forever*: whether it is needed or not.
        """
        note = f"process {_pid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}"
        with lock.keeping(self._path, note), Ear(self._path) as ear, Desk.open(self._path) as desk:
            if not desk.is_original:
                from supportterm.core.refusal import Refused

                raise Refused(
                    "this desk is a copy, or was put back from a backup: nothing leaves it before "
                    "`supportterm doctor --claim` says that it is the one that counts"
                )
            log.info("keeping %s", self._path)
            try:
                self._keep(desk, ear, once=once, forever=forever)
            finally:
                for worker in self._workers.values():
                    worker.stop(PATIENCE)
                log.info("ended")

    def end(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """End as soon as what is being sent has been sent."""
        self._ended = True

    def _keep(self, desk: Desk, ear: Ear, *, once: bool, forever: bool) -> None:
        self._engage(desk)
        needed_at = time.monotonic()
        asleep = _asleep()
        while not self._ended:
            hint = ear.hear(0.1 if once else BEAT)
            changed = desk.poll()
            if changed and desk.read_only:
                log.info("the desk was upgraded")
                return
            if changed:
                self._engage(desk)
            if hint or changed:
                for worker in self._workers.values():
                    worker.wake(look=hint == LOOK)
            slept, asleep = _asleep() - asleep, _asleep()
            if slept > SLEPT:
                self._woke(desk, slept)
            if forever:
                continue
            if not self._workers or (once and self._done(desk)):
                return
            if not once and (lock.is_used(self._path) or self._something_leaves(desk)):
                needed_at = time.monotonic()
            elif not once and time.monotonic() - needed_at > self._linger:
                return

    def _engage(self, desk: Desk) -> None:
        """One worker for each connection, as it is defined now."""
        wanted = {c.name: c for c in desk.connections() if not c.paused}
        for name in [n for n, w in self._workers.items() if wanted.get(n) != w.connected]:
            self._workers.pop(name).stop(PATIENCE)
        for name, connected in wanted.items():
            if name not in self._workers:
                self._workers[name] = worker = Worker(desk, connected, self._opener, self._fence)
                worker.start()

    def _something_leaves(self, desk: Desk) -> bool:
        """Whether something waits that can leave without a person."""
        stuck = {n for n in self._workers if desk.connection_state(n).state in ("auth", "changed")}
        return any(
            not e.state.for_people and e.connection in self._workers and e.connection not in stuck
            for e in desk.outbox()
        )

    def _done(self, desk: Desk) -> bool:
        """Whether all that can be done now is done: what is new has come, what could leave has left."""
        states = [desk.connection_state(n) for n in self._workers]
        away = ("offline", "auth", "changed", "failing", "throttled")
        came = all(s.state in away or (s.caught_up is not None and s.state == "ok") for s in states)
        stuck = {n for n, s in zip(self._workers, states, strict=True) if s.state in away}
        leaving = [e for e in desk.outbox() if not e.state.for_people and e.connection in self._workers]
        waits = [e for e in leaving if e.connection not in stuck or e.state is State.SENDING]
        return came and not waits and all(w.idle for w in self._workers.values())

    def _woke(self, desk: Desk, slept: float) -> None:
        """The machine slept: what customers would see much later than it was meant to be asks first."""
        now = desk.clock()
        for name, worker in self._workers.items():
            desk.replica(name).ask_late(now - int(slept * 1000), now - TOO_LATE)
            worker.slept()


def obey_signals(keeper: Keeper, *, detached: bool) -> None:
    """End in order when told to; a hang-up of the terminal it was started from is none of its business."""
    signal.signal(signal.SIGTERM, keeper.end)
    signal.signal(signal.SIGINT, keeper.end)
    if detached:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _asleep() -> float:
    """Seconds that this machine has slept since it was started."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


def _pid() -> int:
    import os

    return os.getpid()
