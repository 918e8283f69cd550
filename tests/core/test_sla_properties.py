"""Stories at random: the same clocks folded at once and kept between the steps; deadlines against counted minutes."""

from collections.abc import Iterable

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core.schedules import Slow, hours, moments
from supportterm.core.moments import DAY, MINUTE
from supportterm.core.schedule import Schedule
from supportterm.core.schedule_hours import Hours
from supportterm.core.sla import Changed, Clocks, Event, Joined, Opened, Service, Warned, Wrote, deadlines, fold, follow
from supportterm.core.sla_clock import breached, due, margin, spent
from supportterm.core.sla_explain import explain
from supportterm.core.sla_policy import DONE, Case, Metric, Policy, Promise, When
from supportterm.core.terms import Priority, Role, Status

cases = st.builds(
    Case, status=st.sampled_from(Status), priority=st.sampled_from(Priority), tags=st.sampled_from([(), ("vip",)])
)
gaps = st.integers(0, 36 * 60).map(lambda n: n * MINUTE)
pauses = st.one_of(st.none(), st.lists(st.sampled_from(Status), max_size=3, unique=True).map(tuple))
lengths = st.dictionaries(st.sampled_from(Priority), st.integers(1, 40 * 60).map(lambda n: n * MINUTE), max_size=4)
promises = st.lists(
    st.builds(Promise, st.sampled_from(Metric), lengths, st.booleans(), pauses),
    max_size=5,
    unique_by=lambda promise: promise.metric,
).map(tuple)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    at = draw(moments)
    story: list[Event] = [Opened(at, draw(cases), draw(st.booleans()), draw(st.booleans()))]
    for gap in draw(st.lists(gaps, max_size=12)):
        at += gap
        what = draw(st.sampled_from([Changed, Wrote, Wrote, Joined, Warned]))
        if what is Changed:
            story.append(Changed(at, draw(cases)))
        elif what is Wrote:
            story.append(Wrote(at, draw(st.sampled_from(Role)), draw(st.booleans())))
        elif what is Joined:
            story.append(Joined(at, at - draw(gaps)))
        else:
            story.append(Warned(at, draw(st.sampled_from(Metric))))
    return story


@st.composite
def services(draw: st.DrawFn) -> Service:
    schedules = {"one": Schedule(draw(hours)), "two": Schedule(draw(hours))}
    vip = Policy("vip", "one", draw(promises), When(tags=("vip",)))
    rest = Policy("rest", "two", draw(promises), When(priorities=(Priority.NORMAL, Priority.HIGH)))
    return Service((vip, rest), schedules)


def kept_between(story: Iterable[Event], service: Service) -> Clocks | None:
    """Every state goes through bytes, as a desk keeps it."""
    clocks = None
    for event in story:
        event = msgspec.json.decode(msgspec.json.encode(event), type=Event)
        clocks = msgspec.msgpack.decode(msgspec.msgpack.encode(follow(clocks, event, service)), type=Clocks)
    return clocks


@given(stories(), services())
def test_at_once_or_step_by_step_the_clocks_are_the_same(story: list[Event], service: Service) -> None:
    at_once, stepped = fold(story, service), kept_between(story, service)
    assert at_once is not None and stepped == at_once
    assert deadlines(stepped, service) == deadlines(at_once, service)


@given(stories(), services())
def test_what_a_clock_says_of_itself_agrees(story: list[Event], service: Service) -> None:
    clocks = fold(story, service)
    assert clocks is not None
    now = clocks.at + 3 * DAY
    for clock in (*clocks.past, *clocks.running.values()):
        ends = [end for lap in clock.laps for end in (lap.start, lap.end) if end is not None]
        assert ends == sorted(ends)
        assert clock.running <= (clock.fulfilled is None)
        left, deadline = margin(clock, now, service.schedules), due(clock, service.schedules)
        if left is not None:
            # Late in closed hours is late by nothing.
            assert left >= 0 or breached(clock, now, service.schedules)
            assert left <= 0 or not breached(clock, now, service.schedules)
        if clock.target is not None and clock.running and deadline is not None and deadline > clock.laps[-1].start:
            assert spent(clock, deadline, service.schedules) == clock.target.length
        assert explain(clock, now, service)[-1].words


@given(hours, moments, st.lists(st.tuples(gaps, st.sampled_from(Status)), max_size=6), st.integers(1, 1440), pauses)
def test_a_resolution_is_due_when_the_minutes_that_count_are_used_up(
    written: Hours, start: int, changes: list[tuple[int, Status]], minutes: int, still: tuple[Status, ...] | None
) -> None:
    promised = Promise(Metric.RESOLUTION, dict.fromkeys(Priority, minutes * MINUTE), pauses=still)
    service = Service((Policy("one", "one", (promised,)),), {"one": Schedule(written)})
    story: list[Event] = [Opened(start, Case())]
    statuses, at = {start: Status.NEW}, start
    for gap, status in changes:
        at += gap // (6 * MINUTE) * MINUTE
        story.append(Changed(at, Case(status=status)))
        statuses[at] = status
    clocks, end = fold(story, service), at + 2 * DAY
    assert clocks is not None
    slow, stopped = Slow(written, start, end), {*DONE, *(still or ())}
    left, used_up, status = minutes, None, Status.NEW
    for minute in range(start, end, MINUTE):
        status = statuses.get(minute, status)
        left -= status not in stopped and slow.is_open(minute)
        if left == 0:
            used_up = minute + MINUTE
            break
    found = due(clocks.running[Metric.RESOLUTION], service.schedules)
    assert found == used_up or (used_up is None and (found is None or found > end))
