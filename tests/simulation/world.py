"""A world: a desk, two people at it, a keeper, a help desk elsewhere, a line between them; one clock, one chance.

The desk is the shipped one on a real SQLite file; time is a number, and all that is left to chance comes from one
seed. So the same seed is the same story.
"""

import hashlib
import shutil
import tempfile
from collections import deque
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from fakes.backend import FakeBackend, Server
from fakes.remote import FakeRemote
from fakes.wire import Wire
from simulation.hooks import Killed, Watched, disk_full, watched
from simulation.kinds import KINDS
from supportterm.backends.abilities import abilities
from supportterm.desk import Desk
from supportterm.store.sqlite import sqlite3
from supportterm.sync.engine import Engine

NAME: Final = "there"
"""The connection's name."""
PEOPLE: Final = ("ann", "bob")
UNDO_WINDOW: Final = 10.0
_SHM = Path("/dev/shm")


@cache
def _empty_desk() -> bytes:
    """The file of a desk that was just made; to make one takes longer than many a story."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.desk"
        Desk.create(path, "Team").close()
        return path.read_bytes()


class Violation(AssertionError):
    """A promise was broken."""


class World:
    """Everything there is. `close` it, or use it as a context."""

    def __init__(self, seed: int, kind: str, *, tracing: bool = False) -> None:
        self.random = Random(f"{kind} {seed}")
        self.kind = KINDS[kind]
        self.now = 1_700_000_000_000
        self.steps = 0
        self.killed = 0
        self.fuse: int | None = None
        """How many places are passed yet before something happens."""
        self.fuse_is = "kill"
        self.stopping = False
        """The keeper is stopped within a call at this moment."""
        self.last: deque[str] = deque(maxlen=60)
        self.tracing = tracing
        self._trace = hashlib.sha256()
        self._folder = Path(tempfile.mkdtemp(prefix="supportterm-sim-", dir=_SHM if _SHM.is_dir() else None))
        self.path = self._folder / "team.desk"
        self._watching = watched(self._passed)
        self._watching.__enter__()
        self.remote = FakeRemote(self.remote_clock, self.kind.rules)
        settle = int(self.kind.capabilities.settle * 1000) - self.kind.rules.lag
        server = Server(self.remote, self.random, self.remote_clock)
        self.wire = Wire(server.serve, self.clock, self.random, settle)
        self.wire.watch = self._passed
        self.backend = FakeBackend(self.wire, self.kind.capabilities)
        self.path.write_bytes(_empty_desk())
        with self.open("admin") as desk:
            desk.claim()
            can = abilities(self.kind.capabilities)
            desk.define("connection", NAME, {"title": "There", "backend": "fake", "can": can})
        self.consoles: dict[str, Desk] = {name: self.open(name) for name in PEOPLE}
        self.observer = sqlite3.connect(self.path, isolation_level=None, factory=Watched)
        self.fences = 0
        self.keeper: Engine | None = None
        """The one that holds the lock; whoever is stopped, or waits, holds it too."""
        self.keeper_desk: Desk | None = None
        self.fence = ""
        self.keeper_due = 0
        """When the keeper wants to be called next."""

    # --- time and chance

    def clock(self) -> int:
        return self.now

    def remote_clock(self) -> int:
        return self.now + self.kind.skew

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def passes(self, milliseconds: int) -> None:
        """Time goes on; what was late arrives meanwhile, in its order."""
        end = self.now + milliseconds
        while self.wire.late and min(self.wire.late)[0] <= end:
            self.now = max(self.now, min(self.wire.late)[0])
            self.wire.deliver()
        self.now = end

    # --- people and programs

    def open(self, me: str, path: Path | None = None) -> Desk:
        return Desk.open(path or self.path, undo_window=UNDO_WINDOW, **self._given(me))

    def start_keeper(self) -> Engine:
        """A new keeper, unless one holds the lock."""
        if self.keeper is None:
            self.fences += 1
            self.fence = f"keeper-{self.fences}"
            self.keeper_desk = self.open("")
            self.keeper = self.engine(self.keeper_desk, self.fence)
            self.keeper_due = self.now
        return self.keeper

    def engine(self, desk: Desk, fence: str) -> Engine:
        return Engine(desk.replica(NAME), self.backend, clock=self.clock, random=self.random, fence=fence)

    def end_keeper(self) -> None:
        """It is gone, and its lock with it."""
        if self.keeper_desk is not None:
            self.keeper_desk.close()
        self.keeper = self.keeper_desk = None

    def end_console(self, name: str) -> None:
        self.consoles[name].close()
        self.consoles[name] = self.open(name)

    # --- what happened

    def said(self, *words: object) -> None:
        """Something happened: for the trace, and for people who look for why."""
        line = " ".join(map(str, words)).replace(str(self._folder), "")
        self._trace.update(f"{self.now} {line}\n".encode())
        line = f"{self.steps:6} {(self.now - 1_700_000_000_000) / 1000:10.3f}  {line}"
        self.last.append(line)
        if self.tracing:
            print(line)

    @property
    def trace(self) -> str:
        """A hash of all that was said."""
        return self._trace.hexdigest()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the desk's file holds, seen by somebody outside."""
        found: list[tuple[Any, ...]] = self.observer.execute(sql, values).fetchall()
        return found

    def damage(self, check: str) -> list[str]:
        """What SQLite's *check*, `quick_check` or `integrity_check`, finds wrong with the file."""
        # A connection that has been open for long holds parts of the search index as they were, and finds them gone.
        connection = sqlite3.connect(self.path)
        try:
            return [row[0] for row in connection.execute(f"PRAGMA {check}") if row[0] != "ok"]
        finally:
            connection.close()

    def close(self) -> None:
        self.fuse = None
        self.observer.close()
        self.end_keeper()
        for desk in self.consoles.values():
            desk.close()
        self._watching.__exit__(None, None, None)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _given(self, me: str) -> dict[str, Any]:
        return {"me": me, "clock": self.clock, "random": self.random.randbytes}

    def _passed(self, place: str) -> None:
        """A program passes a place where it can be hit."""
        if self.fuse is None:
            return
        self.fuse -= 1
        if self.fuse > 0:
            return
        if self.fuse_is == "full":
            if place == "commit":
                self.fuse = None
                self.said("the disk is full")
                raise disk_full()
            return
        self.fuse = None
        if self.fuse_is == "stop":  # stopped by a signal, or the lid was closed, for a while
            if place in ("before", "after"):
                self.said("stopped", place)
                self.stopping = True
                self.passes(self.random.choice((5_000, 100_000, 2_000_000)))
                self.stopping = False
            return
        self.killed += 1
        self.said("killed at", place)
        raise Killed(place)
