"""A desk's figures: the same from roll-ups as from the tickets, whatever happened in between."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from asking import ticket
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from promising import policy, promise, promising
from test_any_day import AnyDay, agents, picks

from clocks import Clock
from effort import effort
from supportterm.core import handing, playing, verbs
from supportterm.core.metrics import BY_NAME, METRICS, figures, told
from supportterm.core.metrics_cells import AGENT, ALL, TAG, TEAM, WAYS
from supportterm.core.metrics_report import Ask, Line
from supportterm.core.metrics_sheet import (
    CREATED,
    FIRST_REPLY,
    KEPT,
    MISSED,
    REQUESTER_WAIT,
    RESOLUTION,
    SOLVED,
    UNTOLD,
)
from supportterm.core.moments import DAY, HOUR, MINUTE
from supportterm.core.operations import Rated, Set
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.desk.metrics import machine_zone
from supportterm.store import rollup

NINE = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp() * 1000)
"""A Monday."""
MONDAY = date(2026, 3, 2).toordinal()
TICKETS = parse("id:>0")
"""All of them, and no roll-up is kept of it: they are added up one by one."""


@pytest.fixture
def clock() -> Clock:
    return Clock(NINE)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterable[Desk]:
    """Support and backend, dana at the desk, days in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    with Desk.create(tmp_path / "team.desk", "Team", me="dana", clock=clock) as desk:
        desk.define("team", "support", {"tier": 1})
        desk.define("team", "backend", {"tier": 2})
        for agent in ("dana", "sam"):
            desk.define("agent", agent, {"name": agent.title()})
        yield desk


def shown(lines: Iterable[Line]) -> list[object]:
    """All figures of some lines; those where nothing happened and nobody waits are left out."""
    found = []
    for line in lines:
        told = {figure.name: figure.of(line.sheet, line.backlog) for figure in figures()}
        if any(told.values()):
            found.append((line.keys, told))
    return found


def agree(desk: Desk, ask: Ask) -> None:
    """What roll-ups say and what the tickets say is the same."""
    kept, added = desk.metrics.report(ask), desk.metrics.report(ask, TICKETS)
    assert shown(kept.lines) == shown(added.lines)
    assert shown([kept.whole]) == shown([added.whole])


def test_a_day_at_the_desk_in_figures(desk: Desk, clock: Clock) -> None:
    first = ticket(desk, team="support", tags=("billing",))
    second = ticket(desk, "Broken", team="support")
    clock.now += 30 * MINUTE
    desk.change(first, verbs.assign, agent="dana")
    desk.write(first, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    clock.now += HOUR
    desk.change(second, verbs.escalate, to="backend", reason="deep")
    report = desk.metrics.report(Ask(MONDAY, MONDAY, ("team",)))
    backend, support = report.lines
    assert (backend.keys, backend.backlog, support.keys, support.backlog) == (("backend",), 1, ("support",), 0)
    assert support.sheet.percentile(FIRST_REPLY, 50) == support.sheet.percentile(RESOLUTION, 50) == 30
    assert (report.whole.sheet.count(CREATED), report.whole.sheet.count(SOLVED), report.whole.backlog) == (2, 1, 1)
    by_tag = desk.metrics.report(Ask(MONDAY, MONDAY, ("tag",))).lines
    assert [(line.keys, line.sheet.count(SOLVED), line.backlog) for line in by_tag] == [
        (("",), 0, 1), (("billing",), 1, 0),
    ]  # fmt: skip
    by_hour = desk.metrics.report(Ask(MONDAY, MONDAY, ("hour",))).lines
    assert [(line.keys, line.sheet.count(CREATED), line.backlog) for line in by_hour] == [(("009",), 2, None)]


def test_what_comes_back_from_a_higher_tier_is_solved_by_who_has_it_then(desk: Desk, clock: Clock) -> None:
    number = ticket(desk, team="support")
    desk.change(number, verbs.escalate, to="backend", reason="deep")
    clock.now += HOUR
    desk.change(number, handing.decline, reason="the log is missing")
    clock.now += HOUR
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    ask = Ask(MONDAY, MONDAY, ("team",))
    agree(desk, ask)
    assert {line.keys[0]: line.sheet.count(SOLVED) for line in desk.metrics.report(ask).lines} == {"support": 1}


def test_skips_are_reported_for_who_skipped_by_reason_and_told_only_where_there_are_any(desk: Desk) -> None:
    assert not told(BY_NAME["skipped"], desk.metrics.report(Ask(MONDAY, MONDAY)).whole.sheet)
    first, second = ticket(desk), ticket(desk)
    for number, reason in ((first, "time"), (second, "time"), (second, "waits")):
        desk.change(number, playing.skip, reason=reason)
    ask = Ask(MONDAY, MONDAY, ("agent",))
    agree(desk, ask)
    dana = next(line.sheet for line in desk.metrics.report(ask).lines if line.keys == ("dana",))
    counts = {name: metric.of(dana) for name, metric in BY_NAME.items() if metric.of and told(metric, dana)}
    assert {name: count for name, count in counts.items() if name.startswith("skipped")} == {
        "skipped": 3, "skipped_time": 2, "skipped_waits": 1,
    }  # fmt: skip


def test_the_backlog_of_any_instant_is_exact_to_the_millisecond(desk: Desk, clock: Clock) -> None:
    number = ticket(desk, team="support", tags=("a", "b"))
    clock.now += 3 * DAY + 5
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    metrics = desk.metrics
    for instant, there in ((NINE - 1, 0), (NINE, 1), (clock.now - 1, 1), (clock.now, 0), (clock.now + 9 * DAY, 0)):
        assert metrics.backlog(instant).get("", 0) == there
        for way, keys in ((ALL, {""}), (TEAM, {"support"}), (AGENT, {""}), (TAG, {"a", "b"})):
            expected = dict.fromkeys(keys, 1) if there else {}
            assert metrics.backlog(instant, way) == metrics.backlog(instant, way, TICKETS) == expected


def test_what_was_undone_was_never_counted_and_what_is_done_again_is(desk: Desk, clock: Clock) -> None:
    number = ticket(desk)
    clock.now += HOUR
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    ask = Ask(MONDAY, MONDAY)
    counts = [desk.metrics.report(ask).whole.sheet.count(SOLVED)]
    for step in (desk.undo, desk.redo, desk.undo):
        clock.now += HOUR
        step()
        counts.append(desk.metrics.report(ask).whole.sheet.count(SOLVED))
        agree(desk, ask)
    assert counts == [1, 0, 1, 0]


def test_business_time_is_of_the_hours_that_held_then_whatever_is_defined_later(desk: Desk, clock: Clock) -> None:
    week = {day: [["09:00", "10:00"]] for day in ("mon", "tue")}
    with desk.together():
        desk.define("schedule", "office@1", {"zone": "UTC", "week": week})
        desk.define("team", "support", {"tier": 1, "schedule": "office"})
    number = ticket(desk, team="support")
    clock.now += DAY + 30 * MINUTE
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    ask = Ask(MONDAY, MONDAY + 1)
    desk.metrics.bring_on()
    desk.define("schedule", "office@2", {"zone": "UTC", "week": {"mon": [["00:00", "24:00"]]}})
    clock.now += MINUTE
    desk.change(number, verbs.tag, add=("late",))  # the ticket is told again
    for query in (parse(""), TICKETS):
        sheet = desk.metrics.report(ask, query).whole.sheet
        assert sheet.percentile(RESOLUTION + 1, 50) == sheet.percentile(REQUESTER_WAIT + 1, 50) == 90
        assert sheet.percentile(RESOLUTION, 50) == 24 * 60 + 30


def test_promises_are_kept_or_missed_on_the_day_it_was_settled_and_late_ones_at_once(tmp_path: Path) -> None:
    with promising(tmp_path) as (desk, wall):
        desk.metrics.keep_days_in("Europe/Berlin")
        thursday = desk.metrics.days.at(wall.now).day
        kept, missed, waiting = (ticket(desk, f"T{n}") for n in range(3))
        wall.to("11:00")
        desk.write(kept, NewMessage(Role.REPLY, "at once"))
        desk.metrics.bring_on()
        wall.to("16:00")  # the first reply was promised in two hours
        ask = Ask(thursday, thursday + 1, ("day",))
        days = [(day.sheet.count(KEPT), day.sheet.count(MISSED)) for day in desk.metrics.report(ask).lines]
        assert days == [(1, 2), (0, 0)]
        agree(desk, ask)
        wall.to("10:00", "2026-11-27")
        desk.write(missed, NewMessage(Role.REPLY, "a day late"))
        days = [(day.sheet.count(KEPT), day.sheet.count(MISSED)) for day in desk.metrics.report(ask).lines]
        assert days == [(1, 2), (0, 0)]
        agree(desk, ask)
        assert desk.metrics.behind(BY_NAME["missed"], Ask(thursday, thursday), ()).tickets == (waiting, missed)
        by_agent = desk.metrics.report(Ask(thursday, thursday + 1, ("agent",)))
        sla = BY_NAME["sla"].of
        assert sla and {line.keys: sla(line.sheet) for line in by_agent.lines} == {("",): 0.0, ("dana",): 100.0}
        desk.undo()
        desk.undo()
        assert desk.metrics.report(ask).whole.sheet.count(KEPT) == 0
        agree(desk, ask)


def test_promises_are_told_by_what_was_promised(tmp_path: Path) -> None:
    with promising(tmp_path, both=policy(promise("first-reply", 2), promise("resolution", 4))) as (desk, wall):
        tickets = [ticket(desk, f"T{n}") for n in range(3)]
        wall.to("11:00")
        for number in tickets[:2]:
            desk.write(number, NewMessage(Role.REPLY, "in time"))
        desk.change(tickets[0], verbs.set_status, status=Status.SOLVED)
        wall.to("15:00")
        desk.write(tickets[2], NewMessage(Role.REPLY, "late"))
        for number in tickets[1:]:
            desk.change(number, verbs.set_status, status=Status.SOLVED)
        today = desk.metrics.days.at(wall.now).day
        ask = Ask(today, today, ("team",))
        sheet = desk.metrics.report(ask).whole.sheet
        shown = [m for m in METRICS if m.name.startswith("sla") and told(m, sheet)]
        kept = {m.name: round(m.of(sheet) or 0) for m in shown if m.of}
        assert kept == {"sla": 50, "sla_first_reply": 67, "sla_resolution": 33}
        agree(desk, ask)


def test_what_was_merged_away_broke_and_kept_no_promise_of_a_solution(tmp_path: Path) -> None:
    with promising(tmp_path, solved=policy(promise("resolution", 4))) as (desk, wall):
        one, other = ticket(desk), ticket(desk, "Again")
        desk.change(other, verbs.merge, into=desk.ticket(one))
        wall.to("12:00")
        desk.change(one, verbs.set_status, status=Status.SOLVED)
        day = desk.metrics.days.at(wall.now).day
        assert desk.metrics.report(Ask(day, day)).whole.sheet.count(KEPT) == 1
        agree(desk, Ask(day, day, ("agent",)))


def test_a_ticket_is_of_the_segment_that_its_organization_had_then(desk: Desk, clock: Clock) -> None:
    acme = desk.put_organization(name="Acme", segment="paid")
    desk.put_person(email="al@acme.test", name="Al", organization=acme)
    ticket(desk)
    desk.metrics.bring_on()
    desk.put_organization(id=acme, segment="enterprise")
    ticket(desk)
    ask = Ask(MONDAY, MONDAY, ("segment",))
    assert [(line.keys, line.sheet.count(CREATED)) for line in desk.metrics.report(ask).lines] == [
        (("enterprise",), 1), (("paid",), 1),
    ]  # fmt: skip
    agree(desk, ask)


def test_an_import_is_counted_like_a_days_work_and_says_what_it_does_not_know(desk: Desk) -> None:
    with desk.bulk() as bulk:
        al = bulk.person("al@acme.test", "Al")
        told = bulk.ticket("Told", al, at=NINE - 5 * DAY, team="support", actor="customer")
        bulk.message(told, Role.CUSTOMER, "?", at=NINE - 5 * DAY, person=al)
        bulk.message(told, Role.REPLY, "!", at=NINE - 5 * DAY + 7 * MINUTE, agent="sam")
        bulk.do(told, Set("status", 4), at=NINE - 4 * DAY, actor="sam")
        bulk.do(told, Rated("csat", 5), at=NINE - 3 * DAY, actor="customer")
        bulk.ticket("Solved somewhere", al, at=NINE - 2 * DAY, status=Status.SOLVED)
    ask = Ask(MONDAY - 10, MONDAY)
    report = desk.metrics.report(ask)
    sheet = report.whole.sheet
    assert (sheet.count(CREATED), sheet.count(SOLVED), sheet.count(UNTOLD), report.untold) == (2, 1, 1, 1)
    assert (sheet.percentile(FIRST_REPLY, 50), sheet.percentile(RESOLUTION, 50)) == (7, 24 * 60)
    assert BY_NAME["csat"].of and BY_NAME["csat"].of(sheet) == 100
    assert report.whole.backlog == 0
    agree(desk, ask)


def test_a_desk_that_may_only_be_read_says_the_same(desk: Desk, clock: Clock) -> None:
    number = ticket(desk, team="support")
    desk.metrics.bring_on()
    clock.now += MINUTE
    desk.change(number, verbs.set_status, status=Status.SOLVED)
    ask = Ask(MONDAY, MONDAY, ("team",))
    with Desk.open(desk.path, me="dana", read_only=True, clock=clock) as reading:
        behind = shown(reading.metrics.report(ask).lines)
        assert reading.metrics.waiting()
        assert reading.metrics.backlog(clock.now) == {}
        assert behind == shown(desk.metrics.report(ask).lines)
        assert not reading.metrics.waiting()
        assert behind == shown(reading.metrics.report(ask).lines)


def test_when_two_bring_them_on_at_once_nothing_counts_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        ticket(desk)
    monkeypatch.setattr(rollup, "PIECE", 5)
    work = rollup._changes

    def interrupted(*arguments: object) -> object:
        found = work(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(rollup, "_changes", work)
        with Desk.open(desk.path, me="sam") as other:
            other.metrics.bring_on()
        return found

    monkeypatch.setattr(rollup, "_changes", interrupted)
    ask = Ask(MONDAY, MONDAY)
    desk.metrics.bring_on()
    agree(desk, ask)
    assert desk.metrics.report(ask).whole.sheet.count(CREATED) == 3


def test_the_keeper_keeps_them_up_piece_by_piece_once_somebody_has_asked(desk: Desk) -> None:
    ticket(desk)
    assert not desk.metrics.keep_up(3)
    assert not desk.metrics.begun
    desk.metrics.report(Ask(MONDAY, MONDAY))
    for _ in range(3):
        ticket(desk)
    left = desk.metrics.waiting()
    assert desk.metrics.keep_up(4)
    assert desk.metrics.waiting() == left - 4
    assert not desk.metrics.keep_up(100)
    assert not desk.metrics.waiting()
    agree(desk, Ask(MONDAY, MONDAY))


def test_the_tickets_behind_a_number_are_those_it_counts(desk: Desk, clock: Clock) -> None:
    solved, waiting = (ticket(desk, f"T{n}", team="support") for n in range(2))
    other = ticket(desk, team="backend")
    clock.now += HOUR
    desk.write(solved, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    metrics, by_team = desk.metrics, Ask(MONDAY, MONDAY, ("team",))
    assert metrics.behind(BY_NAME["created"], by_team, ("support",)) == ((waiting, solved), 2)
    assert metrics.behind(BY_NAME["created"], by_team, ("support",), limit=1) == ((waiting,), 2)
    assert metrics.behind(BY_NAME["backlog"], by_team, ("support",)).tickets == (waiting,)
    assert metrics.behind(BY_NAME["backlog"], Ask(MONDAY, MONDAY), ()).tickets == (other, waiting)
    assert metrics.behind(BY_NAME["first_reply"], by_team, ("support",)).tickets == (solved,)
    assert metrics.behind(BY_NAME["first_reply"], by_team, ("backend",)).total == 0
    assert metrics.behind(BY_NAME["solved"], Ask(MONDAY + 1, MONDAY + 1), ()).total == 0


def test_the_zone_of_its_days_is_kept_with_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket(desk)
    assert desk.metrics.report(Ask(MONDAY, MONDAY)).zone == "UTC"
    monkeypatch.setenv("TZ", ":Europe/Berlin")
    assert machine_zone() == "Europe/Berlin"
    assert desk.metrics.report(Ask(MONDAY, MONDAY)).zone == "UTC"
    desk.metrics.keep_days_in("Pacific/Auckland")
    report = desk.metrics.report(Ask(MONDAY, MONDAY + 1, ("hour",)))
    assert (report.zone, [line.keys for line in report.lines]) == ("Pacific/Auckland", [("022",)])
    monkeypatch.setenv("TZ", "nowhere/at all")
    assert machine_zone()


def test_a_filtered_or_crossed_report_adds_up_to_the_whole(desk: Desk, clock: Clock) -> None:
    for number in range(6):
        team, channel = ("support", "backend")[number % 2], ("mail", "chat")[number % 3 > 0]
        one = ticket(desk, f"T{number}", team=team, channel=channel)
        clock.now += HOUR
        if number % 4:
            desk.write(one, NewMessage(Role.REPLY, "done", then=Status.SOLVED))
    whole = desk.metrics.report(Ask(MONDAY, MONDAY)).whole
    crossed = desk.metrics.report(Ask(MONDAY, MONDAY, ("team", "channel")))
    assert len(crossed.lines) == 4
    assert sum(line.sheet.count(CREATED) for line in crossed.lines) == whole.sheet.count(CREATED) == 6
    assert sum(line.backlog or 0 for line in crossed.lines) == whole.backlog == 2
    mail = desk.metrics.report(Ask(MONDAY, MONDAY), parse("channel:mail")).whole
    chat = desk.metrics.report(Ask(MONDAY, MONDAY), parse("channel:chat")).whole
    assert mail.sheet.count(SOLVED) + chat.sheet.count(SOLVED) == whole.sheet.count(SOLVED)
    words = desk.metrics.report(Ask(MONDAY, MONDAY), parse("subject:T3")).whole
    assert words.sheet.count(CREATED) == 1


class AnyDayInFigures(AnyDay):
    """Whatever two agents do and take back, looking at the figures now and then."""

    rows_are_what_their_logs_add_up_to = merges_have_two_sides = None  # type: ignore[assignment]
    indexes_hold_what_the_rows_say = every_query_finds_what_it_says = None  # type: ignore[assignment]
    each_field_is_blamed_on_what_gave_it_its_value = what_was_can_be_seen_as_it_was = None  # type: ignore[assignment]

    @rule(agent=agents)
    def look_at_the_figures(self, agent: int) -> None:
        self.desks[agent].metrics.bring_on()

    @precondition(lambda self: self.tickets())
    @rule(agent=agents, pick=picks, score=st.integers(1, 5))
    def rate(self, agent: int, pick: int, score: int) -> None:
        with self.desks[agent].bulk() as bulk:
            bulk.do(self.a_ticket(pick), Rated("csat", score), at=self.now, actor="customer")

    @rule(agent=agents, segment=st.sampled_from(["free", "paid"]))
    def other_segment(self, agent: int, segment: str) -> None:
        self.desks[agent].put_organization(name="Acme", segment=segment)

    @precondition(lambda self: self.desks[0].schedules())
    @rule(agent=agents, hours=st.integers(1, 9), name=st.sampled_from(["replies", "solutions"]))
    def other_promises(self, agent: int, hours: int, name: str) -> None:
        metric = {"replies": "next-reply", "solutions": "resolution"}[name]
        segments = ["paid"] if name == "replies" else []
        spec = policy(promise(metric, hours, hours / 2), promise("first-reply", hours), when={"segments": segments})
        with suppress(Refused):
            self.desks[agent].define("policy", name, {**spec, "version": hours})

    @precondition(lambda self: len(self.desks[0].schedules()) < 3)
    @rule(agent=agents, hour=st.integers(1, 23))
    def other_hours(self, agent: int, hour: int) -> None:
        desk = self.desks[agent]
        week = {day: [["00:00", f"{hour:02}:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        with desk.together():
            desk.define("schedule", f"office@{len(desk.schedules()) + 1}", {"zone": "UTC", "week": week})
            desk.define("team", "backend", {"tier": 2, "schedule": "office"})

    def teardown(self) -> None:
        desk = self.desks[0]
        days = desk.metrics.days
        ask = Ask(days.at(self.now).day - 3, days.at(self.now).day + 3)
        agree(desk, ask)
        for name in WAYS:
            agree(desk, ask._replace(by=(name, "day")))
        assert desk.metrics.report(ask).whole.backlog == desk.count(parse("is:active"))
        super().teardown()


AnyDayInFigures.TestCase.settings = settings(
    max_examples=effort(8, 100), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyDayInFigures = AnyDayInFigures.TestCase
