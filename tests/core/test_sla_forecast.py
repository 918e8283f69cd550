"""What breaches if nobody does anything, who could see to it, and what would be if."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.schedules import at, workdays
from core.test_sla_properties import services, stories
from supportterm.core.moments import DAY, HOUR
from supportterm.core.nouns import Agent
from supportterm.core.refusal import Refused
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_versions import Timetable
from supportterm.core.sla import Changed, Event, Opened, Service, Wrote, deadlines, fold
from supportterm.core.sla_forecast import BY_HAND, Work, World, forecast, grouped
from supportterm.core.sla_outlook import outlook
from supportterm.core.sla_policy import Case, Metric, Policy, Promise
from supportterm.core.sla_whatif import Absent, Becomes, Holiday, changed, differences, read
from supportterm.core.terms import Priority, Role, Status

BERLIN = "Europe/Berlin"
HOURS = workdays(("09:00", "17:00"))
OFFICE = Schedule(Timetable(HOURS.zone, HOURS.week, name="office@2"))
PROMISES = (
    Promise(Metric.FIRST_REPLY, {Priority.NORMAL: 2 * HOUR, Priority.URGENT: HOUR // 2}, pauses=(Status.PENDING,)),
)
SERVICE = Service((Policy("all", "office@2", PROMISES),), {"office@2": OFFICE})
AGENTS = (
    Agent("dana", "Dana", teams=("support",)),
    Agent("sam", "Sam", teams=("support", "backend")),
    Agent("kim", "Kim", teams=("support",), role="light"),
)


def on(clock: str, day: str = "2026-11-26") -> int:
    return at(f"{day} {clock}", BERLIN)


NOW = on("16:00")
TONIGHT = NOW + 8 * HOUR


def work(id: int, opened: str = "16:00", *more: Event, **about: Any) -> Work:
    clocks = fold([Opened(on(opened), Case()), *more], SERVICE)
    plain = Work(id, "", f"Question {id}", Status.NEW, Priority.NORMAL, None, "support", None, clocks)
    return plain._replace(**about)


def world(*works: Work, **about: Any) -> World:
    return World(NOW, works, SERVICE, AGENTS, {}, {})._replace(**about)


def told(there: World, until: int = TONIGHT) -> list[tuple[int, str, str]]:
    return [(breach.work.id, breach.metric, breach.takers.words) for breach in forecast(there, until)]


def test_what_passes_soon_and_what_has_passed_is_told_in_its_order() -> None:
    there = world(
        work(1, "14:30"),
        work(2, "12:00"),
        work(3, "15:59", Wrote(on("15:59"), Role.REPLY)),
        work(4, due_set=NOW + HOUR),
    )
    found = forecast(there, TONIGHT)
    assert [(breach.work.id, breach.metric, breach.left) for breach in found] == [
        (2, "first-reply", -2 * HOUR),
        (1, "first-reply", HOUR // 2),
        (4, BY_HAND, HOUR),
    ]
    assert len(forecast(there, None)) == 4  # the fourth's promise is due tomorrow


def test_who_has_it_sees_to_it_else_who_is_here_and_has_room() -> None:
    away = (AGENTS[0], Agent("sam", "Sam", teams=("support",), away="ill"))
    one = work(1, "15:00", assignee="sam")
    assert told(world(one)) == [(1, "first-reply", "sam")]
    assert told(world(one, agents=away)) == [(1, "first-reply", "support: dana")]
    assert told(world(work(1, "15:00"), load={"dana": 3, "sam": 2})) == [(1, "first-reply", "support: sam or dana")]
    full = (Agent("dana", "Dana", teams=("support",), capacity=3),)
    assert told(world(work(1, "15:00"), agents=full, load={"dana": 3})) == [(1, "first-reply", "support: nobody")]
    assert told(world(work(1, "15:00", team=None))) == [(1, "first-reply", "anybody: dana or sam")]


def test_a_team_that_does_not_work_now_says_from_when_on() -> None:
    late = Schedule(workdays(("18:00", "23:00")))
    (group,) = grouped(forecast(world(work(1, "15:00"), hours={"support": late}), TONIGHT))
    assert group.takers.opens == on("18:00")


def test_what_nobody_can_take_comes_first() -> None:
    there = world(work(1, "10:00"), work(2, "15:00", team="nowhere"))
    assert [group.takers.words for group in grouped(forecast(there, TONIGHT))] == [
        "nowhere: nobody",
        "support: dana or sam",
    ]


def how(there: World, *whats: Any, until: int = TONIGHT) -> list[tuple[int, str]]:
    return [(one.breach.work.id, one.how) for one in differences(there, changed(there, whats), until)]


def test_a_holiday_moves_deadlines_of_its_schedule() -> None:
    there = world(work(1, "15:00"), work(2, due_set=NOW + HOUR))
    today = "2026-11-26"
    assert how(there, Holiday(today)) == [(2, "same"), (1, "later")]
    assert how(there, Holiday(today, "office")) == [(2, "same"), (1, "later")]
    with pytest.raises(Refused, match="there is no schedule 'offices'; there are office"):
        changed(there, [Holiday(today, "offices")])


def test_who_is_absent_has_nothing_in_hand() -> None:
    there = world(work(1, "15:00", assignee="sam"), work(2, "15:00"))
    assert how(there, Absent("sam")) == [(1, "hands"), (2, "same")]
    assert told(changed(there, [Absent("sam")])) == [(n, "first-reply", "support: dana") for n in (1, 2)]
    with pytest.raises(Refused, match="there is no agent 'sma'; there are dana, sam, kim"):
        changed(there, [Absent("sma")])


def test_another_status_or_priority_stops_and_moves_clocks() -> None:
    there = world(work(1, "15:00"))
    assert how(there, Becomes(1, Status.PENDING)) == [(1, "gone")]
    assert how(there, Becomes(1, Priority.URGENT)) == [(1, "sooner")]
    assert how(there, Becomes(1, Status.PENDING), Becomes(1, Status.OPEN)) == [(1, "same")]
    resting = world(work(1, "15:00", Changed(on("15:10"), Case(status=Status.PENDING))))
    assert how(resting, Becomes(1, Status.OPEN), until=NOW + DAY) == [(1, "new")]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("holiday 2026-12-24", Holiday("2026-12-24")),
        ("holiday 2026-12-24 office", Holiday("2026-12-24", "office")),
        ("absent sam", Absent("sam")),
        ("pending 42", Becomes(42, Status.PENDING)),
        ("hold 42", Becomes(42, Status.ON_HOLD)),
        ("urgent 42", Becomes(42, Priority.URGENT)),
    ],
)
def test_what_ifs_are_read(line: str, what: object) -> None:
    assert read(line, int) == what


@pytest.mark.parametrize("line", ["", "holiday", "holiday soon", "absent", "pending", "sunny 42", "holiday 2026-02-30"])
def test_what_is_no_what_if_says_what_is(line: str) -> None:
    with pytest.raises(Refused, match="2026-12-24"):
        read(line, int)


@given(st.lists(stories(), max_size=4), services(), st.integers(0, 5), st.randoms(use_true_random=False))
def test_any_desk_is_foretold_whole_and_always_alike(made: list, service: Service, days: int, chance: Any) -> None:
    clocks = [fold(story, service) for story in made]
    now = max((one.at for one in clocks if one is not None), default=0)
    works = [
        Work(n, "", "", one.case.status, one.case.priority, None, None, None, one)
        for n, one in enumerate(clocks)
        if one
    ]
    there = World(now, tuple(works), service, AGENTS, {}, {})
    found = forecast(there, now + days * DAY)
    expected = {
        (n, metric.value, due)
        for n, one in enumerate(clocks)
        if one is not None
        for metric, due in deadlines(one, service).items()
        if due <= now + days * DAY
    }
    assert {(b.work.id, b.metric, b.due) for b in found} == expected
    chance.shuffle(works)
    assert forecast(there._replace(works=tuple(works)), now + days * DAY) == found
    same = differences(there, there, now + days * DAY)
    assert same == differences(there, there._replace(load={}), now + days * DAY)
    assert {one.how for one in same} <= {"same"}
    told = outlook(there, [], 24 * days)
    assert sorted(told.told, key=lambda one: (one.breach.due, one.breach.work.id, one.breach.metric)) == list(same)
    late = sum(breach.due < now for breach in found)
    assert told.words().startswith(f"{late} late, {len(found) - late} due within")
