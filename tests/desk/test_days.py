"""A day in a query begins at midnight where who asks lives."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.zone import MACHINE, live_in
from supportterm.core.orders import parse_order
from supportterm.core.query import parse
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

SYDNEY = ZoneInfo("Australia/Sydney")


@pytest.mark.parametrize("query", ["created:today", "created:yesterday", "created:2026-03-06"])
def test_today_is_not_that_of_greenwich(tmp_path: Path, query: str) -> None:
    live_in("Australia/Sydney")
    moment = datetime(2026, 3, 5, 23, 50, tzinfo=SYDNEY)

    def clock() -> int:
        return int(moment.timestamp() * 1000)

    with Desk.create(tmp_path / "a.desk", "A", me="dana", clock=clock) as desk:
        desk.create_ticket(NewTicket("al@acme.test", "Late on Thursday", "…"))
        moment += timedelta(minutes=20)
        desk.create_ticket(NewTicket("al@acme.test", "Early on Friday", "…"))
        assert desk.count(parse(query)) == 1


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)), st.integers(0, 1))
def test_the_machines_zone_reckons_as_one_that_is_named(wall: datetime, fold: int) -> None:
    live_in("Australia/Sydney")
    here, there = wall.replace(tzinfo=MACHINE, fold=fold), wall.replace(tzinfo=SYDNEY, fold=fold)
    assert here.utcoffset() == there.utcoffset()
    instant = there.timestamp()
    assert datetime.fromtimestamp(instant, MACHINE).replace(tzinfo=SYDNEY) == datetime.fromtimestamp(instant, SYDNEY)
    assert here.timestamp() == instant


def test_a_list_by_day_counts_the_tickets_that_stand_under_each_day(tmp_path: Path) -> None:
    live_in("Australia/Sydney")
    moment = datetime(2026, 4, 4, 22, 0, tzinfo=SYDNEY)  # the night in which summer time ends

    def clock() -> int:
        return int(moment.timestamp() * 1000)

    with Desk.create(tmp_path / "a.desk", "A", me="dana", clock=clock) as desk:
        for _ in range(30):
            desk.create_ticket(NewTicket("al@acme.test", "Every hour", "…"))
            moment = datetime.fromtimestamp(moment.timestamp() + 3_600, SYDNEY)
        by_day = desk.grouped(parse(""), parse_order("-created"), "day")
        days = Counter(by_day.part(row) for row in by_day.window().rows)
        assert {day: by_day.count(day, 99) for day in days} == days and len(days) == 3
