"""Times as people write and read them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.moments import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    age_words,
    length_words,
    moment_words,
    parse_age,
    parse_moment,
    parse_past,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=BERLIN)  # a Wednesday


def ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def read(text: str, now: datetime = NOW) -> str:
    moment = parse_moment(text, ms(now), BERLIN)
    return datetime.fromtimestamp(moment / 1000, BERLIN).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-11-25 10:30"),
        ("20m", "2026-11-25 10:50"),
        ("in 20 min", "2026-11-25 10:50"),
        ("2h30m", "2026-11-25 13:00"),
        ("2 hours 30 minutes", "2026-11-25 13:00"),
        ("3d", "2026-11-28 10:30"),
        ("1w", "2026-12-02 10:30"),
        ("17:00", "2026-11-25 17:00"),
        ("9am", "2026-11-26 09:00"),
        ("12am", "2026-11-26 00:00"),
        ("12pm", "2026-11-25 12:00"),
        ("at 5pm", "2026-11-25 17:00"),
        ("noon", "2026-11-25 12:00"),
        ("tonight", "2026-11-25 20:00"),
        ("tomorrow", "2026-11-26 09:00"),
        ("Tomorrow 9AM", "2026-11-26 09:00"),
        ("tomorrow at 17:45", "2026-11-26 17:45"),
        ("tomorrow evening", "2026-11-26 18:00"),
        ("fri 17:00", "2026-11-27 17:00"),
        ("mon", "2026-11-30 09:00"),
        ("wed", "2026-12-02 09:00"),
        ("wed 17:00", "2026-11-25 17:00"),
        ("next wed 17:00", "2026-12-02 17:00"),
        ("next week", "2026-11-30 09:00"),
        ("next month 8:15", "2026-12-01 08:15"),
        ("2026-12-24", "2026-12-24 09:00"),
        ("2026-12-24 10:00", "2026-12-24 10:00"),
        ("2026-12-24T10:00Z", "2026-12-24 11:00"),
        ("24 dec", "2026-12-24 09:00"),
        ("Dec 24 3pm", "2026-12-24 15:00"),
        ("24th december 2027", "2027-12-24 09:00"),
        ("24.12.", "2026-12-24 09:00"),
        ("14 mar", "2027-03-14 09:00"),
        ("29 feb", "2028-02-29 09:00"),
    ],
)
def test_what_people_write_is_understood(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "13pm", "2026-02-30", "31.02.", "3 parsecs", "tomorrow maybe", "mo 9"]
)
def test_what_is_not_understood_says_what_is(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time; write it like 20m, 2h30m"):
        parse_moment(text, ms(NOW), BERLIN)


def test_days_keep_the_clock_over_summer_time_and_hours_do_not() -> None:
    saturday = datetime(2026, 3, 28, 10, 0, tzinfo=BERLIN)  # clocks go forward that night
    assert read("1d", saturday) == "2026-03-29 10:00"
    assert read("24h", saturday) == "2026-03-29 11:00"
    assert read("tomorrow 2:30", saturday) == "2026-03-29 03:30"


@given(st.text(max_size=30), st.integers(0, 4_000_000_000_000))
def test_any_text_is_a_time_or_a_sentence(text: str, now: int) -> None:
    try:
        assert isinstance(parse_moment(text, now, BERLIN), int)
    except ValueError as e:
        assert "write it like" in str(e)


@given(
    st.lists(
        st.sampled_from(
            [
                *("in", "at", "next", "3d", "2h", "9am", "17:00", "tomorrow", "mon", "week", "24", "dec"),
                *("2026-12-24", "24.12.", "99999999", "d"),
            ]
        )
    ),
    st.integers(0, 4_000_000_000_000),
)
def test_any_mix_of_known_words_is_a_time_or_a_sentence(words: list[str], now: int) -> None:
    text = " ".join(words)
    try:
        assert parse_moment(text, now, BERLIN) == parse_moment(text.upper(), now, BERLIN)
    except ValueError as e:
        assert "write it like" in str(e)


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
whole_minutes = st.integers(0, 60_000_000).map(lambda minutes: minutes * MINUTE)


@given(whole_minutes, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), st.integers(0, 23), offsets)
def test_a_weekday_is_the_next_one_to_come(now: int, day: str, hour: int, zone: timezone) -> None:
    moment = parse_moment(f"{day} {hour}:00", now, zone)
    found = datetime.fromtimestamp(moment / 1000, zone)
    assert 0 < moment - now <= WEEK
    assert (found.strftime("%a").lower(), found.hour, found.minute) == (day, hour, 0)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), whole_minutes, offsets)
def test_a_written_date_is_that_date(when: datetime, now: int, zone: timezone) -> None:
    text = when.strftime("%Y-%m-%d %H:%M")
    assert parse_moment(text, now, zone) == ms(when.replace(second=0, microsecond=0, tzinfo=zone))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_a_length_is_the_sum_of_its_pieces(days: int, hours: int, minutes: int) -> None:
    expected = days * DAY + hours * HOUR + minutes * MINUTE
    assert parse_age(f"{days}d{hours}h{minutes}m") == expected
    assert parse_age(f" {days} days {hours} hours {minutes} min ") == expected


@pytest.mark.parametrize("text", ["", "7", "d", "7x", "-7d", "7d!", "٣d", "7 d d"])
def test_a_length_that_is_none_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time; write it like"):
        parse_age(text)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, "now"),
        (MINUTE - 1, "now"),
        (3 * MINUTE, "3m"),
        (HOUR - 1, "59m"),
        (2 * HOUR, "2h"),
        (5 * DAY, "5d"),
        (13 * DAY, "13d"),
        (14 * DAY, "2w"),
        (364 * DAY, "52w"),
        (365 * DAY, "1y"),
    ],
)
def test_ages_are_short(age: int, expected: str) -> None:
    assert age_words(age) == expected


@given(st.integers(-(2**62), 2**62))
def test_an_age_is_never_wider_than_its_column(age: int) -> None:
    assert 2 <= len(age_words(age)) <= 6


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ((2026, 11, 25, 9, 5), "09:05"),
        ((2026, 11, 24, 23, 59), "yesterday 23:59"),
        ((2026, 11, 26, 9, 0), "tomorrow 09:00"),
        ((2026, 11, 20, 9, 0), "Fri 09:00"),
        ((2026, 12, 1, 9, 0), "Tue 09:00"),
        ((2026, 3, 14, 9, 0), "14 Mar 09:00"),
        ((2004, 3, 4, 9, 0), "4 Mar 2004 09:00"),
    ],
)
def test_a_moment_reads_as_a_person_would_say_it(when: tuple[int, int, int, int, int], expected: str) -> None:
    assert moment_words(ms(datetime(*when, tzinfo=BERLIN)), ms(NOW), BERLIN) == expected


@given(st.integers(-(2**62), 2**62), st.integers(0, 4_000_000_000_000))
def test_any_moment_has_words(moment: int, now: int) -> None:
    assert moment_words(moment, now, BERLIN)


@given(st.integers(0, 4_000_000_000_000).map(lambda at: at - at % MINUTE), whole_minutes, offsets)
def test_old_moments_read_back_to_themselves(moment: int, now: int, zone: timezone) -> None:
    words = moment_words(moment, now, zone)
    if len(words.split()) == 4:
        assert parse_moment(words, now, zone) == moment


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("20m", "14:10"), ("2h", "12:30"), ("3d ago", "2026-03-08 14:30"), ("14:00", "14:00"), ("now", "14:30"),
        ("15:00", "2026-03-10 15:00"), ("yesterday 9am", "2026-03-10 09:00"), ("today 9am", "09:00"),
        ("2026-03-01", "2026-03-01 09:00"), ("mon 17:00", "2026-03-09 17:00"), ("wed 17:00", "2026-03-04 17:00"),
        ("24 dec", "2025-12-24 09:00"), ("1 march", "2026-03-01 09:00"),
    ],
)  # fmt: skip
def test_a_moment_that_has_been_is_the_last_such_one(text: str, ago: str) -> None:
    now = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)  # a Wednesday
    wanted = datetime.fromisoformat(f"{ago if '-' in ago else f'2026-03-11 {ago}'}+00:00")
    assert parse_past(text, round(now.timestamp() * 1000), UTC) == round(wanted.timestamp() * 1000)


@pytest.mark.parametrize(("hour", "began"), [(3, 0), (9, 9), (14, 9)])
def test_today_has_begun_at_any_hour(hour: int, began: int) -> None:
    now, then = (datetime(2026, 3, 11, each, tzinfo=UTC) for each in (hour, began))
    assert parse_past("today", ms(now), UTC) == ms(then)


@pytest.mark.parametrize("text", ["today", "2026-03-11", "11 march", "11.3.", "mar 11"])
def test_before_its_morning_a_day_began_at_midnight(text: str) -> None:
    now = datetime(2026, 3, 11, 4, 30, tzinfo=UTC)
    assert parse_past(text, ms(now), UTC) == ms(now.replace(hour=0, minute=0))


@pytest.mark.parametrize("text", ["tomorrow", "2027-01-01", "next week", "today 17:00"])
def test_a_moment_to_come_has_not_been(text: str) -> None:
    now = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="still to come"):
        parse_past(text, round(now.timestamp() * 1000), UTC)


@pytest.mark.parametrize(("length", "words"), [
    (0, "less than a minute"), (59_999, "less than a minute"), (MINUTE, "about 1 minute"),
    (89 * MINUTE, "about 89 minutes"),
    (90 * MINUTE, "about 2 hours"), (4 * HOUR + 10 * MINUTE, "about 4 hours"), (30 * HOUR, "about 30 hours"),
    (60 * HOUR, "about 2 days"),
])  # fmt: skip
def test_how_long_something_will_take_is_said_roughly(length: int, words: str) -> None:
    assert length_words(length) == words
