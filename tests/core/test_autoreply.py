"""A team's automatic answer with the ticket's words in it."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.autoreply import render


def test_number_subject_and_name_are_filled_in_and_the_rest_stays() -> None:
    text = "Hi {{ name }}, {{subject}} is {{  number }}. {{ secret }} {% if x %} {{ number"
    told = render(text, number="#12", subject="My order", name="Al")
    assert told == "Hi Al, My order is #12. {{ secret }} {% if x %} {{ number"


@given(st.text())
def test_what_is_filled_in_is_never_read_as_a_place(text: str) -> None:
    subject = text + "{{ name }}"
    assert render("{{ subject }}", number="#1", subject=subject, name="Al") == subject
