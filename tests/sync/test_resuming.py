"""A first pull that is killed goes on where it was: little is told again, nothing is missing or doubled."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

from remote_in_memory import Remote

from supportterm.backends.abilities import abilities
from supportterm.core.nouns import Message
from supportterm.core.query import parse
from supportterm.core.remote import Page
from supportterm.desk import Desk
from supportterm.sync.engine import Engine

TICKETS, PAGE = 60, 5
START = 1_790_000_000_000


class Slow(Remote):
    """A help desk with many tickets in small pages; says aloud where each page begins."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []
        for number in range(1, TICKETS + 1):
            self.open(str(number), f"Subject {number}", f"body {number}", tags=("a",))
            self.hear(str(number), f"more of {number}")
        self._log = sorted(self.tickets, key=int)

    def changes(self, cursor: str) -> Page:
        start = int(cursor or 0)
        self.asked.append(start)
        print(start, flush=True)
        items = tuple(self.fetch(key) for key in self._log[start : start + PAGE])
        end = start + len(items)
        return Page(items, str(end), more=end < TICKETS, total=TICKETS)


def pull(path: Path, remote: Slow) -> None:
    with Desk.open(path) as desk:
        engine = Engine(desk.replica("far"), remote, clock=lambda: START, random=Random(1), fence="one")
        while desk.connection_state("far").caught_up is None:
            engine.step()


def killed_after(path: Path, pages: int) -> None:
    """A process that pulls dies by kill -9 some time after it asked for as many pages."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, __file__, str(path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(pages):
            assert process.stdout.readline(), "it ended before it was killed"
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    assert process.returncode == -signal.SIGKILL


def test_a_killed_first_pull_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "d.desk"
    Desk.create(path, "d").close()
    remote = Slow()
    with Desk.open(path, me="ann") as desk:
        spec = {"title": "Far", "backend": "memory", "can": abilities(remote.capabilities)}
        desk.define("connection", "far", spec)
    begun = 0
    for pages in (4, 3):
        killed_after(path, pages)
        with Desk.open(path) as desk:
            cursor = int(desk.replica("far").cursor())
            # All pages before the last that was asked for are in: at most one is told again.
            assert cursor >= begun + (pages - 1) * PAGE
            begun = cursor
    pull(path, remote)
    assert remote.asked[0] == begun
    assert len(remote.asked) == len(set(remote.asked)) == -(-(TICKETS - begun) // PAGE)
    with Desk.open(path, me="ann") as desk:
        assert desk.count(parse("")) == TICKETS
        for number in range(1, TICKETS + 1):
            bodies = [item.body for item in desk.timeline(number) if isinstance(item, Message)]
            assert bodies == [f"body {number}", f"more of {number}"]
            assert desk.ticket(number).subject == f"Subject {number}"


if __name__ == "__main__":
    pull(Path(sys.argv[1]), Slow())
