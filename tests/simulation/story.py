"""A story: one step after the other, chosen by chance, each looked at when it is done."""

from typing import Final

from simulation.episodes import Episodes
from simulation.hooks import Killed
from simulation.oracle import Oracle
from simulation.others import Others
from simulation.people import People
from simulation.rest import Rest
from simulation.world import Violation, World
from supportterm.store.errors import StoreError

_STEPS: Final = {
    "keeper": 50, "people": 14, "others": 8, "time": 14, "weather": 2, "hit": 5, "renew": 2, "restart": 1,
    "backup": 1, "copied": 0.1, "restored": 0.25,
}  # fmt: skip
_FULL_CHECK: Final = 400


class Story:
    def __init__(self, seed: int, kind: str, *, tracing: bool = False) -> None:
        self.seed = seed
        self.kind = kind
        self.world = World(seed, kind, tracing=tracing)
        self.oracle = Oracle(self.world)
        self.people = People(self.world, self.oracle)
        self.others = Others(self.world)
        self.episodes = Episodes(self.world)
        self.rest = Rest(self.world, self.oracle, self.people)
        self.world.backend.between = self._between
        for _ in range(5):
            self.others.act(("opens",))

    def run(self, steps: int) -> str:
        """Tell it to its end, where everything comes to rest; the trace's hash. Raises Violation."""
        try:
            for _ in range(steps):
                self.step()
            self.rest.come()
            self.rest.compare()
        except Violation as violation:
            lines = "\n".join(self.world.last)
            replay = f"python -m tests.simulation {self.seed} --kind {self.kind} --steps {steps} --trace"
            raise Violation(f"{violation}\n{lines}\n{violation}\nreplay: {replay}") from violation
        return self.world.trace

    def step(self, what: str = "") -> None:
        world = self.world
        world.steps += 1
        what = what or world.random.choices(list(_STEPS), list(_STEPS.values()))[0]
        match what:
            case "keeper":
                self.keeper()
            case "people":
                self.people.act()
            case "others":
                self.others.act()
            case "time":
                world.passes(world.random.choice((200, 1_000, 5_000, 20_000, 120_000)))
            case "weather":
                self._weather()
            case "hit":
                world.fuse_is = world.random.choice(("kill", "kill", "kill", "full", "stop"))
                world.fuse = world.random.randrange(1, 60)
            case "renew":
                self.renew()
            case "backup":
                self.episodes.backup()
            case "copied":
                self.episodes.copied()
            case "restored":
                self.episodes.restored()
            case "restart":
                world.said("the keeper ends")
                world.end_keeper()
        self.oracle.check()
        if world.steps % _FULL_CHECK == 0:
            self.oracle.check_all_rows()

    def keeper(self) -> int:
        """One step of the keeper, which may not survive it. Milliseconds that it wants to wait."""
        world = self.world
        try:
            engine = world.start_keeper()
            if world.now < world.keeper_due and world.chance(0.7):  # mostly it keeps its own time
                world.passes(world.keeper_due - world.now)
            wait = engine.step()
            world.keeper_due = world.now + wait
            world.said("keeper", wait)
            return wait
        except StoreError as no:
            world.said("keeper:", no)
        except Killed:
            world.end_keeper()
            self.oracle.after_kill()
        return 0

    def renew(self) -> None:
        """A person has given a new secret."""
        if self.world.wire.expired:
            self.world.wire.expired = False
            self.world.said("renewed")
            self._try_now()

    def _try_now(self) -> None:
        if self.world.keeper is not None:
            try:
                self.world.keeper.try_now()
            except StoreError:
                return
            except Killed:
                self.world.end_keeper()

    def _weather(self) -> None:
        """The line gets better or worse."""
        wire, random = self.world.wire, self.world.random
        wire.badness = random.choice((0.0, 0.2, 0.5, 0.8))
        wire.down = random.random() < 0.15
        self.world.said("weather", wire.badness, "down" if wire.down else "")

    def _between(self) -> None:
        if self.world.chance(0.2):
            self.others.act(("field", "mail", "tags"))
