"""A team's automatic answer with the ticket's words in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.autoreply import ANSWERS, SURVEYS, Most, Recent, render, too_many


def test_number_subject_and_name_are_filled_in_and_the_rest_stays() -> None:
    text = "Hi {{ name }}, {{subject}} is {{  number }}. {{ secret }} {% if x %} {{ number"
    told = render(text, number="#12", subject="My order", name="Al")
    assert told == "Hi Al, My order is #12. {{ secret }} {% if x %} {{ number"


@given(st.text())
def test_what_is_filled_in_is_never_read_as_a_place(text: str) -> None:
    subject = text + "{{ name }}"
    assert render("{{ subject }}", number="#1", subject=subject, name="Al") == subject


@pytest.mark.parametrize("most", [ANSWERS, SURVEYS])
def test_a_sender_gets_a_few_an_hour_and_a_day(most: Most) -> None:
    assert too_many(Recent(hour=most.hour - 1, day=most.day - 1), most) == ""
    assert too_many(Recent(hour=most.hour), most)
    assert too_many(Recent(day=most.day), most)
