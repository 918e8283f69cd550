"""What the keeper does at moments that can't be had from outside: naps, full disks, the instant in which it ends."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_in_memory import ALL, Remote

from keepers import until
from supportterm.backends.abilities import abilities
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.connection import Store
from supportterm.store.errors import DiskFull
from supportterm.sync import keeper as keepers
from supportterm.sync import worker as workers
from supportterm.sync.bus import Ear
from supportterm.sync.keeper import Keeper
from supportterm.sync.lock import Lock
from supportterm.sync.worker import Worker

START = 1_790_000_000_000
HOUR = 3_600_000
PATIENCE = 30
SPEC = {"title": "Far", "backend": "memory", "can": abilities(ALL)}


class Watched:
    """A worker whose clock and whose naps a test makes."""

    def __init__(self, path: Path, remote: Remote) -> None:
        self.now = START
        self.slept = 0.0
        self.remote = remote
        Desk.create(path, "d").close()
        self.desk = Desk.open(path, me="ann", clock=lambda: self.now, undo_window=10)
        self.desk.define("connection", "far", SPEC)
        (connected,) = self.desk.connections()
        self.worker = Worker(self.desk, connected, lambda _: self.remote, asleep=lambda: self.slept)

    def rest(self, seconds: float = 0) -> None:
        """Let time go by, then let the worker do all that is due."""
        self.now += int(seconds * 1000)
        self.worker.wake()
        assert self.worker.rested.wait(PATIENCE)

    def nap(self, seconds: float) -> None:
        """The lid is closed for so long: time goes by, and no timer notices."""
        self.slept += seconds
        self.now += int(seconds * 1000)

    def reply(self, text: str) -> None:
        self.desk.write(7, NewMessage(Role.REPLY, text))

    def states(self) -> list[str]:
        return [str(e.state) for e in self.desk.outbox()]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    remote = Remote()
    remote.open("7")
    found = Watched(tmp_path / "d.desk", remote)
    found.worker.start()
    found.rest()
    yield found
    found.worker.stop()
    found.worker.wait(PATIENCE)
    found.desk.close()


def test_a_reply_whose_moment_came_while_the_machine_slept_asks_when_it_would_be_an_hour_late(watched: Watched) -> None:
    watched.reply("see you at noon")
    watched.nap(3 * 3600)
    watched.rest()
    (entry,) = watched.desk.outbox()
    assert entry.state == "asking" and "an hour late" in entry.words and watched.remote.bodies("7") == ["help"]
    watched.desk.decide(entry.id, "again")
    watched.rest()
    assert watched.remote.bodies("7") == ["help", "see you at noon"]


def test_a_short_nap_asks_nothing(watched: Watched) -> None:
    watched.reply("see you at noon")
    watched.nap(0.9 * 3600)
    watched.rest()
    assert watched.remote.bodies("7") == ["help", "see you at noon"] and watched.states() == []


def test_what_waited_for_the_network_leaves_however_late_it_is(watched: Watched) -> None:
    watched.remote.mode = "drop"
    watched.reply("from the train")
    watched.rest(11)
    assert watched.states() == ["queued"]
    watched.now += 5 * HOUR
    watched.nap(60)
    watched.rest()
    assert watched.remote.bodies("7") == ["help", "from the train"]


def test_a_note_is_never_late(watched: Watched) -> None:
    watched.desk.write(7, NewMessage(Role.NOTE, "for us"))
    watched.nap(3 * 3600)
    watched.rest()
    assert watched.remote.bodies("7") == ["help", "for us"]


def test_a_disk_that_is_full_stops_nothing_for_good(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.reply("when there is room")
    begin, full = Store.begin, [True]

    def no_room(self: Store, *arguments: object, **more: object) -> None:
        if full[0] and threading.current_thread().name == "far":
            raise DiskFull("the disk is full")
        begin(self, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "begin", no_room)
    watched.rest(11)
    assert watched.remote.bodies("7") == ["help"] and watched.states() == ["queued"]
    full[0] = False
    watched.worker.wake(asked=True)
    assert watched.worker.rested.wait(PATIENCE)
    assert watched.remote.bodies("7") == ["help", "when there is room"]


def test_a_defect_of_a_backend_is_told_and_tried_again(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(cursor: str) -> None:
        raise ZeroDivisionError("what a customer wrote")

    monkeypatch.setattr(watched.remote, "changes", broken)
    watched.rest(10)
    state = watched.desk.connection_state("far")
    assert state.state == "failing" and "customer" not in state.words
    monkeypatch.undo()
    watched.worker.wake(asked=True)
    assert watched.worker.rested.wait(PATIENCE)
    assert watched.desk.connection_state("far").state == "ok"


def pulled(path: Path, remote: Remote) -> None:
    """A desk that is in sync with *remote*, where there is a ticket 7."""
    remote.open("7")
    Desk.create(path, "d").close()
    with Desk.open(path, me="ann") as desk:
        desk.define("connection", "far", SPEC)
    assert Keeper(path, lambda _: remote).once() == (True, "in sync")


@pytest.mark.parametrize(("kept", "asks"), [(3, True), (1.5, False)])
def test_what_should_have_left_while_nobody_kept_the_desk_asks_too(tmp_path: Path, kept: float, asks: bool) -> None:
    remote, path = Remote(), tmp_path / "d.desk"
    pulled(path, remote)
    now = time.time()
    with Desk.open(path, me="ann", undo_window=10, clock=lambda: int((now - 2 * 3600) * 1000)) as desk:
        desk.write(7, NewMessage(Role.REPLY, "see you at noon"))  # two hours ago
    os.utime(path.with_name("d.desk.keeper"), (now - kept * 3600, now - kept * 3600))
    Keeper(path, lambda _: remote).once()
    with Desk.open(path) as desk:
        assert [str(e.state) for e in desk.outbox()] == (["asking"] if asks else [])
    assert remote.bodies("7") == (["help"] if asks else ["help", "see you at noon"])


def test_it_keeps_the_figures_up_that_somebody_has_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remote, path = Remote(), tmp_path / "d.desk"
    pulled(path, remote)
    monkeypatch.setattr(keepers, "MINUTE", 0.0)
    monkeypatch.setattr(keepers, "BEAT", 0.02)
    monkeypatch.setattr(keepers, "PIECE", 2)
    with Desk.open(path, me="ann") as desk:
        assert desk.metrics.bring_on()
        keeper = Keeper(path, lambda _: remote)
        thread = threading.Thread(target=keeper.run)
        thread.start()
        desk.write(7, NewMessage(Role.NOTE, "for us"))
        try:
            until(lambda: not desk.metrics.waiting())  # until the note has left, which is more to bring on
        finally:
            keeper.end()
            thread.join(PATIENCE)


class Hasty(Keeper):
    """Ends as soon as it can, and somebody writes in the instant between its last look and its end."""

    def __init__(self, path: Path, remote: Remote) -> None:
        super().__init__(path, lambda _: remote, linger=0.0)
        self.turns = 0

    def _keep(self, desk: Desk, ear: Ear, held: Lock, inode: int) -> bool:
        unneeded = super()._keep(desk, ear, held, inode)
        self.turns += 1
        if self.turns == 1:
            with Desk.open(self._path, me="ann", undo_window=0) as other:
                other.write(7, NewMessage(Role.REPLY, "just in time"))
        return unneeded


def test_what_is_written_in_the_instant_in_which_it_ends_leaves_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "AGAIN", 0.1)
    remote, path = Remote(), tmp_path / "d.desk"
    pulled(path, remote)
    keeper = Hasty(path, remote)
    keeper.run()
    assert remote.bodies("7") == ["help", "just in time"] and keeper.turns == 2
