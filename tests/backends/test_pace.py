"""Requests that nobody waits for keep below what a remote lets through, and leave some of it to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.backends.http_errors import Answer
from supportterm.backends.pace import ANSWER, MINUTE, Pace


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 20)), min_size=1, max_size=60), st.integers(10, 700))
def test_in_no_minute_is_more_asked_than_a_page_above_what_is_ours(pages: list[tuple[int, float]], limit: int) -> None:
    clock, asked = Clock(), []
    pace = Pace(limit, clock=clock)
    for requests, took in pages:
        for _ in range(requests):
            asked.append(clock.now)
            pace.heard(Answer(200, {}, b"", clock.now))
            clock.now += took / requests
        clock.now += pace.pause
    most = max(sum(at <= other < at + MINUTE for other in asked) for at in asked)
    assert most <= limit * 0.8 * (MINUTE + 1) / MINUTE + max(requests for requests, _ in pages) + 1


def test_what_the_remote_says_of_its_limit_counts() -> None:
    clock = Clock()
    pace = Pace(50, limit=("x-limit",), left=("x-left",), reset=("x-reset",), clock=clock)
    pace.heard(Answer(200, {"x-limit": "600"}, b"", clock.now))
    assert pace.lasting(480) == pytest.approx(480 * ANSWER)  # no faster than it answers
    assert Pace(100, clock=clock).lasting(80) == pytest.approx(MINUTE)
    assert pace.pause < 1
    pace.heard(Answer(200, {"x-limit": "600", "x-left": "50", "x-reset": "33"}, b"", clock.now))
    assert pace.pause == pytest.approx(33.0)
    clock.now += 33
    assert pace.pause == 0.0
    pace.heard(Answer(200, {"x-limit": "nonsense", "x-left": "-1"}, b"", clock.now))
    assert pace.a_minute == 600


def test_a_limit_of_an_hour_is_spread_over_its_minutes() -> None:
    pace = Pace(50, limit=("x-limit",), hourly=1_000, clock=Clock())
    pace.heard(Answer(200, {"x-limit": "3000"}, b"", 0.0))
    assert pace.a_minute == 50
    pace.heard(Answer(200, {"x-limit": "700"}, b"", 0.0))
    assert pace.a_minute == 700


@given(st.integers(1, 3_000), st.floats(0.5, 5))
def test_one_go_takes_less_than_what_is_left_for_people(a_minute: int, each: float) -> None:
    at_a_time = Pace(a_minute).at_a_time(each, 25)
    assert 1 <= at_a_time <= 25
    assert at_a_time == 1 or at_a_time * each <= a_minute * 0.1


def test_what_costs_more_counts_for_more() -> None:
    clock = Clock()
    dear, cheap = Pace(100, clock=clock), Pace(100, clock=clock)
    for _ in range(10):
        dear.heard(Answer(200, {}, b"", clock.now), cost=3)
        cheap.heard(Answer(200, {}, b"", clock.now))
    assert dear.pause + 1 == pytest.approx(3 * (cheap.pause + 1))  # one second is a request's own way


def test_a_request_s_own_way_counts_as_a_pause() -> None:
    clock = Clock()
    pace = Pace(200, clock=clock)
    for _ in range(40):
        clock.now += 0.3
        pace.heard(Answer(200, {}, b"", clock.now))
        clock.now += pace.pause
    assert clock.now - Clock.now == pytest.approx(pace.lasting(40), rel=0.1)


def test_a_clock_that_is_put_back_does_not_stop_it_for_long() -> None:
    clock = Clock()
    pace = Pace(100, clock=clock)
    pace.heard(Answer(200, {}, b"", clock.now))
    clock.now -= 86_400
    assert pace.pause <= 2 * MINUTE
