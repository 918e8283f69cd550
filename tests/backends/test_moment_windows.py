"""Changes found by their moment: each is told, whatever hides behind the same one."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from supportterm.backends.windows import Window, numbers, ranges

OVERLAP = 60_000
PAGE = 3


class Row(NamedTuple):
    key: int
    at: int
    body: int


def read(window: Window, there: dict[int, Row], now: int, seen: dict[int, int]) -> None:
    """One round as a backend makes it: pages by moment, those of one moment by key."""
    for _ in range(200):
        rows = sorted((r for r in there.values() if r.at >= window.start), key=lambda r: (r.at, r.key))
        if window.after:
            rows = [r for r in rows if r.at == window.start and r.key > window.after]
        page = rows[:PAGE]
        for row in page:
            if window.fresh(str(row.key), row.at, now):
                seen[row.key] = row.body
        full = len(page) == PAGE
        if window.after and not full:
            window.go_on(window.start + 1000, 0, OVERLAP)
        elif not full:
            return window.end(now, OVERLAP)
        elif window.after:
            window.go_on(window.start, page[-1].key, OVERLAP)
        elif page[-1].at <= window.start:
            window.go_on(window.start, 1, OVERLAP)
        else:
            window.go_on(page[-1].at, 0, OVERLAP)
    raise AssertionError("the round has no end")


@given(st.lists(st.tuples(st.integers(2, 12), st.sampled_from([0, 0, 300, 1000, 20_000, 200_000])), max_size=40))
def test_what_was_changed_last_is_what_was_told(changes: list[tuple[int, int]]) -> None:
    """Moments are whole seconds, and our clock is ten minutes behind theirs."""
    window, there, seen, now = Window(), {}, {}, 1_790_000_000_000
    for count, (key, later) in enumerate(changes):
        now += later
        there[key] = Row(key, (now + 600_000) // 1000 * 1000, count)
        read(window, there, now, seen)
        assert seen == {row.key: row.body for row in there.values()}


def test_what_comes_to_light_late_is_told_though_newer_ones_were() -> None:
    window, seen = Window(), {}
    read(window, {2: Row(2, 100_000, 0)}, 100_000, seen)
    late = {2: Row(2, 100_000, 0), 3: Row(3, 60_000, 1)}
    read(window, late, 101_000, seen)
    assert seen == {2: 0, 3: 1}


def test_nothing_is_told_for_ever_where_nothing_happens() -> None:
    window, there, now = Window(), {key: Row(key, 100_000, 0) for key in range(2, 50)}, 100_000
    for _ in range(20):
        seen: dict[int, int] = {}
        read(window, there, now, seen)
        now += 15_000
    assert not seen and window.start > 100_000


def test_a_moment_that_can_t_be_moves_nothing() -> None:
    window, seen = Window(), {}
    far = 253_402_000_000_000
    read(window, {2: Row(2, far, 0)}, 100_000, seen)
    read(window, {2: Row(2, far, 0), 3: Row(3, 160_000, 1)}, 160_000, seen)
    assert seen == {2: 0, 3: 1}


@given(st.sets(st.integers(0, 300)))
def test_numbers_survive_as_ranges(wanted: set[int]) -> None:
    assert numbers(ranges(wanted)) == wanted
