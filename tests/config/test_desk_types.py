"""How lengths, hours, dates and trees are written in a desk file, and what is said of mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.desk_types import Dates, Length, Several, Spans, Tree, Week, Zone, length_words
from supportterm.config.marked import Problems, Table
from supportterm.config.typed import ReadsItself
from supportterm.config.yamlfile import parse


def read(kind: type[ReadsItself], text: str) -> object:
    """The value of *text*, or what is wrong with it."""
    table = parse(f"it: {text}", "f")
    problems = Problems()
    assert isinstance(table, Table)
    node = table.get("it")
    assert node is not None
    value = kind.read(node, "it", problems)
    return [str(problem) for problem in problems.errors] or value


OFFICE = (("09:00", "12:00"), ("13:00", "17:30"))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Several, "a", ("a",)),
        (Several, "[a, b c]", ("a", "b c")),
        (Several, "", ()),
        (Length, "1h30m", 5_400_000),
        (Length, "2 days", 172_800_000),
        (Zone, "Europe/Berlin", "Europe/Berlin"),
        (Spans, "9:00-12:00, 13:00 – 17:30", OFFICE),
        (Spans, "['13:00-17:30', '09:00-12:00']", OFFICE),
        (Spans, "09:00-12:00, 12:00-17:00", (("09:00", "17:00"),)),
        (Spans, "22:00-23:59", (("22:00", "24:00"),)),
        (Spans, "closed", ()),
        (Week, "{sat: closed, mon-tue: '09:00-17:00'}", dict.fromkeys(("mon", "tue"), (("09:00", "17:00"),))),
        (Week, "{'sun, Friday-Saturday': '10:00-12:00'}", dict.fromkeys(("fri", "sat", "sun"), (("10:00", "12:00"),))),
        (Week, "always", dict.fromkeys(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], (("00:00", "24:00"),))),
        (Dates, "{2026-12-30..2027-01-01: closed}", dict.fromkeys(("2026-12-30", "2026-12-31", "2027-01-01"), ())),
        (Tree, "[free, pro]", ("free", "pro")),
        (Tree, "{Hardware: [Screen, Printer], Software: {Mail: [Client]}, Other: }",
         ("Hardware::Screen", "Hardware::Printer", "Software::Mail::Client", "Other")),
    ],
)  # fmt: skip
def test_what_can_be_written(kind: type[ReadsItself], text: str, value: object) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "mistakes"),
    [
        (Length, "soon", ["f:1:5: it should be a length of time like 45m, 1h30m or 4h, not 'soon'"]),
        (Length, "[1h]", ["f:1:5: it should be a length of time like 45m, 1h30m or 4h"]),
        (Several, "[a, {b: c}]", ["f:1:9: it should be a text, or a list of them like [a, b]"]),
        (Zone, "Europe/Berln", ["f:1:5: 'Europe/Berln' is no time zone; did you mean 'Europe/Berlin'?"]),
        (Spans, "9 to 5", ["f:1:5: it should be hours like 09:00-17:00, or closed; '9 to 5' is neither"]),
        (Spans, "09:00-25:00", ["f:1:5: it: '25:00' is not a time of day; write it like 09:00, at most 24:00"]),
        (Spans, "17:00-00:00",
         ["f:1:5: it: 17:00–00:00 ends before it has begun; the end of the day is written 24:00"]),
        (Spans, "09:00-12:00, 11:00-13:00", ["f:1:5: it: 09:00–12:00 and 11:00–13:00 overlap"]),
        (Week, "{mon: '09:00-17:00', fry: closed}", ["f:1:26: 'fry' is no weekday; did you mean 'fri'?"]),
        (Week, "{mon: '09:00-17:00', mon-tue: closed}", ["f:1:26: Monday has hours already, in line 1"]),
        (Week, "weekdays", ["f:1:5: it should hold lines like `mon-fri: 09:00-17:00`, or be the word always"]),
        (Dates, "{2026-02-29: closed}",
         ["f:1:6: '2026-02-29' is no date; write it like 2026-12-24, or 2026-12-24..2026-12-31"]),
        (Dates, "{2026-12-24: closed, 2026-12-23..2026-12-24: closed}",
         ["f:1:26: 2026-12-24 is said already, in line 1"]),
        (Dates, "{2026-12-31..2026-12-24: closed}", ["f:1:6: 2026-12-31..2026-12-24 ends before it begins"]),
        (Dates, "{2020-01-01..2026-12-24: closed}", ["f:1:6: 2020-01-01..2026-12-24 is more than a year"]),
    ],
)  # fmt: skip
def test_mistakes_are_told_where_they_stand(kind: type[ReadsItself], text: str, mistakes: list[str]) -> None:
    assert read(kind, text) == mistakes


@given(st.integers(0, 10**7), st.booleans())
def test_a_length_is_read_as_it_was_written(seconds: int, days: bool) -> None:
    assert read(Length, length_words(seconds * 1000, days=days)) == seconds * 1000
