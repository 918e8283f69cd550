"""A desk with one connection, its remote in memory, and a clock that tests turn."""

from pathlib import Path
from random import Random

from remote_in_memory import Remote

from supportterm.backends.abilities import abilities
from supportterm.desk import Desk
from supportterm.sync.engine import Engine

START = 1_790_000_000_000


class Synced:
    """A desk, a remote, and the engine between them."""

    def __init__(self, path: Path, remote: Remote) -> None:
        self.now = START
        self.remote = remote
        Desk.create(path, "d").close()
        self.desk = Desk.open(path, me="ann", clock=lambda: self.now, undo_window=10)
        self.connect()
        self.engine = self.start()

    def connect(self) -> None:
        spec = {"title": "Far", "backend": "memory", "can": abilities(self.remote.capabilities)}
        self.desk.define("connection", "far", spec)

    def start(self, fence: str = "one") -> Engine:
        """The keeper begins."""
        return Engine(self.desk.replica("far"), self.remote, clock=lambda: self.now, random=Random(1), fence=fence)

    def run(self, seconds: float = 60) -> None:
        """Let time go by, the engine doing what is due."""
        end = self.now + int(seconds * 1000)
        while self.now < end:
            wait = self.engine.step()
            self.now = min(end, self.now + min(wait, 1000)) if wait else self.now

    def states(self) -> list[tuple[str, str]]:
        return [(e.kind, str(e.state)) for e in self.desk.outbox()]
