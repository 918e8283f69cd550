"""Whatever happens on a desk that promises things, and whatever is taken back: what is kept is what the log adds up to.

The first test holds clocks that were moved step by step against those that the whole log gives at once. The second
holds deadlines against a reckoning that shares nothing with ours: minute by minute, from what the test did.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.schedules import Slow, workdays
from desk.asking import ticket
from desk.promising import HOUR, STANDARD, ZONE, Wall, hours_spec, policy, promise, promising
from effort import effort
from supportterm.core import verbs
from supportterm.core.handing import accept, decline, hand_back
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.sla import deadlines
from supportterm.core.sla_policy import Metric
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.verbs import Planned
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.sync.timers import Timers

MINUTE = 60_000
GOLD = policy(
    promise("first-reply", 1, warn=HOUR // 4),
    promise("update", 3, pauses=[2, 3]),
    promise("wait", 10),
    when={"segments": ["enterprise"]},
)
VIP = policy(promise("next-reply", 0.5), promise("resolution", 5, calendar=True, warn=HOUR), when={"tags": ["vip"]})
OTHER = policy(promise("first-reply", 3, 2), promise("resolution", 20, pauses=[2, 3]), schedule="office@2", version=2)
LATE_SHIFT = hours_spec(("12:00", "20:00"))

picks = st.integers(0, 9)
chances = st.booleans()


class AnyDay(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.opened = promising(self.folder, gold=GOLD, vip=VIP, standard=STANDARD)
        self.desk, self.clock = self.opened.__enter__()
        self.changes: list[bytes] = []

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)
        found = audit(self.folder / "promising.desk")
        shutil.rmtree(self.folder)
        assert found.ok, found.words

    def pick(self, pick: int) -> int:
        return pick % self.made + 1

    def did(self, change: bytes) -> None:
        if change:
            self.changes.append(change)

    @initialize(segment=st.sampled_from(["free", "enterprise"]))
    def begin(self, segment: str) -> None:
        acme = self.desk.put_organization(name="Acme", segment=segment)
        self.desk.put_person(email="al@acme.test", organization=acme)
        self.desk.define("team", "support", {"tier": 1})
        self.desk.define("team", "backend", {"tier": 2})
        self.made = 1
        ticket(self.desk, team="support")

    @rule(tags=st.sampled_from([(), ("vip",)]))
    def create(self, tags: tuple[str, ...]) -> None:
        self.made = ticket(self.desk, tags=tags)

    @rule(many=st.integers(1, 2), replied=chances, status=st.sampled_from(Status))
    def bring_in(self, many: int, replied: bool, status: Status) -> None:
        """History, and history on top of what is alive."""
        with self.desk.bulk() as bulk:
            number = bulk.ticket("Old", 1, at=self.clock.now - 100 * HOUR, status=status)
            for on in (number, self.made)[:many]:
                role = Role.REPLY if replied else Role.CUSTOMER
                with suppress(Refused):
                    bulk.message(on, role, "long ago", at=self.clock.now - 99 * HOUR, agent="sam" if replied else None)
        self.made = number

    @rule(pick=picks, role=st.sampled_from(Role), then=st.none() | st.sampled_from(Status))
    def write(self, pick: int, role: Role, then: Status | None) -> None:
        with suppress(Refused):
            new = NewMessage(role, "so", then=then if role is Role.REPLY else None, person=1 if role == 0 else None)
            self.did(self.desk.write(self.pick(pick), new).id)

    @rule(pick=picks, status=st.sampled_from(Status), priority=st.sampled_from(Priority), tag=chances)
    def set_some(self, pick: int, status: Status, priority: Priority, tag: bool) -> None:
        tags = {"add": ("vip",)} if tag else {"remove": ("vip",)}
        steps = [(verbs.set_priority, {"priority": priority}), (verbs.tag, tags)]
        with suppress(Refused):
            self.did(self.desk.change_many(self.pick(pick), steps).id)
            self.did(self.desk.change(self.pick(pick), verbs.set_status, status=status).id)

    @rule(pick=picks, into=picks)
    def merge(self, pick: int, into: int) -> None:
        with suppress(Refused):
            target = self.desk.ticket(self.pick(into))
            self.did(self.desk.change(self.pick(pick), verbs.merge, into=target).id)

    @rule(pick=picks)
    def split(self, pick: int) -> None:
        """What customers wrote last goes on by itself."""
        number = self.pick(pick)
        with suppress(Refused):
            asked = [m.id for m in self.desk.timeline(number, size=100) if isinstance(m, Message) and m.person]
            change = self.desk.split(number, asked[-1:])
            self.made = change.tickets[-1]
            self.did(change.id)

    @rule(pick=picks, how=st.sampled_from([accept, decline, hand_back, None]))
    def hand_on(self, pick: int, how: Callable[..., list[Planned]] | None) -> None:
        with suppress(Refused):
            if how is None:
                self.did(self.desk.change(self.pick(pick), verbs.escalate, to="backend", reason="it burns").id)
            elif how is accept:
                self.did(self.desk.change(self.pick(pick), accept).id)
            else:
                self.did(self.desk.change(self.pick(pick), how, reason="no").id)

    @rule(pick=picks, house=chances)
    def asked_by_another(self, pick: int, house: bool) -> None:
        acme = self.desk.organization_named("Acme") if house else None
        with suppress(Refused):
            self.did(self.desk.change(self.pick(pick), verbs.set_organization, organization=acme).id)

    @rule(hours=st.sampled_from([hours_spec(("09:00", "17:00")), hours_spec(("09:00", "12:00"), ("13:00", "17:00"))]))
    def work_other_hours(self, hours: dict[str, object]) -> None:
        """A schedule changes: it is another one from then on, which the policies name from then on."""
        with suppress(Refused):
            with self.desk.together() as stroke:
                self.desk.define("schedule", "office@3", hours)
                self.desk.define("policy", "vip", VIP | {"schedule": "office@3", "version": 3})
            self.did(stroke.change.id)

    @rule()
    def timers_ring(self) -> None:
        """Warnings are told, and snoozes end."""
        Timers(self.desk).step()

    @rule(pick=picks)
    def hold_back(self, pick: int) -> None:
        verb = verbs.suspend if pick % 2 else verbs.release
        with suppress(Refused):
            self.did(self.desk.change(self.pick(pick), verb).id)

    @rule(spec=st.sampled_from([STANDARD, OTHER, None]), pick=picks)
    def promise_otherwise(self, spec: dict[str, object] | None, pick: int) -> None:
        """Policies change, and something happens to a ticket in the same change."""
        with suppress(Refused):
            with self.desk.together() as stroke:
                self.desk.define("schedule", "office@2", LATE_SHIFT)
                self.desk.define("policy", "standard", spec)
                self.desk.change(self.pick(pick), verbs.tag, add=("promised",))
            self.did(stroke.change.id)

    @rule(segment=st.sampled_from(["free", "paid", "enterprise"]))
    def other_segment(self, segment: str) -> None:
        self.desk.put_organization(name="Acme", segment=segment)

    @rule(pick=picks)
    def undo_one(self, pick: int) -> None:
        if self.changes:
            with suppress(Refused):
                self.desk.undo(self.changes[-1 - pick % len(self.changes)])

    @rule(redo=chances)
    def undo(self, redo: bool) -> None:
        with suppress(Refused):
            self.did(self.desk.redo().id if redo else self.desk.undo().id)

    @rule(by=st.sampled_from([-10, 0, 1, 45, 300, 1500]))
    def time_goes(self, by: int) -> None:
        self.clock.now += by * MINUTE

    @invariant()
    def the_row_shows_the_deadline_that_comes_first(self) -> None:
        for number in range(1, self.made + 1):
            with suppress(Refused):
                clocks, shown = self.desk.clocks(number), self.desk.ticket(number)
                found = deadlines(clocks, self.desk.service()) if clocks is not None else {}
                assert shown.due_at == min(found.values(), default=None)


AnyDay.TestCase.settings = settings(
    max_examples=effort(12, 200), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyDay = AnyDay.TestCase


# --- minute by minute

FIRST, NEXT, SOLVE = 90, 150, 400
PLAIN = policy(
    promise("first-reply", FIRST / 60), promise("next-reply", NEXT / 60), promise("resolution", SOLVE / 60, pauses=[2])
)
DID = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(["customer", "reply", "note", "pending", "open", "solved"])),
    max_size=6,
)


@contextmanager
def a_desk() -> Iterator[tuple[Desk, Wall]]:
    with tempfile.TemporaryDirectory() as folder, promising(Path(folder), plain=PLAIN) as there:
        yield there


def counted(did: list[tuple[int, str]], began: int) -> dict[str, int]:
    """Deadlines, reckoned with a pencil: each minute of each promise is counted down while it counts."""
    end = began + (sum(gap for gap, _ in did) + 5 * 24 * 60) * MINUTE
    slow = Slow(workdays(("09:00", "17:00"), zone=ZONE), began, end)
    left: dict[str, int] = {"first-reply": FIRST, "resolution": SOLVE}
    due: dict[str, int] = {}
    status, answered, now = "new", False, began
    todo = [*did, (5 * 24 * 60, "end")]
    for gap, what in todo:
        for _ in range(gap):
            for name in left:
                paused = status == "solved" or (name == "resolution" and status == "pending")
                if left[name] > 0 and not paused and slow.is_open(now):
                    left[name] -= 1
                    if left[name] == 0:
                        due[name] = now + MINUTE
            now += MINUTE
        if what == "customer":
            if answered:
                left.setdefault("next-reply", NEXT)
            status = "open" if status in ("pending", "solved") else status
        elif what == "reply":
            for name in ("first-reply", "next-reply"):
                left.pop(name, None)
                due.pop(name, None)
            answered, status = True, "open" if status == "new" else status
        elif what in ("pending", "open", "solved"):
            status = what
    return {} if status == "solved" else {name: due[name] for name in left if name in due}


@settings(max_examples=effort(25, 200), deadline=None)
@given(DID)
def test_deadlines_are_those_that_counting_minutes_gives(did: list[tuple[int, str]]) -> None:
    with a_desk() as (desk, clock):
        began, number = clock.now, ticket(desk)
        for gap, what in did:
            clock.now += gap * MINUTE
            if what in ("customer", "reply", "note"):
                role = {"customer": Role.CUSTOMER, "reply": Role.REPLY, "note": Role.NOTE}[what]
                desk.write(number, NewMessage(role, "so", person=1 if role is Role.CUSTOMER else None))
            else:
                desk.change(number, verbs.set_status, status=Status[what.upper()])
        clocks = desk.clocks(number)
        assert clocks is not None
        found = deadlines(clocks, desk.service())
        assert {metric.value: moment for metric, moment in found.items()} == counted(did, began)
        assert set(found) <= set(Metric)
