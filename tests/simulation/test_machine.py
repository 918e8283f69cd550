"""The same world, led by Hypothesis, which makes the shortest story of one that fails."""


from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from effort import effort
from simulation.kinds import KINDS
from simulation.story import Story


class Machine(RuleBasedStateMachine):
    story: Story | None = None

    @initialize(seed=st.integers(0, 1 << 16), kind=st.sampled_from(sorted(KINDS)))
    def begin(self, seed: int, kind: str) -> None:
        self.story = Story(seed, kind)

    @rule(what=st.sampled_from(("keeper", "people", "others", "time", "weather", "hit", "renew", "restart")))
    def goes_on(self, what: str) -> None:
        assert self.story is not None
        self.story.step(what)

    @rule(what=st.sampled_from(("backup", "restored", "copied")))
    def seldom(self, what: str) -> None:
        assert self.story is not None
        self.story.step(what)

    def teardown(self) -> None:
        if self.story is None:
            return
        try:
            self.story.rest.come()
            self.story.rest.compare()
        finally:
            self.story.world.close()


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=effort(12, 200),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
