"""Holidays out of a calendar feed."""

from datetime import date

import pytest

from supportterm.core.refusal import Refused
from supportterm.core.schedule_feeds import Event, feed_holidays

TODAY = date(2026, 11, 26)


def dates(start: str, rule: str = "") -> list[str]:
    return [day.isoformat() for day in feed_holidays([Event("feast", date.fromisoformat(start), rule)], TODAY)]


def test_yearly_from_a_year_before_to_three_years_after() -> None:
    assert dates("1990-12-25", "FREQ=YEARLY") == ["2025-12-25", "2026-12-25", "2027-12-25", "2028-12-25"]
    assert dates("2025-11-26") == ["2025-11-26"] and dates("2025-11-25") == [] and dates("2029-11-27") == []


def test_a_leap_day_comes_when_there_is_one() -> None:
    assert dates("2024-02-29", "FREQ=YEARLY") == ["2028-02-29"]


def test_counts_ends_and_intervals() -> None:
    assert dates("2026-10-31", "FREQ=MONTHLY;COUNT=3") == ["2026-10-31", "2026-12-31", "2027-01-31"]
    assert dates("2026-12-01", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261229T000000Z") == [
        "2026-12-01",
        "2026-12-15",
        "2026-12-29",
    ]
    assert dates("2026-12-24", "freq=daily;count=3") == ["2026-12-24", "2026-12-25", "2026-12-26"]


def test_the_first_name_of_a_date_stays() -> None:
    events = [Event("one", TODAY), Event("two", TODAY)]
    assert feed_holidays(events, TODAY) == {TODAY: "one"}


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYDAY=4TH", "FREQ=HOURLY", "COUNT=2", "FREQ=DAILY;INTERVAL=0", "nonsense", "FREQ=DAILY;COUNT=x"],
)
def test_a_rule_that_is_not_understood_is_refused(rule: str) -> None:
    with pytest.raises(Refused, match="holiday feast"):
        dates("2026-12-24", rule)
