"""Text that leaves as HTML reads the same when it comes back, and nothing in it is markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.exchange.as_html import as_html
from supportterm.exchange.html import to_text


def plain(text: str) -> str:
    """*text* as far as HTML keeps it: the words of each line, one empty line at a time."""
    lines = [re.sub(r"[ \t\f\xa0]+", " ", line).strip(" ") for line in re.split(r"\r\n|\r|\n", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


LETTERS = st.sampled_from("ab<>&;\"' \t\n\r*#-/=é印\xa0") | st.characters(categories=("L", "N", "P"))


@given(st.text(LETTERS, max_size=80))
def test_the_same_words_and_lines_come_back(text: str) -> None:
    assert to_text(as_html(text)) == plain(text)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=y>", "a & b &lt; c", "<!-- no -->"])
def test_nothing_of_it_is_markup(text: str) -> None:
    tags = set(re.findall(r"</?\w+", as_html(text)))
    assert tags == {"<div", "</div"} and to_text(as_html(text)) == text


def test_columns_stay_and_long_lines_can_still_be_broken() -> None:
    assert as_html("a    b\n  c\td") == "<div>a&nbsp;&nbsp;&nbsp; b<br>&nbsp; c&nbsp;&nbsp;&nbsp;&nbsp;d</div>"
