"""A ticket's log says how it was served: whatever was written down when, undone, or held back."""

import random
from collections import Counter
from datetime import UTC
from itertools import chain, count

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.fold import fold_all
from supportterm.core.ids import message_floor
from supportterm.core.metrics_cells import ALL, TEAM, Days, Tally
from supportterm.core.metrics_served import Served
from supportterm.core.metrics_sheet import (
    AGENT_WAIT,
    BUSINESS,
    CREATED,
    ENTERED,
    FIRST_REPLY,
    LEFT,
    OF_REASON,
    REQUESTER_WAIT,
    RESOLUTION,
    SATISFIED,
    SKIPPED,
    SOLVED,
    UNTOLD,
    Measured,
    Sheet,
    changed,
    unpacked,
)
from supportterm.core.metrics_steps import Step
from supportterm.core.metrics_story import served
from supportterm.core.moments import DAY, HOUR, MINUTE
from supportterm.core.operations import (
    AnyPayload,
    Create,
    Escalate,
    MergeInto,
    Observed,
    Operation,
    PassedOver,
    Rated,
    Set,
    Subject,
    Suspend,
    Tag,
    Undo,
    Wrote,
)
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_hours import Hours
from supportterm.core.terms import Role, Status

NINE = 1_750_064_400_000
"""Monday 2025-06-16, 09:00 UTC."""
OFFICE = Schedule(Hours("UTC", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "17:00"),))))


class Past:
    """A desk whose support works in the office, and whose organization 1 is enterprise."""

    def hours(self, team: str, seq: int) -> Schedule | None:
        return OFFICE if team == "support" else None

    def segment(self, organization: int, seq: int) -> str:
        return "enterprise" if organization == 1 else "free"

    def tells_history(self, home: str, seq: int) -> bool:
        return home == "rt"


class Log:
    """Steps of one ticket, in the order in which they are written down."""

    def __init__(self, create: Create | None = None, at: int = NINE) -> None:
        self.steps: list[Step] = []
        self.messages = count(1)
        self.add(at, create or Create("?", 1, team="support"))

    def add(self, at: int, payload: AnyPayload, actor: str = "dana", *, change: int | None = None) -> "Log":
        number = len(self.steps)
        mine = (number if change is None else change).to_bytes(16, "big")
        self.steps.append(Step(number, at, at, mine, actor, payload))
        return self

    def wrote(self, at: int, role: Role, actor: str = "") -> "Log":
        agent = None if role is Role.CUSTOMER else actor or "dana"
        return self.add(at, Wrote(message_floor(at) + next(self.messages), int(role), agent=agent), agent or "customer")

    def status(self, at: int, status: Status) -> "Log":
        return self.add(at, Set("status", int(status)))

    def undo(self, at: int, number: int) -> "Log":
        return self.add(at, Undo(self.steps[number].change.hex()))

    def served(self) -> Served:
        return served(self.steps, Past())


def sheet(found: Served) -> Sheet:
    total = Sheet()
    for occasion in found.occasions:
        total.put(occasion.measured)
    return total


def length(found: Served, measure: int) -> int | None:
    return sheet(found).percentile(measure, 50)


def test_waits_are_of_who_kept_whom_waiting_in_calendar_and_in_business_time() -> None:
    log = (
        Log()
        .status(NINE + HOUR, Status.PENDING)
        .status(NINE + DAY, Status.ON_HOLD)
        .status(NINE + 25 * HOUR, Status.SOLVED)
    )
    found = log.served()
    assert length(found, REQUESTER_WAIT) == 2 * 60
    assert length(found, REQUESTER_WAIT + BUSINESS) == 2 * 60
    assert length(found, AGENT_WAIT) == 23 * 60
    assert length(found, AGENT_WAIT + BUSINESS) == 7 * 60
    assert length(found, RESOLUTION) == 25 * 60
    assert length(found, RESOLUTION + BUSINESS) == 9 * 60


def test_where_no_hours_are_known_there_is_no_business_time_not_even_of_a_part() -> None:
    log = Log().add(NINE + HOUR, Set("team", "backend")).add(NINE + 2 * HOUR, Set("team", "support"))
    found = log.status(NINE + 3 * HOUR, Status.SOLVED).served()
    assert length(found, REQUESTER_WAIT) == 180
    assert length(found, REQUESTER_WAIT + BUSINESS) is None
    assert length(found, RESOLUTION + BUSINESS) == 180  # one event, by the hours that hold at it


def test_what_is_measured_at_the_solution_is_taken_back_while_the_ticket_is_open_again() -> None:
    log = Log().status(NINE + HOUR, Status.SOLVED).status(NINE + 2 * HOUR, Status.OPEN)
    assert sheet(log.served()).count(SOLVED) == 0
    found = log.status(NINE + 3 * HOUR, Status.CLOSED).served()
    assert (sheet(found).count(SOLVED), length(found, RESOLUTION)) == (1, 180)
    assert length(found, REQUESTER_WAIT) == 120


def test_each_occasion_is_credited_to_who_had_the_ticket_then() -> None:
    log = Log().add(NINE + MINUTE, Set("assignee", "dana")).wrote(NINE + 2 * MINUTE, Role.REPLY, "sam")
    log.add(NINE + HOUR, Escalate("backend", 2, "deep")).add(NINE + HOUR, Set("assignee", "kim"))
    found = log.status(NINE + 2 * HOUR, Status.SOLVED).served()
    came, reply, first, solved = found.occasions
    assert came[1:4] == ("dana", "support", 1)
    assert reply[1:4] == ("sam", "support", 1)
    assert first[1:4] == solved[1:4] == ("kim", "backend", 2)


def test_a_merge_or_a_deletion_is_no_solution_and_ends_the_wait() -> None:
    for away in (MergeInto(7), Observed("rt", values={"status": 5}, gone=True)):
        found = Log().add(NINE + HOUR, away).served()
        assert sheet(found).count(SOLVED) == 0
        assert [stay.end for stay in found.stays] == [NINE + HOUR]


def test_what_is_held_back_counts_from_its_beginning_once_it_is_let_in() -> None:
    log = Log().wrote(NINE, Role.CUSTOMER).add(NINE, Suspend("spam"))
    assert log.served().occasions == log.served().stays == ()
    found = log.add(NINE + DAY, Suspend("")).served()
    assert sheet(found).count(CREATED) == 1
    assert [stay[:2] for stay in found.stays] == [(NINE + DAY, None)]


def test_an_answer_by_a_machine_is_no_reply() -> None:
    log = Log().wrote(NINE, Role.CUSTOMER)
    log.add(NINE + MINUTE, Wrote(message_floor(NINE + MINUTE), int(Role.REPLY)), "mail")
    log.add(NINE + MINUTE, Wrote(message_floor(NINE + MINUTE) + 1, int(Role.REPLY), agent="rule:hello"), "rule:hello")
    assert length(log.served(), FIRST_REPLY) is None
    assert length(log.wrote(NINE + HOUR, Role.REPLY).served(), FIRST_REPLY) == 60


def test_the_last_answer_to_a_survey_counts() -> None:
    log = Log().add(NINE, Rated("csat", 1)).add(NINE + 1, Rated("other", 5)).add(NINE + 2, Rated("csat", 5))
    assert sheet(log.served()).count(SATISFIED) == 2


def test_what_came_without_its_past_says_so_and_has_no_lengths() -> None:
    imported = Log(Create("?", 1, status=int(Status.SOLVED))).served()
    assert sheet(imported).count(UNTOLD) == 1
    assert imported.stays == ()
    for home, untold in (("rt", 0), ("other", 1)):
        log = Log(Create("?", 1, home=home))
        log.steps[0] = log.steps[0]._replace(written=NINE + 30 * DAY)
        log.add(NINE + DAY, Observed(home, values={"status": 4}))
        assert sheet(log.served()).count(UNTOLD) == untold
        assert (length(log.served(), RESOLUTION) is None) == bool(untold)
        assert sheet(log.served()).count(SOLVED) == 1


def test_the_segment_is_that_of_the_organization_the_ticket_is_of_now() -> None:
    log = Log(Create("?", 1, organization=2))
    assert log.served().segment == "free"
    assert log.add(NINE + 1, Set("organization", 1)).served().segment == "enterprise"


moments = st.integers(NINE, NINE + 9 * DAY)
happenings: st.SearchStrategy[AnyPayload] = st.one_of(
    st.builds(Set, st.just("status"), st.integers(0, 5)),
    st.builds(Set, st.just("status"), st.integers(0, 5)),
    st.builds(Set, st.just("assignee"), st.sampled_from(["dana", "sam", None])),
    st.builds(Set, st.just("team"), st.sampled_from(["support", "backend"])),
    st.builds(Escalate, st.just("backend"), st.integers(1, 3), st.just("deep")),
    st.builds(Tag, st.just(("billing",)), st.just(())),
    st.builds(Rated, st.sampled_from(["a", "b"]), st.integers(1, 5)),
    st.builds(Wrote, moments.map(message_floor), st.integers(0, 3), agent=st.sampled_from(["dana", None])),
    st.builds(Suspend, st.sampled_from(["spam", ""])),
)
logs = st.lists(st.tuples(moments, happenings), max_size=12, unique_by=lambda pair: pair[0])


def told(log: list[tuple[int, AnyPayload]]) -> Log:
    made = Log()
    for at, payload in log:
        made.add(at, payload)
    return made


def _operation(step: Step) -> Operation:
    return Operation(step.change, step.change, Subject("ticket", 1), step.payload, step.actor, step.at)


@given(logs, st.randoms(use_true_random=False))
def test_in_what_order_history_is_written_down_changes_nothing(
    log: list[tuple[int, AnyPayload]], random: random.Random
) -> None:
    history = [
        step._replace(written=NINE + 99 * DAY)
        for step in told([pair for pair in log if not isinstance(pair[1], Wrote)]).steps
    ]
    shuffled = [history[0], *random.sample(history[1:], len(history) - 1)]
    assert served(shuffled, Past()) == served(history, Past())


def test_a_clock_that_goes_back_takes_nothing_out_of_its_order() -> None:
    log = told([(NINE + HOUR, Set("priority", 2))]).status(NINE, Status.SOLVED)
    assert [stay.end for stay in log.served().stays] == [NINE + HOUR]


@given(logs, st.data())
def test_what_was_undone_was_never_done(log: list[tuple[int, AnyPayload]], data: st.DataObject) -> None:
    made = told(log)
    gone = data.draw(st.sets(st.integers(1, max(len(log), 1)), max_size=len(log)))
    left = [step for step in made.steps if step.seq not in gone]
    for number in gone & set(range(len(made.steps))):
        made.undo(NINE + 10 * DAY, number)
    assert made.served() == served(left, Past())


@given(logs, moments)
def test_a_ticket_is_in_the_backlog_exactly_while_its_fold_is_not_solved(
    log: list[tuple[int, AnyPayload]], instant: int
) -> None:
    """Against the fold of what had happened by then; what is held back at the end never was there."""
    made = told(sorted((pair for pair in log if not isinstance(pair[1], Wrote)), key=lambda pair: pair[0]))
    found = made.served()
    there = [s for s in found.stays if s.start <= instant and (s.end is None or instant < s.end)]
    whole = fold_all(1, [_operation(step) for step in made.steps])
    then = fold_all(1, [_operation(step) for step in made.steps if step.at <= instant])
    assert whole and then
    expected = then.status < Status.SOLVED and not then.suspended and not whole.suspended
    assert len(there) == expected
    if there:
        assert (there[0].agent, there[0].team, there[0].tier) == (then.assignee or "", then.team or "", then.tier)


@given(logs)
def test_each_way_of_dividing_adds_up_to_the_whole_and_the_backlog_to_what_is_open(
    log: list[tuple[int, AnyPayload]],
) -> None:
    found = told(log).served()
    by: dict[int, Counter[int]] = {}
    tally = Tally(Days(UTC))
    tally.put(found)
    for cell, measured in tally.cells():
        counted = by.setdefault(cell[0], Counter())
        for m, v in chain(*measured):
            counted[m] += v if m < FIRST_REPLY else 1
    whole = by.pop(ALL, Counter())
    assert whole[ENTERED] - whole[LEFT] == sum(stay.end is None for stay in found.stays)
    for way, counted in by.items():
        assert {m: n for m, n in counted.items() if m not in (ENTERED, LEFT)} == {
            m: n for m, n in whole.items() if m not in (ENTERED, LEFT)
        }
        if way <= TEAM:
            assert counted[ENTERED] - counted[LEFT] == whole[ENTERED] - whole[LEFT]


lengths = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**31)), max_size=40)


@given(st.lists(lengths, max_size=5), lengths, lengths, st.integers(1, 100))
def test_a_sheet_is_what_was_put_in_less_what_was_taken_out_however_it_was_kept(
    parts: list[list[int]], taken: list[int], loose: list[int], percent: int
) -> None:
    total, everything = Sheet(), []
    gone: list[Measured] = [((FIRST_REPLY, length), (SOLVED, 1)) for length in taken]
    for part in parts:
        more: list[Measured] = [((FIRST_REPLY, length), (SOLVED, 1)) for length in part]
        total.include(unpacked(changed(changed(b"", more + gone, ())[0], (), gone)[0]))
        everything += part
    for length in loose:
        total.put(((FIRST_REPLY, length), (SOLVED, 1)))
        everything.append(length)
    everything.sort()
    rank = max(-(-len(everything) * percent // 100), 1)
    assert total.percentile(FIRST_REPLY, percent) == (everything[rank - 1] if everything else None)
    assert total.count(FIRST_REPLY) == total.count(SOLVED) == len(everything)
    assert total.mean(FIRST_REPLY) == (sum(everything) / len(everything) if everything else None)


def test_a_percentile_of_many_runs_is_that_of_all_their_lengths() -> None:
    chance = random.Random(7)
    total, everything = Sheet(), []
    for _ in range(60):
        part = sorted(int(chance.expovariate(1 / 500)) for _ in range(100))
        total.include(unpacked(changed(b"", [((FIRST_REPLY, length),) for length in part], ())[0]))
        everything += part
    everything.sort()
    for percent in (1, 10, 50, 90, 99, 100):
        assert total.percentile(FIRST_REPLY, percent) == everything[len(everything) * percent // 100 - 1]


def test_days_and_hours_are_those_of_the_zone_over_a_change_of_summer_time() -> None:
    from zoneinfo import ZoneInfo

    days = Days(ZoneInfo("Europe/Berlin"))
    before, after = days.at(1_743_289_200_000 - 1), days.at(1_743_289_200_000)  # 2025-03-30 00:00 in Berlin
    assert (after.day, after.hour, after.start) == (before.day + 1, 6 * 24, 1_743_289_200_000)
    assert days.at(1_743_296_400_000).hour == 6 * 24 + 3  # two in the morning is three
    assert days.start(after.day + 1) - days.start(after.day) == 23 * HOUR


def test_skips_are_counted_for_who_skipped_each_by_its_reason_and_are_no_work() -> None:
    log = Log().add(NINE + HOUR, PassedOver("waits"), "sam").add(NINE + 2 * HOUR, PassedOver("to come"), "lee")
    found = log.served()
    assert [(o.agent, o.measured) for o in found.occasions[1:]] == [
        ("sam", ((SKIPPED, 1), (OF_REASON["waits"], 1))),
        ("lee", ((SKIPPED, 1),)),
    ]
