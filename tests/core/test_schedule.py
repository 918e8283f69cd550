"""When a team works, on the days that make it hard."""

import pytest

from core.schedules import WORKDAYS, at, wall, workdays
from supportterm.core.moments import DAY, HOUR, MINUTE, YEAR
from supportterm.core.refusal import Refused
from supportterm.core.schedule import ALWAYS, Schedule
from supportterm.core.schedule_dates import days_after, days_before
from supportterm.core.schedule_hours import Hours, Written

BERLIN = "Europe/Berlin"
OFFICE = Schedule(workdays(("09:00", "17:00")))
WEEK = (*WORKDAYS, "sat", "sun")


def every_day(*spans: tuple[str, str], zone: str = BERLIN, **more: object) -> Schedule:
    return Schedule(Hours(zone, dict.fromkeys(WEEK, spans), **more))  # type: ignore[arg-type]


def test_a_span_begins_with_its_opening_and_ends_before_its_closing() -> None:
    assert OFFICE.open_at(at("2026-11-26 09:00", BERLIN))
    assert OFFICE.open_at(at("2026-11-26 17:00", BERLIN) - 1)
    assert not OFFICE.open_at(at("2026-11-26 17:00", BERLIN))
    assert not OFFICE.open_at(at("2026-11-26 09:00", BERLIN) - 1)


def test_a_deadline_on_closing_time_stays_there_and_a_millisecond_more_is_the_next_day() -> None:
    friday = at("2026-11-27 15:00", BERLIN)
    assert wall(OFFICE.after(friday, 2 * HOUR), BERLIN) == "2026-11-27 17:00"
    assert OFFICE.after(friday, 2 * HOUR + 1) == at("2026-11-30 09:00", BERLIN) + 1


def test_a_length_back_that_ends_on_an_opening_stays_there() -> None:
    monday = at("2026-11-30 11:00", BERLIN)
    assert wall(OFFICE.before(monday, 2 * HOUR), BERLIN) == "2026-11-30 09:00"
    assert OFFICE.before(monday, 2 * HOUR + 1) == at("2026-11-27 17:00", BERLIN) - 1


def test_nothing_added_to_a_closed_moment_is_the_next_opening_and_nothing_taken_the_last_closing() -> None:
    sunday = at("2026-11-29 12:00", BERLIN)
    assert wall(OFFICE.after(sunday, 0), BERLIN) == wall(OFFICE.next_open(sunday), BERLIN) == "2026-11-30 09:00"
    assert wall(OFFICE.before(sunday, 0), BERLIN) == "2026-11-27 17:00"
    open_now = at("2026-11-26 10:00", BERLIN)
    assert OFFICE.after(open_now, 0) == OFFICE.before(open_now, 0) == OFFICE.next_open(open_now) == open_now


def test_breaks_every_day_and_on_one_date() -> None:
    schedule = Schedule(
        workdays(
            ("09:00", "12:00"), ("13:00", "17:00"), breaks={"2026-11-26": (("11:30", "13:30"), ("13:15", "14:00"))}
        )
    )
    assert schedule.business_between(at("2026-11-25 00:00"), at("2026-11-26 00:00")) == 7 * HOUR
    assert schedule.business_between(at("2026-11-26 00:00"), at("2026-11-27 00:00")) == 5 * HOUR + 30 * MINUTE
    assert wall(schedule.next_open(at("2026-11-26 11:30", BERLIN)), BERLIN) == "2026-11-26 14:00"


def test_a_date_has_hours_of_its_own_and_a_holiday_none_whatever_else_is_said() -> None:
    dates: dict[str, Written] = {
        "2026-12-24": (("09:00", "12:00"),),
        "2026-12-26": (("10:00", "11:00"),),
        "2026-12-28": (),
    }
    schedule = Schedule(workdays(("09:00", "17:00"), dates=dates, holidays=("2026-12-25", "2026-12-26")))
    assert wall(schedule.after(at("2026-12-24 10:00", BERLIN), 3 * HOUR), BERLIN) == "2026-12-29 10:00"


def test_hours_to_midnight_go_on_into_the_next_day() -> None:
    schedule = Schedule(Hours(BERLIN, {"mon": (("18:00", "24:00"),), "tue": (("00:00", "02:00"),)}))
    assert wall(schedule.after(at("2026-11-30 23:00", BERLIN), 2 * HOUR), BERLIN) == "2026-12-01 01:00"
    assert schedule.open_at(at("2026-12-01 00:00", BERLIN))


def test_a_minute_to_midnight_is_midnight() -> None:
    assert every_day(("00:00", "23:59")).business_between(at("2026-11-25 00:00"), at("2026-11-28 00:00")) == 3 * DAY


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, "2026-03-29", 23),
        (BERLIN, "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Sao_Paulo", "2018-11-04", 23),  # there is no midnight
        ("America/Sao_Paulo", "2018-02-17", 25),  # the clocks go back at the midnight that ends it
        ("America/Havana", "2026-03-08", 23),
        ("America/Havana", "2026-11-01", 25),
        ("Pacific/Apia", "2011-12-29", 24),
        ("Pacific/Apia", "2011-12-31", 24),
        ("Asia/Kolkata", "2026-10-25", 24),
    ],
)
def test_a_whole_day_is_as_long_as_the_zone_makes_it(zone: str, day: str, hours: float) -> None:
    open_then = Schedule(Hours(zone, {"mon": (("12:00", "12:01"),)}, {day: (("00:00", "24:00"),)}))
    noon = at(f"{day} 12:00", zone)
    monday_minutes = Schedule(Hours(zone, {"mon": (("12:00", "12:01"),)}, {day: ()}))
    around = (noon - 2 * DAY, noon + 2 * DAY)
    assert open_then.business_between(*around) - monday_minutes.business_between(*around) == hours * HOUR


def test_a_day_that_a_zone_never_had_is_closed() -> None:
    schedule = every_day(("09:00", "17:00"), zone="Pacific/Apia")
    assert (
        schedule.business_between(at("2011-12-29 00:00", "Pacific/Apia"), at("2012-01-01 00:00", "Pacific/Apia"))
        == 16 * HOUR
    )


def test_a_time_that_summer_time_skips_is_an_hour_later_and_what_collapses_is_dropped() -> None:
    spring = at("2026-03-29 00:00", BERLIN)
    assert wall(every_day(("02:30", "05:00")).next_open(spring), BERLIN) == "2026-03-29 03:30"
    assert wall(every_day(("02:30", "03:15")).next_open(spring), BERLIN) == "2026-03-30 02:30"
    touching = every_day(("01:00", "02:30"), ("03:00", "04:00"))
    assert touching.business_between(spring, spring + 12 * HOUR) == 2 * HOUR


def test_of_an_hour_that_happens_twice_the_first_counts() -> None:
    schedule = every_day(("02:30", "04:00"))
    assert schedule.next_open(at("2026-10-25 00:00", BERLIN)) == at("2026-10-25 02:30", BERLIN)
    assert schedule.business_between(at("2026-10-25 00:00"), at("2026-10-25 12:00")) == 2 * HOUR + 30 * MINUTE


def test_an_hour_that_goes_back_over_midnight_is_counted_where_it_is_open() -> None:
    schedule = every_day(("00:00", "24:00"), zone="America/St_Johns")
    night = at("2006-10-28 22:00", "America/St_Johns")  # clocks go back at 00:01
    minutes = range(night, night + 6 * HOUR, MINUTE)
    assert all(schedule.open_at(moment) for moment in minutes)
    assert schedule.business_between(night, night + 6 * HOUR) == 6 * HOUR


def test_leap_days_and_the_end_of_the_year() -> None:
    assert wall(OFFICE.after(at("2028-02-29 16:00", BERLIN), 2 * HOUR), BERLIN) == "2028-03-01 10:00"
    assert wall(OFFICE.after(at("2027-02-26 16:00", BERLIN), 2 * HOUR), BERLIN) == "2027-03-01 10:00"
    assert wall(OFFICE.after(at("2026-12-31 16:00", BERLIN), 2 * HOUR), BERLIN) == "2027-01-01 10:00"


def test_calendar_time_is_open_day_and_night() -> None:
    start = at("2026-03-28 12:34")
    assert ALWAYS.after(start, 3 * YEAR + 1) == start + 3 * YEAR + 1
    assert ALWAYS.business_between(start, start + YEAR) == YEAR
    assert ALWAYS.open_at(start)


def test_years_of_business_time_there_and_back() -> None:
    start = at("2026-11-26 10:00", BERLIN)
    due = OFFICE.after(start, 2_000 * 8 * HOUR)
    assert wall(due, BERLIN) == "2034-07-27 10:00"
    assert OFFICE.business_between(start, due) == 2_000 * 8 * HOUR
    assert OFFICE.before(due, 2_000 * 8 * HOUR) == start


def test_moments_far_outside_of_any_calendar_are_closed_or_refused() -> None:
    assert not OFFICE.open_at(10**18) and not OFFICE.open_at(-(10**18))
    assert OFFICE.business_between(10**18, 10**18 + DAY) == 0
    with pytest.raises(Refused, match="no calendar reaches that far"):
        OFFICE.after(10**18, HOUR)
    with pytest.raises(Refused, match="no calendar reaches that far"):
        OFFICE.before(-(10**18), HOUR)


def test_lengths_that_are_refused() -> None:
    for length in (-1, 11 * YEAR):
        for method in (OFFICE.after, OFFICE.before):
            with pytest.raises(Refused):
                method(0, length)
    with pytest.raises(Refused):
        days_after(OFFICE, 0, -1)


def test_a_span_backwards_has_no_business_time() -> None:
    assert OFFICE.business_between(at("2026-11-27 12:00"), at("2026-11-26 12:00")) == 0


def test_business_days_keep_the_clock_over_a_change_of_summer_time() -> None:
    friday = at("2026-03-27 11:11", BERLIN)
    assert wall(days_after(OFFICE, friday, 1), BERLIN) == "2026-03-30 11:11"
    assert wall(days_before(OFFICE, days_after(OFFICE, friday, 1), 1), BERLIN) == "2026-03-27 11:11"
    assert wall(days_after(OFFICE, at("2026-03-27 20:00", BERLIN), 1), BERLIN) == "2026-03-31 09:00"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (Hours(BERLIN, {}), "open hours on at least one weekday"),
        (Hours(BERLIN, {"mon": ()}), "Monday has no hours"),
        (Hours(BERLIN, {"monday": (("09:00", "17:00"),)}), "'monday' is not a weekday"),
        (Hours(BERLIN, {"tue": (("17:00", "09:00"),)}), "Tuesday: 17:00–09:00 ends before it has begun"),
        (Hours(BERLIN, {"tue": (("09:00", "00:00"),)}), "Tuesday: 09:00–00:00 .* is written 24:00"),
        (Hours(BERLIN, {"wed": (("09:00", "25:00"),)}), "Wednesday: '25:00' is not a time of day"),
        (Hours(BERLIN, {"wed": (("9 am", "17:00"),)}), "Wednesday: '9 am' is not a time of day"),
        (
            Hours(BERLIN, {"thu": (("09:00", "12:00"), ("11:00", "15:00"))}),
            "Thursday: 09:00–12:00 and 11:00–15:00 overlap",
        ),
        (workdays(("09:00", "17:00"), dates={"2026-12-24": (("12:00", "09:00"),)}), "2026-12-24: 12:00–09:00 ends"),
        (workdays(("09:00", "17:00"), breaks={"2026-02-29": (("12:00", "13:00"),)}), "'2026-02-29' is not a date"),
        (workdays(("09:00", "17:00"), holidays=("Christmas",)), "'Christmas' is not a date"),
        (workdays(("09:00", "17:00"), zone="Mars/Olympus"), "'Mars/Olympus' is not a time zone"),
        (workdays(("09:00", "17:00"), zone="../../etc/passwd"), "is not a time zone"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(hours: Hours, words: str) -> None:
    with pytest.raises(Refused, match=words):
        Schedule(hours)
