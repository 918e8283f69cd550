"""An answer is made to fit who asks now: nothing of whom it was written to stays in it that is known of them."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.nouns import Person, Ticket
from supportterm.core.reuse import readdressed


def asked(id: int, name: str, email: str = "") -> tuple[Ticket, Person]:
    return Ticket(id=id, subject="It broke", requester=id, created_at=0, updated_at=0), Person(id, name, email)


ANNA = asked(7, "Anna Alt", "anna@mail.test")
BEN = asked(12, "Ben Bolt", "ben@mail.test")


def test_name_address_and_number_are_those_of_who_asks_now() -> None:
    text = "Dear Anna Alt, hi Anna! #7 (not #77) went to anna@mail.test. Annabel, anna and Anna-Lena stay."
    assert readdressed(text, ANNA, BEN) == (
        "Dear Ben Bolt, hi Ben! #12 (not #77) went to ben@mail.test. Annabel, anna and Anna-Lena stay."
    )


def test_somebody_without_a_name_is_greeted_without_one() -> None:
    for name in ("", "ben@mail.test"):
        text = readdressed("Hello Anna,\n\nAnna Alt, look at anna@mail.test.", ANNA, asked(12, name, "ben@mail.test"))
        assert text == "Hello,\n\nLook at ben@mail.test."


def test_a_short_name_is_no_name_to_look_for() -> None:
    assert readdressed("Al, also", asked(7, "Al"), BEN) == "Al, also"


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=12))
def test_any_text_and_any_names_are_borne(text: str, was: str, now: str) -> None:
    assert isinstance(readdressed(text, asked(7, was, "a@b.c"), asked(12, now)), str)
    assert readdressed(text, BEN, BEN) == text
