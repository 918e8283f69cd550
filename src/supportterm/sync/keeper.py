"""The one process that sends and receives for a desk, from the first console to the last reply.

It holds a lock of the kernel. When it dies at any moment, what it was sending is looked up by the next one.
"""

import os
import signal
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from supportterm.core.refusal import Refused
from supportterm.desk import Desk, StoreError
from supportterm.sync import lock
from supportterm.sync.background import Background
from supportterm.sync.bus import LOOK, Ear
from supportterm.sync.diary import LOG
from supportterm.sync.naps import Naps, asleep
from supportterm.sync.soon import follows, hooked, wanted
from supportterm.sync.standing import standing
from supportterm.sync.stepping import Stepping
from supportterm.sync.timers import Timers
from supportterm.sync.worker import NAP, Opener, Worker

BEAT: Final = 1.0
"""Seconds between looks whether the desk was changed."""
FOR_SURE: Final = 60_000
"""Milliseconds after which it is looked at what is due, whatever was said of it: a clock may have been set."""
PIECE: Final = 2_000
"""Operations that are brought into the figures at a time: what is due waits for no more."""
MINUTE: Final = 60.0
"""Seconds between signs of life, which tell the next keeper since when nobody has kept the desk."""
PATIENCE: Final = 20.0
"""Seconds for what is being sent to end when the keeper is told to."""
COPY: Final = (
    "this desk is a copy, was moved, or was put back from a backup: nothing leaves it before "
    "`supportterm doctor --claim` says that it is the one that counts"
)


class Keeper:
    """`run` returns when it is no longer needed, or was told to end.

    *linger*: seconds that it stays when no console needs it and nothing waits that can leave by itself; None: for ever.
    What waits for a person does not hold it, since the person was told; what waits for the network does.
    """

    def __init__(
        self,
        path: Path,
        opener: Opener,
        *,
        linger: float | None = None,
        asleep: Callable[[], float] = asleep,
        following: Sequence[Callable[[Desk], Stepping]] = (),
    ) -> None:
        self._path = path.resolve()
        self._opener = opener
        self._linger = linger
        self._asleep = asleep
        self._following = following
        self._followers: list[Stepping] = []
        self._workers: dict[str, Worker] = {}
        self._ended = False

    def run(self) -> None:
        """Keep the desk. Raises Held when another process does, Refused when it can't be kept here."""
        again = self._turn()
        while again:
            try:
                again = self._turn()
            except lock.Held:
                return

    def once(self) -> tuple[bool, str]:
        """Until all that can be done now is done; whether nothing is left to do, and how it stands in words.

        Raises as `run` does.
        """
        with self._keeping() as held, self._opened() as desk:
            self._working(desk, held, self._catch_up)
            now = standing(desk, desk.clock())
            return now.severity == "ok", now.words

    def end(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """End as soon as what is being sent has been sent."""
        self._ended = True

    def _turn(self) -> bool:
        """Keep the desk until it is no longer needed; whether it is needed again by then.

        Who wrote before the lock was given up saw that the desk was kept, and left it at that.
        """
        with self._keeping() as held, Ear(self._path) as ear:
            inode = _inode(self._path)  # before it is opened: what takes its place from here on is noticed
            with self._opened() as desk:
                unneeded = self._working(desk, held, lambda d: self._keep(d, ear, held, inode))
        return unneeded and self._needed_still()

    def _keeping(self) -> lock.Lock:
        note = f"process {os.getpid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}, run {uuid.uuid4().hex[:8]}"
        return lock.keeping(self._path, note)

    def _opened(self) -> Desk:
        desk = Desk.open(self._path)
        if not desk.is_original:
            desk.close()
            raise Refused(COPY)
        return desk

    def _working(self, desk: Desk, held: lock.Lock, work: Callable[[Desk], bool]) -> bool:
        """What *work* answers, done while there is a worker for each connection."""
        LOG.info("keeping %s", self._path)
        try:
            desk.poll()  # what changes from here on is noticed, also before the first look
            self._engage(desk, held.last_held)
            for made in self._following:
                self._followers.append(made(desk))
                self._followers[-1].start()
            return work(desk)
        finally:
            self._dismiss()
            LOG.info("ended")

    def _wake(self, *, asked: bool) -> None:
        """Have all look what there is to do; *asked*: somebody wants to know what is new."""
        for follower in self._followers:
            follower.wake()
        for worker in self._workers.values():
            worker.wake(asked=asked)

    def _dismiss(self) -> None:
        """Have all end, and wait for that as long as there is patience."""
        for follower in self._followers:
            follower.stop()
        for worker in self._workers.values():
            worker.stop()
        end = time.monotonic() + PATIENCE
        for worker in self._workers.values():
            worker.wait(max(0.0, end - time.monotonic()))
        self._workers.clear()
        for follower in self._followers:
            follower.wait(max(0.0, end - time.monotonic()))
        self._followers.clear()

    def _keep(self, desk: Desk, ear: Ear, held: lock.Lock, inode: int) -> bool:
        """Whether it ended because nothing needed it, and not because it had to."""
        naps, needed_at = Naps(self._asleep), time.monotonic()
        said_at, timers, due_at, figures_at = needed_at, Timers(desk), 0, needed_at + MINUTE
        background = Background()
        while not self._ended:
            hints = ear.hear(BEAT)
            if time.monotonic() - said_at > MINUTE:
                held.hold_on()
                said_at = time.monotonic()
            if desk.read_only or _inode(self._path) != inode:
                LOG.info("the desk was upgraded or is another file by now")
                return False
            slept = naps.slept() >= NAP
            try:
                changed = desk.poll()
                if changed:
                    self._engage(desk)
                background.stand_back(any(desk.connection_state(n).state == "pulling" for n in self._workers))
                if hints or changed or slept:
                    naps.forget()
                    self._wake(asked=LOOK in hints)
                if changed or slept or desk.clock() >= due_at:
                    rest = timers.step()
                    due_at = desk.clock() + (FOR_SURE if rest is None else min(rest, FOR_SURE))
                if time.monotonic() > figures_at:
                    figures_at = time.monotonic() + (0 if desk.metrics.keep_up(PIECE) else MINUTE)
                if self._linger is None or self._needed(desk):
                    needed_at = time.monotonic()
                elif time.monotonic() - needed_at > self._linger:
                    return True
            except StoreError as error:  # of this moment: a busy or a full disk
                LOG.warning("looking at the desk: %s", type(error).__name__)
        return False

    def _catch_up(self, desk: Desk) -> bool:
        """Until what is due is done, what is new has come, what could leave has left and hooks have followed."""
        whole = self._exchange(desk)
        while not self._ended and self._followers and follows(desk, now=True):
            time.sleep(0.05)
        return whole

    def _exchange(self, desk: Desk) -> bool:
        timers = Timers(desk)
        while not self._ended and timers.step() == 0:
            pass
        while not self._ended and self._workers:
            for worker in self._workers.values():
                worker.rested.wait(BEAT)
            away = {n for n in self._workers if desk.connection_state(n).state not in ("ok", "pulling", "new")}
            if all(w.rested.is_set() for w in self._workers.values()):
                waits = [n for n in self._workers if n not in away and desk.replica(n).next_moment() is not None]
                came = all(n in away or desk.connection_state(n).state == "ok" for n in self._workers)
                if came and not waits:
                    return True
                time.sleep(0.05)
        return False

    def _engage(self, desk: Desk, unkept_since: int | None = None) -> None:
        """One worker for each connection, as it is defined now; nobody has kept the desk *unkept_since*, if given."""
        wanted = {c.name: c for c in desk.connections() if not c.paused}
        for name in [n for n, w in self._workers.items() if wanted.get(n) != w.connected]:
            leaving = self._workers.pop(name)
            leaving.stop()
            leaving.wait(PATIENCE)
        for name, connected in wanted.items():
            if name not in self._workers:
                self._workers[name] = worker = Worker(
                    desk, connected, self._opener, asleep=self._asleep, unkept_since=unkept_since
                )
                worker.start()

    def _needed_still(self) -> bool:
        """Whether somebody came, or something to send, in the moment in which this keeper ended."""
        try:
            with Desk.open(self._path, read_only=True) as desk:
                return self._needed(desk)
        except StoreError:
            return False

    def _needed(self, desk: Desk) -> bool:
        """Whether somebody is at the desk, or something waits that can leave, or is said later, without a person.

        On a desk that is connected to nothing, whether somebody is at it and something is due soon.
        """
        connected = [c.name for c in desk.connections() if not c.paused]
        if lock.is_used(self._path) and (connected or wanted(desk) or (self._following and hooked(desk))):
            return True
        if self._following and follows(desk):
            return True
        return desk.scheduled() is not None or any(_leaves(desk, name) for name in connected)


def obey_signals(keeper: Keeper, *, detached: bool) -> None:
    """End in order when told to; a hang-up of the terminal it was started from is none of its business."""
    signal.signal(signal.SIGTERM, keeper.end)
    signal.signal(signal.SIGINT, keeper.end)
    signal.signal(signal.SIGHUP, signal.SIG_IGN if detached else keeper.end)


def _leaves(desk: Desk, name: str) -> bool:
    if desk.connection_state(name).state in ("auth", "changed"):
        return False
    return desk.replica(name).next_moment() is not None or "sending" in desk.outbox_counts().get(name, {})


def _inode(path: Path) -> int:
    """0 when it is gone."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0
