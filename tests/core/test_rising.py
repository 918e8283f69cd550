"""What rises is above what weeks do anyway."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.rising import BEFORE, DAYS, by_week, rising

COUNTS = st.lists(st.integers(0, 50), min_size=BEFORE + 1, max_size=BEFORE + 1)
TODAY = date(2026, 11, 25).toordinal()


def names(weeks: dict[str, list[int]]) -> list[str]:
    return [one.tag for one in rising(weeks)]


def test_what_is_above_the_usual_rises_the_strongest_first() -> None:
    weeks = {
        "steady": [10, 11, 9, 10, 10, 11, 9, 10, 11], "doubled": [10, 11, 9, 10, 10, 11, 9, 10, 21],
        "new": [0] * 8 + [4], "wild": [1, 40, 2, 35, 0, 50, 3, 30, 45], "few": [0] * 8 + [2],
        "falls": [20] * 8 + [3], "": [0] * 8 + [99],
    }  # fmt: skip
    assert names(weeks) == ["new", "doubled"]
    doubled = rising(weeks)[1]
    assert (doubled.week, doubled.usual, doubled.times) == (21, 10.0, 2.1) and rising(weeks)[0].times is None
    assert len(rising(weeks, 1)) == 1


@given(COUNTS)
def test_nothing_rises_that_is_not_above_its_usual(counts: list[int]) -> None:
    for one in rising({"a": counts}):
        assert one.week > one.usual and one.week >= 3
    more = [*counts[:-1], counts[-1] + 200]
    assert names({"a": more}) == ["a"], "much more always does"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, DAYS + 20), st.integers(0, 9))))
def test_each_day_counts_in_its_week_and_none_beyond(days: list[tuple[str, int, int]]) -> None:
    found = by_week([(tag, TODAY - ago, number) for tag, ago, number in days], TODAY)
    for tag in "abc":
        weeks = found.get(tag, [0] * (BEFORE + 1))
        for week in range(BEFORE + 1):
            ago = range((BEFORE - week) * 7, (BEFORE - week) * 7 + 7)
            assert weeks[week] == sum(n for t, back, n in days if t == tag and back in ago)
