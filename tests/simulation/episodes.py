"""What happens seldom and is over in the end: a desk that is copied, a help desk that is put back from a backup."""

from fakes.remote import Ledger
from simulation.world import NAME, Violation, World
from supportterm.store.sqlite import sqlite3


class Episodes:
    def __init__(self, world: World) -> None:
        self._world = world
        self._backup: Ledger | None = None

    def backup(self) -> None:
        """The help desk's nightly backup."""
        self._backup = self._world.remote.ledger.copy()

    def copied(self) -> None:
        """Somebody copies the desk and says that the copy counts: it sends nothing that the original may send."""
        world = self._world
        world.said("the desk is copied")
        world.fuse = None
        path = world.path.with_name("copy.desk")
        target = sqlite3.connect(path)
        world.observer.backup(target)
        target.close()
        arrived, late = len(world.remote.arrivals), b"".join(request for _, request in world.wire.late)
        desk = world.open("ann", path)
        try:
            waiting = {entry.marker for entry in desk.outbox()}
            desk.claim()
            engine = world.engine(desk, "copy")
            for _ in range(25):
                world.passes(min(engine.step(), 20_000))
        finally:
            desk.close()
            for file in path.parent.glob("copy.desk*"):
                file.unlink()
        for arrival in world.remote.arrivals[arrived:]:
            if arrival.marker in waiting and arrival.marker.encode() not in late:
                raise Violation(f"I7: the copy of the desk has sent {arrival}")

    def restored(self) -> None:
        """The help desk is put back from a backup: until people have decided, nothing is sent there or read."""
        world = self._world
        known = world.consoles["ann"].connection_state(NAME).epoch  # who never got through can't tell
        if self._backup is None or world.keeper is None or world.wire.expired or not known:
            return
        world.said("the help desk is put back from a backup")
        world.fuse = None
        asleep = world.chance(0.5)
        world.wire.down = True
        badness, world.wire.badness = world.wire.badness, 0.0
        if asleep:  # the lid is closed meanwhile
            world.passes(3_600_000)
        else:
            self._keep(300_000)
        before = world.remote.restore(self._backup)
        world.wire.down = False
        arrived, told = len(world.remote.arrivals), self._told()
        self._keep(1_200_000)
        if len(world.remote.arrivals) != arrived:
            raise Violation(f"I6: {world.remote.arrivals[arrived:]} went to a help desk that is another by now")
        if self._told() != told:
            raise Violation("I6: news were taken from a help desk that is another by now")
        world.remote.ledger = before
        world.wire.badness = badness
        world.said("the right one is back")
        world.end_keeper()

    def _told(self) -> list[tuple[object, ...]]:
        return self._world.rows("SELECT stream, value FROM cursor WHERE connection = ? AND stream = 'changes'", NAME)

    def _keep(self, milliseconds: int) -> None:
        """The keeper goes on for a while, in its own time."""
        world = self._world
        end = world.now + milliseconds
        while world.now < end:
            wait = world.start_keeper().step()
            world.keeper_due = world.now + wait
            world.passes(max(200, min(wait, end - world.now)))
