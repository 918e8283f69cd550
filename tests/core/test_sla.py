"""The clocks of tickets: what starts, stops, pauses and fulfils them, and how a deadline explains itself."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from core.schedules import at, wall, workdays
from supportterm.core.moments import DAY, HOUR, MINUTE, YEAR
from supportterm.core.schedule import Schedule
from supportterm.core.sla import Changed, Clocks, Event, Opened, Service, Wrote, deadlines, fold, follow, next_due
from supportterm.core.sla_clock import Clock, breached, due, margin, spent, state, warn_at
from supportterm.core.sla_explain import Derived, explain, length_words
from supportterm.core.sla_policy import Case, Metric, Policy, Promise, When, choose, mistakes
from supportterm.core.terms import Priority, Role, Status

BERLIN = "Europe/Berlin"
SCHEDULES = {"support": Schedule(workdays(("09:00", "17:00")))}
HIGH = Priority.HIGH
DAY_1 = "2026-11-26"  # a Thursday


def on(clock: str, day: str = DAY_1) -> int:
    return at(f"{day} {clock}", BERLIN)


def promise(metric: Metric, normal: int, high: int = 0, **more: object) -> Promise:
    lengths = {Priority.NORMAL: normal} | ({HIGH: high} if high else {})
    return Promise(metric, lengths, **more)  # type: ignore[arg-type]


def service(*promises: Promise, **more: object) -> Service:
    return Service((Policy("gold", "support", promises, **more),), SCHEDULES)  # type: ignore[arg-type]


def folded(events: list[Event], made: Service) -> Clocks:
    clocks = fold(events, made)
    assert clocks is not None
    return clocks


def opened(clock: str = "10:00", *, asked: bool = True, **case: object) -> Opened:
    return Opened(on(clock), Case(**case), asked)  # type: ignore[arg-type]


def became(clock: str, status: Status = Status.OPEN, day: str = DAY_1, **case: object) -> Changed:
    return Changed(on(clock, day), Case(status=status, **case))  # type: ignore[arg-type]


def customer(clock: str, day: str = DAY_1) -> Wrote:
    return Wrote(on(clock, day), Role.CUSTOMER)


def reply(clock: str, day: str = DAY_1) -> Wrote:
    return Wrote(on(clock, day), Role.REPLY)


def due_words(clocks: Clocks, metric: Metric, made: Service) -> str | None:
    moment = deadlines(clocks, made).get(metric)
    return None if moment is None else wall(moment, BERLIN)


def past(clocks: Clocks, metric: Metric) -> list[Clock]:
    return [clock for clock in clocks.past if clock.metric == metric]


# First reply


FIRST = service(promise(Metric.FIRST_REPLY, 2 * HOUR))


def test_the_first_reply_is_due_in_open_hours() -> None:
    assert due_words(folded([opened("16:00")], FIRST), Metric.FIRST_REPLY, FIRST) == "2026-11-27 10:00"


def test_notes_forwards_machines_and_the_customer_are_no_first_reply() -> None:
    others = [Wrote(on("10:01"), role) for role in (Role.CUSTOMER, Role.NOTE, Role.FORWARD)]
    clocks = folded([opened(), *others, Wrote(on("10:02"), Role.REPLY, machine=True)], FIRST)
    assert due_words(clocks, Metric.FIRST_REPLY, FIRST) == "2026-11-26 12:00"
    [kept] = past(follow(clocks, reply("11:30"), FIRST), Metric.FIRST_REPLY)
    assert kept.fulfilled == on("11:30")
    assert not breached(kept, on("23:00"), SCHEDULES)
    assert margin(kept, on("23:00"), SCHEDULES) == 30 * MINUTE


def test_a_reply_on_the_very_moment_is_kept_and_a_millisecond_later_is_not() -> None:
    [kept] = past(folded([opened(), reply("12:00")], FIRST), Metric.FIRST_REPLY)
    [missed] = past(folded([opened(), Wrote(on("12:00") + 1, Role.REPLY)], FIRST), Metric.FIRST_REPLY)
    assert (state(kept, 0, SCHEDULES), state(missed, 0, SCHEDULES)) == ("kept", "missed")
    assert margin(missed, 0, SCHEDULES) == -1


def test_a_ticket_that_an_agent_opened_owes_a_reply_from_the_customers_first_message() -> None:
    clocks = folded([opened(asked=False)], FIRST)
    assert deadlines(clocks, FIRST) == {}
    clocks = follow(clocks, customer("11:00"), FIRST)
    assert due_words(clocks, Metric.FIRST_REPLY, FIRST) == "2026-11-26 13:00"
    [kept] = past(follow(clocks, reply("11:10"), FIRST), Metric.FIRST_REPLY)
    assert spent(kept, 0, SCHEDULES) == 10 * MINUTE


def test_solved_without_a_reply_owes_none_and_opened_again_what_was_left() -> None:
    clocks = folded([opened(), became("11:00", Status.SOLVED)], FIRST)
    assert deadlines(clocks, FIRST) == {}
    clocks = follow(clocks, became("15:00"), FIRST)
    assert due_words(clocks, Metric.FIRST_REPLY, FIRST) == "2026-11-26 16:00"


# Next reply and periodic update


NEXT = service(promise(Metric.FIRST_REPLY, 2 * HOUR), promise(Metric.NEXT_REPLY, 3 * HOUR))


def test_the_next_reply_counts_from_the_oldest_unanswered_message() -> None:
    clocks = folded([opened(), reply("10:30"), customer("11:00"), customer("12:00")], NEXT)
    assert due_words(clocks, Metric.NEXT_REPLY, NEXT) == "2026-11-26 14:00"
    clocks = follow(follow(clocks, reply("13:00"), NEXT), customer("13:30"), NEXT)
    assert due_words(clocks, Metric.NEXT_REPLY, NEXT) == "2026-11-26 16:30"
    assert [spent(clock, 0, SCHEDULES) for clock in past(clocks, Metric.NEXT_REPLY)] == [2 * HOUR]


def test_a_promised_first_reply_stands_for_the_next_one_while_it_is_awaited() -> None:
    asked = [opened(), customer("10:00")]
    assert set(deadlines(folded(asked, NEXT), NEXT)) == {Metric.FIRST_REPLY}
    only_next = service(promise(Metric.NEXT_REPLY, 3 * HOUR))
    assert due_words(folded(asked, only_next), Metric.NEXT_REPLY, only_next) == "2026-11-26 13:00"


def test_a_customer_who_answers_while_pending_does_not_restart_anything() -> None:
    events = [opened(), reply("10:30"), customer("11:00"), became("11:30", Status.PENDING), customer("12:00")]
    assert due_words(folded([*events, became("12:00")], NEXT), Metric.NEXT_REPLY, NEXT) == "2026-11-26 14:00"


UPDATE = service(promise(Metric.UPDATE, HOUR))


def test_updates_are_due_from_each_reply_whatever_the_customer_writes_also_while_pending() -> None:
    clocks = folded([opened()], UPDATE)
    assert due_words(clocks, Metric.UPDATE, UPDATE) == "2026-11-26 11:00"
    for event in (reply("10:20"), became("10:20", Status.PENDING), customer("10:40"), reply("10:50"), reply("10:55")):
        clocks = follow(clocks, event, UPDATE)
    assert due_words(clocks, Metric.UPDATE, UPDATE) == "2026-11-26 11:55"
    assert [spent(clock, 0, SCHEDULES) // MINUTE for clock in past(clocks, Metric.UPDATE)] == [20, 30, 5]
    assert deadlines(follow(clocks, became("11:00", Status.SOLVED), UPDATE), UPDATE) == {}


# Wait and resolution


def test_requester_wait_stands_still_while_pending_and_runs_on_hold() -> None:
    made = service(promise(Metric.WAIT, 4 * HOUR))
    clocks = folded([opened(), became("11:00", Status.PENDING)], made)
    assert deadlines(clocks, made) == {}
    clocks = follow(follow(clocks, became("13:00", Status.ON_HOLD), made), became("14:00"), made)
    assert due_words(clocks, Metric.WAIT, made) == "2026-11-26 16:00"


RESOLUTION = service(promise(Metric.RESOLUTION, 4 * HOUR, HOUR))


def test_solved_is_resolved_and_opened_again_it_runs_on_without_the_time_between() -> None:
    clocks = folded([opened(), became("12:00", Status.SOLVED), became("13:00", Status.CLOSED)], RESOLUTION)
    clock = clocks.running[Metric.RESOLUTION]
    assert (clock.fulfilled, margin(clock, on("15:00"), SCHEDULES)) == (on("12:00"), 2 * HOUR)
    clocks = follow(clocks, became("14:00"), RESOLUTION)
    assert due_words(clocks, Metric.RESOLUTION, RESOLUTION) == "2026-11-26 16:00"
    [pause] = clocks.running[Metric.RESOLUTION].pauses
    assert (pause.start, pause.end, pause.status) == (on("12:00"), on("14:00"), Status.SOLVED)


def test_a_deadline_that_passed_before_the_pause_stays_while_paused() -> None:
    made = service(promise(Metric.RESOLUTION, HOUR, pauses=(Status.PENDING,)))
    clocks = folded([opened(), became("12:00", Status.PENDING), became("13:00")], made)
    assert due_words(clocks, Metric.RESOLUTION, made) == "2026-11-26 11:00"
    on_the_moment = folded([opened(), became("11:00", Status.PENDING), became("13:00")], made)
    assert due_words(on_the_moment, Metric.RESOLUTION, made) == "2026-11-26 11:00"


def test_a_pause_that_was_none_leaves_no_trace() -> None:
    made = service(promise(Metric.WAIT, 4 * HOUR))
    clocks = folded([opened(), became("11:00", Status.PENDING), became("11:00")], made)
    clock = clocks.running[Metric.WAIT]
    assert clock.pauses == () and due(clock, SCHEDULES) == on("14:00")


# Retargets


def test_a_higher_priority_is_measured_from_the_start_and_the_old_target_is_kept() -> None:
    clocks = folded([opened(), became("12:00", priority=HIGH)], RESOLUTION)
    clock = clocks.running[Metric.RESOLUTION]
    assert due_words(clocks, Metric.RESOLUTION, RESOLUTION) == "2026-11-26 11:00"
    [change] = clock.retargets
    assert change.old is not None and change.old.length == 4 * HOUR
    assert (change.at, change.due, change.missed) == (on("12:00"), on("14:00"), False)


def test_a_miss_under_the_old_target_is_remembered() -> None:
    clocks = folded([opened(priority=HIGH), became("12:00")], RESOLUTION)
    clock = clocks.running[Metric.RESOLUTION]
    assert not breached(clock, on("12:00"), SCHEDULES)
    assert clock.retargets[0].missed and clock.retargets[0].due == on("11:00")


def test_business_time_that_ran_counts_when_the_hours_change_to_calendar_time() -> None:
    gold = Policy("gold", "support", (promise(Metric.RESOLUTION, 10 * HOUR),), When(priorities=(Priority.NORMAL,)))
    fast = Policy("fast", "support", (promise(Metric.RESOLUTION, 9, 10 * HOUR, calendar=True),))
    made = Service((gold, fast), SCHEDULES)
    clocks = folded([opened("15:00"), became("10:00", day="2026-11-27", priority=HIGH)], made)
    # Two hours on Thursday, one on Friday; seven are left.
    assert due_words(clocks, Metric.RESOLUTION, made) == "2026-11-27 17:00"


def test_a_new_version_of_a_policy_touches_a_ticket_at_its_next_event() -> None:
    newer = service(promise(Metric.RESOLUTION, HOUR), version=2)
    clocks = folded([opened()], RESOLUTION)
    assert clocks.running[Metric.RESOLUTION].target == folded([opened()], RESOLUTION).running[Metric.RESOLUTION].target
    clocks = follow(clocks, Wrote(on("10:30"), Role.NOTE), newer)
    target = clocks.running[Metric.RESOLUTION].target
    assert target is not None and (target.version, target.length) == (2, HOUR)


def test_a_promise_that_comes_late_counts_what_ran_and_one_that_goes_leaves_no_deadline() -> None:
    clocks = folded([opened(priority=Priority.LOW), became("12:00")], RESOLUTION)
    assert due_words(clocks, Metric.RESOLUTION, RESOLUTION) == "2026-11-26 14:00"
    clocks = follow(clocks, became("12:30", priority=Priority.LOW), RESOLUTION)
    assert deadlines(clocks, RESOLUTION) == {}


def test_what_ran_before_any_promise_is_measured_in_the_hours_of_the_first() -> None:
    events = [opened("16:00", priority=Priority.LOW), became("08:00", day="2026-11-30")]  # Thursday evening to Monday
    clocks = folded(events, RESOLUTION)
    # An hour on Thursday and eight on Friday: four of them used it up.
    assert due_words(clocks, Metric.RESOLUTION, RESOLUTION) == "2026-11-27 12:00"


# Warnings and the earliest


def test_a_warning_comes_in_the_same_hours_before() -> None:
    made = service(promise(Metric.RESOLUTION, 8 * HOUR, warn=2 * HOUR))
    clock = folded([opened("10:00")], made).running[Metric.RESOLUTION]
    assert wall(due(clock, SCHEDULES) or 0, BERLIN) == "2026-11-27 10:00"
    assert wall(warn_at(clock, SCHEDULES) or 0, BERLIN) == "2026-11-26 16:00"
    assert warn_at(folded([opened()], RESOLUTION).running[Metric.RESOLUTION], SCHEDULES) is None


def test_the_next_deadline_is_the_earliest() -> None:
    assert next_due([None, 3, 2]) == 2
    assert next_due([None]) is None


# Policies


def test_the_first_policy_that_fits_applies() -> None:
    pays = (promise(Metric.RESOLUTION, HOUR),)
    vip = Policy("vip", "support", pays, When(segments=("enterprise",), tags=("vip", "fire")))
    acme = Policy("acme", "support", pays, When(organizations=(7,), channels=("mail", "phone")))
    rest = Policy("rest", "support", pays, When(priorities=(Priority.URGENT, HIGH)))
    policies = (vip, acme, rest)
    assert not list(mistakes(policies, SCHEDULES))
    assert choose(policies, Case(segment="enterprise", tags=("a", "fire"), organization=7)) is vip
    assert choose(policies, Case(segment="paid", tags=("fire",), organization=7, channel="phone")) is acme
    assert choose(policies, Case(organization=7, channel="chat", priority=HIGH)) is rest
    assert choose(policies, Case(organization=8)) is None


ANY = (promise(Metric.RESOLUTION, HOUR),)


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        ([Policy("a", "nights", ANY)], "policy a: `schedule`: there is no schedule 'nights'"),
        ([Policy("a", "support", ())], "policy a: it promises nothing"),
        ([Policy("a", "support", ANY), Policy("b", "support", ANY)], "policy b: it never applies: a, before it"),
        ([Policy("a", "support", ANY, When(tags=("x",))), Policy("a", "support", ANY)], "policy a: there are two"),
        ([Policy("a", "support", (*ANY, *ANY))], "`resolution`: it is promised twice"),
        ([Policy("a", "support", (promise(Metric.WAIT, -1),))], "`wait`: `normal`: it must be longer"),
        ([Policy("a", "support", (promise(Metric.WAIT, 2 * YEAR),))], "longer than a year"),
        ([Policy("a", "support", (promise(Metric.WAIT, HOUR, warn=HOUR),))], "warning would come before"),
        ([Policy("a", "support", ANY, When(segments=("rich",)))], "there is no segment 'rich'"),
        ([Policy("a", "support", ANY, When(channels=("pigeon",)))], "there is no channel 'pigeon'"),
    ],
)
def test_policies_that_cannot_be_are_refused_in_words(policies: list[Policy], words: str) -> None:
    assert words in str(next(mistakes(policies, SCHEDULES)))


# The explanation


def lines(clock: Clock, now: int, made: Service) -> list[str]:
    return [line.text(now, ZoneInfo(BERLIN)) for line in explain(clock, now, made)]


def test_a_deadline_explains_itself_line_by_line() -> None:
    made = service(promise(Metric.RESOLUTION, 8 * HOUR, 6 * HOUR, pauses=(Status.PENDING,)), version=3)
    events = [
        opened(),
        became("11:00", Status.PENDING),
        became("13:00", Status.OPEN),
        became("14:30", Status.OPEN, priority=HIGH),
    ]
    assert lines(folded(events, made).running[Metric.RESOLUTION], on("15:00"), made) == [
        "6h of support's hours, promised by gold, version 3, for high",
        "10:00  resolution starts",
        "10:00  runs for 1h of support's hours; 5h to go",
        "11:00  paused in pending for 2h, which does not count",
        "13:00  runs for 1h 30m of support's hours; 3h 30m to go",
        "14:30  until here 8h of support's hours, promised by gold, version 3, for normal",
        "14:30  runs in support's hours; 3h 30m to go",
        "14:30    open for 2h 30m",
        "tomorrow 09:00    open for 1h",
        "tomorrow 10:00  due",
    ]


def test_what_happened_stands_below_each_other() -> None:
    made = service(promise(Metric.RESOLUTION, 8 * HOUR))
    clock = folded([opened("16:00")], made).running[Metric.RESOLUTION]
    derived = Derived(clock, "running", None, explain(clock, on("16:00"), made))
    _, *steps = derived.texts(on("16:00"), ZoneInfo(BERLIN))
    assert steps[0].startswith("16:00           resolution starts") and steps[-1].startswith("tomorrow 16:00  due")


def test_days_off_are_told_and_very_many_days_in_one_line() -> None:
    hours = Schedule(workdays(("09:00", "12:00"), ("13:00", "17:00"), holidays=("2026-11-27",)))
    made = Service((Policy("gold", "support", (promise(Metric.RESOLUTION, 16 * HOUR),)),), {"support": hours})
    assert lines(folded([opened("16:00")], made).running[Metric.RESOLUTION], on("16:00"), made)[3:] == [
        "16:00    open for 1h",
        "tomorrow 00:00    closed all day",
        "Mon 09:00    open for 3h",
        "  … 2 more, together 7h",
        "Tue 13:00    open for 4h",
        "Wed 09:00    open for 1h",
        "Wed 10:00  due",
    ]


def test_each_outcome_has_its_words() -> None:
    made = service(promise(Metric.RESOLUTION, 2 * HOUR, pauses=(Status.PENDING,)))
    waiting = folded([opened(), became("11:00", Status.PENDING)], made).running[Metric.RESOLUTION]
    late = folded([opened()], made).running[Metric.RESOLUTION]
    kept = folded([opened(), became("11:00", Status.SOLVED)], made).running[Metric.RESOLUTION]
    missed = folded([opened(), became("15:00", Status.SOLVED)], made).running[Metric.RESOLUTION]
    assert lines(waiting, on("16:00"), made)[-2:] == [
        "11:00  paused in pending",
        "1h to go; no deadline while it is paused",
    ]
    assert lines(late, on("12:30"), made)[-1] == "12:00  was due, 30m ago in its hours"
    assert lines(kept, on("16:00"), made)[-1] == "11:00  kept, 1h to spare"
    assert lines(missed, on("16:00"), made)[-1] == "15:00  missed by 3h"


def test_too_late_while_nobody_worked_is_missed_all_the_same() -> None:
    made = service(promise(Metric.RESOLUTION, HOUR))
    clock = folded([opened("16:00"), became("19:00", Status.SOLVED)], made).running[Metric.RESOLUTION]
    assert lines(clock, on("20:00"), made)[-1] == "19:00  missed after closing time"
    clock = folded([opened("16:00")], made).running[Metric.RESOLUTION]
    assert lines(clock, on("20:00"), made)[-1] == "17:00  was due at closing time"


def test_where_nothing_is_promised_it_says_so_and_how_long_it_ran() -> None:
    clock = folded([opened(priority=Priority.LOW)], RESOLUTION).running[Metric.RESOLUTION]
    assert state(clock, on("12:00"), SCHEDULES) == "none"
    assert lines(clock, on("12:00"), RESOLUTION)[0] == "nothing is promised here"
    assert lines(clock, on("12:00"), RESOLUTION)[-1] == "ran for 2h"


def test_lengths_are_told_to_the_second() -> None:
    assert [length_words(n) for n in (0, 999, 61_000, 25 * HOUR, -90 * MINUTE)] == [
        "0s",
        "0s",
        "1m 1s",
        "1d 1h",
        "1h 30m",
    ]
    assert length_words(2 * DAY) == "2d"


# The story itself


def test_a_story_begins_with_its_opening() -> None:
    assert fold([], FIRST) is None
    with pytest.raises(ValueError, match="begins with Opened"):
        fold([reply("10:00")], FIRST)


def test_an_event_that_comes_late_counts_with_the_last_one() -> None:
    clocks = folded([opened(), became("12:00"), reply("09:00")], FIRST)
    [clock] = past(clocks, Metric.FIRST_REPLY)
    assert clock.fulfilled == on("12:00")


def test_clocks_are_kept_as_bytes_and_go_on() -> None:
    clocks = folded([opened(), became("11:00", Status.PENDING), reply("11:00")], NEXT)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(clocks), type=Clocks)
    assert kept == clocks and msgspec.json.decode(msgspec.json.encode(clocks), type=Clocks) == clocks
    assert follow(kept, customer("12:00"), NEXT) == follow(clocks, customer("12:00"), NEXT)


def test_a_clock_that_is_flipped_all_day_stays_small_and_exact() -> None:
    made = service(promise(Metric.RESOLUTION, 40 * HOUR, pauses=(Status.PENDING,)))
    clocks, moment = folded([opened("09:00")], made), on("09:00")
    for turn in range(1_000):
        moment += MINUTE // 2
        clocks = follow(clocks, Changed(moment, Case(status=Status.OPEN if turn % 2 else Status.PENDING)), made)
        for role in (Role.CUSTOMER, Role.REPLY):
            clocks = follow(clocks, Wrote(moment, role), made)
    clock = clocks.running[Metric.RESOLUTION]
    assert max(len(clock.laps), len(clock.pauses), len(clocks.past)) <= 101
    ran = 250 * MINUTE  # half of the time until 17:00, when it is Thursday's end
    assert spent(clock, moment, SCHEDULES) == ran - max(0, ran - 240 * MINUTE)
