"""Telephone numbers are the same however they are written, and different when they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.phones import dialled, same, tail

WRITTEN = ("+49 (0)30 123456", "0049 30 123456", "030/12 34 56", "+4930123456", "(030) 123-456", "030 123456")


@pytest.mark.parametrize("one", WRITTEN)
@pytest.mark.parametrize("other", WRITTEN)
def test_one_number_is_one_however_it_is_written(one: str, other: str) -> None:
    assert same(one, other) and tail(one) == tail(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+49 30 123456", "+43 30 123456"), ("030 123456", "040 123456"), ("12", "13"), ("+1 555 0100", "555 0101"),
        ("", ""), ("none", "+49 30 123456"), ("anonymous", "anonymous"), ("1", "+4930999991"), ("23456", "030123456"),
    ],
)  # fmt: skip
def test_others_are_others(one: str, other: str) -> None:
    assert not same(one, other) and not same(other, one)


def test_an_extension_is_a_number_too() -> None:
    assert same("12", " 12 ") and dialled("12") == "12" and tail("12") == "12"


@given(st.text(), st.text())
def test_any_text_may_be_one(one: str, other: str) -> None:
    assert same(one, other) == same(other, one)
    assert set(dialled(one)) <= set("+0123456789") and len(dialled(one)) <= 16
    assert not same(one, other) or tail(one) == tail(other), "who is called is looked for by it"


@given(st.integers(10**8, 10**12 - 1), st.sampled_from(["", " ", "-", "/", ".", "\u00a0"]))
def test_what_stands_between_digits_says_nothing(number: int, between: str) -> None:
    assert same(f"+{number}", "+" + between.join(str(number))) and dialled(f"00{number}") == f"+{number}"
