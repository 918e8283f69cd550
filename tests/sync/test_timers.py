"""What happens by time alone: each thing once, in its order, whoever is awake when; checked by counting minutes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from clocks import Clock
from desk.promising import hours_spec, policy, promise, promising
from supportterm.core import verbs
from supportterm.core.fold import fold_all
from supportterm.core.nouns import Ticket
from supportterm.core.operations import Escalate, Operation, Snooze, Warned
from supportterm.core.query import Context, parse
from supportterm.core.query.evaluate import evaluate
from supportterm.core.query.record import Record
from supportterm.core.query.times import age
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.audit import audit
from supportterm.store.connection import Store
from supportterm.sync.timers import Timers

START = 1_790_000_040_000  # a whole minute
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=clock) as desk:
        yield desk


def new(desk: Desk, subject: str = "Hi") -> int:
    return desk.create_ticket(NewTicket("al@acme.test", subject)).tickets[0]


def firings(desk: Desk, number: int, name: str) -> list[int]:
    """Moments at which a rule did something."""
    log = [e.operation for e in desk.log(number) if e.operation.actor == f"rule:{name}"]
    return sorted({operation.change: operation.at for operation in log}.values())


def test_an_automation_fires_once_its_query_has_held_long_enough_and_not_again(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "ask", {"after": "3d", "when": "status:solved", "do": ["note 'well?'"]})
    number = new(desk)
    timers = Timers(desk)
    assert timers.step() is None, "nothing waits for a new ticket"
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    assert timers.step() == 3 * DAY
    clock.now += 3 * DAY - 1
    assert timers.step() == 1 and firings(desk, number, "ask") == []
    clock.now += 1
    timers.step()
    assert firings(desk, number, "ask") == [clock.now]
    clock.now += 30 * DAY
    assert timers.step() is None and len(firings(desk, number, "ask")) == 1
    desk.change(number, verbs.set_status, status=Status.OPEN)
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    clock.now += 3 * DAY
    timers.step()
    assert len(firings(desk, number, "ask")) == 2, "it was opened and solved again"


@pytest.mark.parametrize(
    ("after", "when"),
    [("4 business hours", "2026-11-27 11:00"), ("2bd", "2026-11-30 15:00"), ("4h", "2026-11-26 19:00")],
)
def test_what_waits_in_business_time_waits_in_the_hours_of_the_tickets_team(
    tmp_path: Path, after: str, when: str
) -> None:
    with promising(tmp_path) as (desk, wall):
        desk.define("team", "office", {"tier": 1, "schedule": "office"})
        desk.define("rule", "late", {"after": after, "when": "status:open", "do": ["note 'still?'"]})
        number = new(desk)
        desk.change(number, verbs.set_team, team="office")
        wall.to("15:00")  # of a Thursday, until five
        desk.change(number, verbs.set_status, status=Status.OPEN)
        day, moment = when.split()
        wall.to(moment, day)
        wall.now -= 1
        Timers(desk).step()
        assert firings(desk, number, "late") == []
        wall.now += 1
        Timers(desk).step()
        assert firings(desk, number, "late") == [wall.now]


def test_hours_that_change_and_teams_that_change_move_what_waits_in_them(tmp_path: Path) -> None:
    with promising(tmp_path, some=policy(promise("resolution", 999))) as (desk, wall):
        desk.define("team", "office", {"tier": 1, "schedule": "office"})
        desk.define("team", "round", {"tier": 1})
        desk.define("rule", "late", {"after": "10 business hours", "when": "status:open", "do": ["note 'still?'"]})
        number = new(desk)
        desk.change(number, verbs.set_team, team="office")
        desk.change(number, verbs.set_status, status=Status.OPEN)
        left = 26 * HOUR  # it is ten: seven hours until five, and three from nine on
        timers = Timers(desk)
        assert timers.step() == left
        desk.define("schedule", "office@2", hours_spec(("09:00", "22:00")))
        assert timers.step() == 10 * HOUR, "it is open until ten in the evening now"
        desk.undo()
        assert timers.step() == left
        desk.change(number, verbs.set_team, team="round")
        assert timers.step() == 10 * HOUR, "who has no schedule works day and night"
        wall.now += 10 * HOUR
        timers.step()
        assert len(firings(desk, number, "late")) == 1


def test_what_a_person_does_in_between_begins_it_anew_and_taking_that_back_does_not(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "late", {"after": "2h", "when": "status:pending", "do": ["note 'still?'"]})
    number = new(desk)
    desk.change(number, verbs.set_status, status=Status.PENDING)
    clock.now += HOUR
    desk.change(number, verbs.set_priority, priority=Priority.HIGH)
    clock.now += HOUR
    Timers(desk).step()
    assert len(firings(desk, number, "late")) == 1, "it has been pending all the time"
    desk.change(number, verbs.set_status, status=Status.OPEN)
    desk.undo()
    clock.now += 2 * HOUR
    Timers(desk).step()
    assert len(firings(desk, number, "late")) == 2, "taken back, it is pending anew"


def test_a_query_that_comes_to_hold_by_time_alone_is_seen(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "old", {"after": "0m", "when": "created:>=2d status:<solved", "do": ["priority urgent"]})
    one, other = new(desk), new(desk)
    clock.now += DAY
    desk.change(other, verbs.set_status, status=Status.SOLVED)
    clock.now += DAY
    Timers(desk).step()
    assert firings(desk, one, "old") == [clock.now] and firings(desk, other, "old") == []


def test_what_a_rule_did_by_itself_can_be_taken_back_and_is_not_done_again(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "close", {"after": "1d", "when": "status:solved", "do": ["status closed"]})
    number = new(desk)
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    clock.now += DAY
    Timers(desk).step()
    [closed] = [e.operation for e in desk.log(number) if e.operation.actor == "rule:close"]
    assert desk.undo(closed.change).words == "undone: #1 status solved → closed"
    clock.now += 9 * DAY
    Timers(desk).step()
    assert desk.ticket(number).status is Status.SOLVED


def test_what_is_due_is_done_in_its_order_after_a_sleep(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "ask", {"after": "1d", "when": "status:solved", "do": ["note 'well?'"]})
    desk.define("rule", "close", {"after": "3d", "when": "status:solved", "do": ["status closed"]})
    one, other, sleeper = new(desk), new(desk), new(desk)
    desk.change(one, verbs.set_status, status=Status.SOLVED)
    clock.now += HOUR
    desk.change(other, verbs.set_status, status=Status.SOLVED)
    desk.change(sleeper, verbs.snooze, until=clock.now + 2 * DAY)
    clock.now += 30 * DAY
    Timers(desk).step()
    with desk._store.writing() as connection:
        told = connection.execute(
            "SELECT actor, words FROM change WHERE at = ? ORDER BY first", (clock.now,)
        ).fetchall()
    assert [(actor, words[:2]) for actor, words in told] == [
        ("rule:ask", "#1"), ("rule:ask", "#2"), ("timer", "#3"), ("rule:close", "#1"), ("rule:close", "#2")
    ]  # fmt: skip
    assert desk.ticket(sleeper).snoozed_until is None
    assert [desk.ticket(n).status for n in (one, other)] == [Status.CLOSED] * 2


def test_a_snooze_that_ends_leads_to_rules(desk: Desk, clock: Clock) -> None:
    desk.define("rule", "awake", {"on": ["snoozed"], "when": "-is:snoozed", "do": ["set +awake"]})
    number = new(desk)
    desk.change(number, verbs.snooze, until=clock.now + HOUR)
    assert Timers(desk).step() == HOUR and desk.ticket(number).tags == ()
    clock.now += HOUR
    Timers(desk).step()
    assert desk.ticket(number).tags == ("awake",)
    [woken] = [e.operation for e in desk.log(number) if e.operation.payload == Snooze()]
    assert woken.actor == "timer"


def test_a_promise_close_to_its_deadline_warns_once_and_rules_follow_that(tmp_path: Path) -> None:
    with promising(tmp_path) as (desk, wall):
        desk.define("team", "backend", {"tier": 2})
        up = {"on": ["warned"], "when": "tier:1", "do": ["escalate --to backend --reason 'nobody has answered'"]}
        desk.define("rule", "up", up)
        answered, left = new(desk), new(desk)
        desk.write(answered, NewMessage(Role.REPLY, "we look"))
        timers = Timers(desk)
        assert timers.step() == 90 * MINUTE, "half an hour before two are over"
        wall.now += 90 * MINUTE
        timers.step()
        assert (desk.ticket(left).team, desk.ticket(answered).team) == ("backend", None)
        wall.now += 10 * MINUTE
        timers.step()
        warned = [e.operation for e in desk.log(left) if isinstance(e.operation.payload, Warned)]
        assert [(o.actor, o.payload.metric) for o in warned] == [("timer", "first-reply")]
        [up_there] = [e.operation for e in desk.log(left) if isinstance(e.operation.payload, Escalate)]
        assert up_there.cause == warned[0].id and up_there.change == warned[0].change


def test_nothing_fires_on_history_nor_on_what_was_before_the_rule(desk: Desk, clock: Clock) -> None:
    with desk.bulk() as bulk:
        old = bulk.ticket("Old", bulk.person("bo@acme.test"), at=START - 9 * DAY, status=Status.SOLVED)
        bulk.message(old, Role.CUSTOMER, "hello", at=START - DAY)
    long_solved, just_solved = new(desk), new(desk)
    desk.change(long_solved, verbs.set_status, status=Status.SOLVED)
    clock.now += 5 * DAY
    desk.change(just_solved, verbs.set_status, status=Status.SOLVED)
    clock.now += DAY
    desk.define("rule", "close", {"after": "3d", "when": "status:solved", "do": ["status closed"]})
    Timers(desk).step()
    clock.now += 2 * DAY
    Timers(desk).step()
    clock.now += 30 * DAY
    Timers(desk).step()
    states = [desk.ticket(number).status for number in (old, long_solved, just_solved)]
    assert states == [Status.SOLVED, Status.SOLVED, Status.CLOSED], "its moment was still to come, and came"
    assert firings(desk, just_solved, "close") == [START + 8 * DAY]


def test_a_rule_that_is_switched_off_or_asks_for_something_else_waits_for_nothing_any_more(
    desk: Desk, clock: Clock
) -> None:
    spec = {"after": "3h", "when": "status:pending", "do": ["note 'still?'"]}
    desk.define("rule", "late", spec)
    number = new(desk)
    desk.change(number, verbs.set_status, status=Status.PENDING)
    desk.define("rule", "late", {**spec, "off": True})
    assert Timers(desk).step() is None
    desk.define("rule", "late", {**spec, "after": "5h"})
    assert Timers(desk).step() == 5 * HOUR
    desk.undo()
    assert Timers(desk).step() is None
    desk.redo()
    desk.define("rule", "late", {**spec, "after": "5h", "title": "Ask"})
    assert Timers(desk).step() == 5 * HOUR, "what it is called is not what it waits for"
    desk.define("rule", "late", None)
    clock.now += DAY
    assert Timers(desk).step() is None and firings(desk, number, "late") == []


@pytest.mark.parametrize("late", [0, HOUR, HOUR + MINUTE])
def test_what_a_customer_would_see_more_than_an_hour_late_asks_first(desk: Desk, clock: Clock, late: int) -> None:
    desk.define("connection", "mail", {"title": "Mail", "backend": "mail", "can": ["reply"]})
    desk.define("rule", "ask", {"after": "3d", "when": "status:solved", "do": ["reply 'Is it well?'", "tag +asked"]})
    number = new(desk)
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    clock.now += 3 * DAY + late
    Timers(desk).step()
    [entry] = desk.outbox()
    assert desk.ticket(number).tags == ("asked",)
    if late <= HOUR:
        assert entry.state == "queued"
    else:
        assert entry.state == "asking" and entry.words == "nobody was awake at its moment: it would arrive 1h late"
        desk.decide(entry.id, "discard")
        assert desk.outbox() == ()


def test_one_that_fails_holds_up_no_other(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.define("rule", "late", {"after": "1h", "when": "status:pending", "do": ["note 'still?'"]})
    one, other = new(desk), new(desk)
    for number in (one, other):
        desk.change(number, verbs.set_status, status=Status.PENDING)
        clock.now += MINUTE
    from supportterm.store import timers as store_timers

    real = store_timers.fire

    def failing(stroke: object, due: store_timers.Due, too_late: int) -> None:
        if due.ticket == one:
            raise RuntimeError("a defect")
        real(stroke, due, too_late)  # type: ignore[arg-type]

    timers = Timers(desk)
    monkeypatch.setattr(store_timers, "fire", failing)
    clock.now += HOUR
    timers.step()
    assert (len(firings(desk, one, "late")), len(firings(desk, other, "late"))) == (0, 1)
    monkeypatch.setattr(store_timers, "fire", real)
    timers.step()
    assert firings(desk, one, "late") == [], "not before a while"
    clock.now += HOUR
    timers.step()
    assert len(firings(desk, one, "late")) == 1


# --- days of it


RULES = {
    "remind": {"after": "4h", "when": "status:pending", "do": ["note 'remind'"]},
    "close": {"after": "20h", "when": "status:solved", "do": ["note 'close'", "status closed"]},
    "stale": {"after": "0m", "when": "created:>=6h status:open priority:<urgent", "do": ["note x", "priority urgent"]},
    "old": {"after": "2h", "when": "created:>=12h tag:slow", "do": ["note 'old'"]},
    "sleepy": {"after": "90m", "when": "is:snoozed", "do": ["note 'sleepy'"]},
}


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Days:
    """A desk over days: people work, the keeper is awake, asleep, killed at any instant, begun again."""

    path: Path
    random: Random

    def __post_init__(self) -> None:
        self.clock = Clock(START)
        with Desk.create(self.path, "d", me="lead", clock=self.clock) as desk:
            with desk.together():
                for name, spec in RULES.items():
                    desk.define("rule", name, spec)
            self.tickets = [new(desk) for _ in range(3)]
        self.desk = Desk.open(self.path, me="ann", clock=self.clock)
        self.steps: list[int] = []
        """Moments at which the keeper looked and was not killed."""

    def live(self, hours: int) -> None:
        end = self.clock.now + hours * HOUR
        awake = True
        while self.clock.now < end:
            self.clock.now += self.random.choice((1, 1, 7, 30, 90)) * MINUTE
            if self.random.random() < 0.3:
                self.work()
                self.clock.now += MINUTE
            if self.random.random() < 0.1:
                awake = not awake
            if awake:
                self.keep()
            if self.random.random() < 0.05:
                self.desk.close()
                self.desk = Desk.open(self.path, me="ann", clock=self.clock)
        self.keep()

    def work(self) -> None:
        number, what = self.random.choice(self.tickets), self.random.randrange(7)
        ticket = self.desk.ticket(number)
        with suppress(verbs.Refused):
            match what:
                case 0 | 1:
                    status = self.random.choice((Status.OPEN, Status.PENDING, Status.SOLVED))
                    self.desk.change(number, verbs.set_status, status=status)
                case 2:
                    self.desk.change(number, verbs.set_priority, priority=self.random.choice(list(Priority)))
                case 3:
                    self.desk.write(number, NewMessage(Role.CUSTOMER, "and?", person=ticket.requester))
                case 4:
                    self.desk.change(number, verbs.tag, **{self.random.choice(("add", "remove")): ("slow",)})
                case 5:
                    until = self.clock.now + self.random.choice((1, 3, 8)) * HOUR
                    self.desk.change(number, verbs.snooze, until=until)
                case 6:
                    self.desk.undo()

    def keep(self) -> None:
        """The keeper looks; sometimes it is killed before or after something is kept."""
        kill = self.random.choice((None, None, None, "before", "after"))
        try:
            with killing(self.desk, kill, self.random.randrange(3)):
                Timers(self.desk).step()
        except Killed:
            Timers(self.desk).step()  # the next one begins at once
        self.steps.append(self.clock.now)


@contextmanager
def killing(desk: Desk, when: str | None, after: int) -> Iterator[None]:
    """While this holds, the write after *after* others is the last thing that the process does."""
    store = desk._store
    real: Callable[..., object] = Store.writing
    left = [after]

    @contextmanager
    def writing(**options: bool) -> Iterator[object]:
        with real(store, **options) as connection:  # type: ignore[attr-defined]
            yield connection
            left[0] -= 1
            if when == "before" and left[0] < 0:
                raise Killed
        if when == "after" and left[0] < 0:
            raise Killed

    store.writing = writing  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        del store.writing  # type: ignore[method-assign]


def spells(log: list[Operation], number: int, when: str, until: int) -> list[tuple[int, int, str]]:
    """From when to when *when* held of a ticket, and what ended it, by looking at each minute and after each change."""
    query = parse(when)
    found: list[tuple[int, int, str]] = []
    began: int | None = None
    ticket: Ticket | None = None
    place, by = 0, ""
    for minute in range(log[0].at, until + MINUTE, MINUTE):
        by = "time"
        while True:
            holds = ticket is not None and evaluate(query, Record(ticket), Context(minute))
            if holds and began is None:
                began = minute
            if not holds and began is not None:
                found.append((began, minute, by))
                began = None
            if place == len(log) or log[place].at > minute:
                break
            change, by = log[place].change, log[place].actor
            while place < len(log) and log[place].change == change:
                place += 1
            ticket = fold_all(number, log[:place])
    return found if began is None else [*found, (began, until + MINUTE, "nothing")]


@pytest.mark.parametrize("seed", range(12))
def test_over_days_each_automation_fires_once_in_each_spell_in_which_somebody_was_awake(
    tmp_path: Path, seed: int, effort: Callable[[int, int], int]
) -> None:
    for run in range(effort(1, 20)):
        days = Days(tmp_path / f"{run}.desk", Random(seed * 1000 + run))
        days.live(60)
        for number in days.tickets:
            log = [entry.operation for entry in days.desk.log(number)]
            for name, spec in RULES.items():
                expected = []
                for began, ended, by in spells(log, number, str(spec["when"]), days.clock.now):
                    due = began + (age(str(spec["after"])) or 0)
                    last = ended if by == f"rule:{name}" else ended - 1
                    expected += [look for look in days.steps if due <= look <= last][:1]
                assert firings(days.desk, number, name) == expected, (seed, run, number, name)
        assert audit(days.path).ok
        days.desk.close()


def test_contacts_that_grow_old_turn_an_automation_by_time_alone(desk: Desk, clock: Clock) -> None:
    """It waits for who has not written for a while after writing much: only time makes that so."""
    desk.define("rule", "calm", {"after": "1h", "when": "contacts:<2/2d contacts:>=2", "do": ["tag +calm"]})
    number = new(desk)
    desk.write(number, NewMessage(Role.CUSTOMER, "hello", person=1))
    clock.now += HOUR
    desk.write(number, NewMessage(Role.CUSTOMER, "anybody there?", person=1))
    timers = Timers(desk)
    clock.now += 2 * DAY - HOUR
    timers.step()
    assert desk.ticket(number).tags == ()
    clock.now += HOUR + 1
    timers.step()
    assert desk.ticket(number).tags == ("calm",)
    assert firings(desk, number, "calm") == [START + 2 * DAY + HOUR + 1]
