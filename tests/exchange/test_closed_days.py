"""Public holidays out of the library, and whole days out of iCal files."""

from datetime import date
from pathlib import Path

import pytest

from supportterm.core.refusal import Refused
from supportterm.exchange.closed_days import calendar_days, public_holidays

TODAY = date(2026, 11, 26)


def test_holidays_of_a_country_and_of_a_part_of_it() -> None:
    country, part = public_holidays("DE", TODAY), public_holidays("de-by", TODAY)
    assert country.keys() < part.keys()
    assert date(2027, 1, 6) in part.keys() - country.keys()  # Epiphany, in Bavaria and not in all of Germany
    assert (min(country), max(country)) == (date(2025, 1, 1), date(2029, 12, 26))


@pytest.mark.parametrize(
    ("code", "words"),
    [("XX", "no holidays of 'XX' are known"), ("DE-BYY", "DE has no part 'BYY'; did you mean DE-BY?")],
)
def test_a_country_that_is_not_known_is_refused_with_a_hint(code: str, words: str) -> None:
    with pytest.raises(Refused) as told:
        public_holidays(code, TODAY)
    assert words in str(told.value)


def events(*bodies: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\n" for body in bodies)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inside}END:VCALENDAR\r\n"


def days(tmp_path: Path, *bodies: str) -> dict[str, str]:
    file = tmp_path / "days.ics"
    file.write_bytes(events(*bodies).encode())
    return {day.isoformat(): name for day, name in calendar_days(file, TODAY).items()}


def test_whole_days_are_closed_and_nothing_else(tmp_path: Path) -> None:
    found = days(
        tmp_path,
        "DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20261231\r\nSUMMARY:Between the ye\r\n ars\\, as always",
        "DTSTART;TZID=Europe/Berlin:20261201T090000\r\nDTEND;TZID=Europe/Berlin:20261201T100000\r\nSUMMARY:Meeting",
        "DTSTART;VALUE=DATE:20270105\r\nSTATUS:CANCELLED\r\nSUMMARY:Called off",
    )
    assert found == dict.fromkeys(("2026-12-28", "2026-12-29", "2026-12-30"), "Between the years, as always")


def test_what_comes_again_does_but_for_its_exceptions(tmp_path: Path) -> None:
    found = days(
        tmp_path, "DTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20270501\r\nSUMMARY:May"
    )
    assert list(found) == ["2026-05-01", "2028-05-01", "2029-05-01"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "is no iCal file"),
        (events("DTSTART;VALUE=DATE:2026\r\nSUMMARY:Odd"), "holiday Odd: '2026' is no date"),
        (events("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYDAY=MO\r\nSUMMARY:Odd"), "is not understood"),
        (events("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20290101\r\nSUMMARY:Odd"), "more than a year long"),
    ],
)
def test_a_calendar_that_is_not_understood_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "odd.ics"
    file.write_text(text)
    with pytest.raises(Refused, match=words):
        calendar_days(file, TODAY)


def test_a_calendar_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"none\.ics can't be read"):
        calendar_days(tmp_path / "none.ics", TODAY)
