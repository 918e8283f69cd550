"""The days of a list by day: a day's own query finds what its heading stands over, on both sides of midnight."""

from datetime import date
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.grouping import day, day_query, day_title
from supportterm.core.orders import parse_order
from supportterm.core.query.times import bounds
from supportterm.core.query.tree import Value

ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "America/Havana"]
moments = st.integers(0, 4_000_000_000_000)


def row(at: int) -> SimpleNamespace:
    return SimpleNamespace(updated_at=at, created_at=at, due_at=at)


@given(moments, st.integers(-90_000_000, 90_000_000), st.sampled_from(ZONES))
def test_the_query_of_a_day_finds_its_moments_and_no_other(at: int, apart: int, name: str) -> None:
    zone, order = ZoneInfo(name), parse_order("-updated")
    its_day = day(row(at), order, zone)
    field, _, span = day_query(its_day, order).partition(":")
    found = bounds(Value(span), 0, zone, ahead=False)
    assert field == "updated" and found.hold(at)
    assert found.hold(at + apart) == (day(row(at + apart), order, zone) == its_day)


@pytest.mark.parametrize(("order", "column"), [("due", "due"), ("-number", "created"), ("created", "created")])
def test_a_day_is_that_of_the_time_which_the_order_goes_by(order: str, column: str) -> None:
    there = SimpleNamespace(updated_at=1, created_at=2, due_at=3)
    setattr(there, f"{column}_at", 86_400_000)
    its_day = day(there, parse_order(order), ZoneInfo("UTC"))
    assert its_day == date(1970, 1, 2)
    assert day_query(its_day, parse_order(order)) == f"{column}:1970-01-02"


def test_what_has_no_day_or_one_that_no_calendar_has_stands_under_no_day() -> None:
    order = parse_order("due")
    for at in (None, 10**17):
        its_day = day(SimpleNamespace(updated_at=1, created_at=1, due_at=at), order)
        assert its_day is None and day_title(its_day, 0) == "no day"
    assert day_query(None, order) == "-due:1900..2999"
