"""The excerpt of a hit shows the hit, in one line, and knows where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.excerpt import AFTER, BEFORE, excerpt
from supportterm.core.query import parse
from supportterm.core.query.tree import Expression, Text
from supportterm.core.words import folded

LONG = "word " * 100


def asked(text: str, *, typing: bool = False) -> Expression:
    tree = parse(text, typing=typing).tree
    assert isinstance(tree, Text)
    return tree.expression


@pytest.mark.parametrize(
    ("query", "body", "hit"),
    [
        ("refund", f"{LONG}please Refund me\n\n{LONG}", "Refund"),
        ("refu*", "a REFUNDING b", "REFUNDING"),
        ('"charged twice"', "was charged\n twice!", "charged twice"),
        ("grosse", f"{LONG} die Größe… {LONG}", "Größe"),
        ("twice", "charged—twice—today", "twice"),
        ("款请", "等待退款请求。", "款请"),
        ("b OR c", "a c b", "c"),
        ("cafe", "cafe\u0301 au lait", "cafe\u0301"),
    ],
)
def test_shows_the_hit_and_its_place(query: str, body: str, hit: str) -> None:
    shown = excerpt(body, asked(query))
    assert shown.text[shown.start : shown.end] == hit
    assert " ".join(body[shown.position :].split()).startswith(hit)
    assert "\n" not in shown.text
    assert len(shown.text) <= BEFORE + len(hit) + AFTER + 2


def test_without_a_hit_the_text_is_shown_from_its_start() -> None:
    assert excerpt("Hello\nworld", asked("subjectword")) == ("Hello world", 0, 0, 0)
    assert excerpt(LONG, None).text.endswith("…")


@given(st.text(max_size=80), st.sampled_from(["refund", "é", "退", "re*"]), st.text(max_size=80))
def test_a_word_that_is_there_is_marked(before: str, word: str, after: str) -> None:
    body = f"{before} {word.rstrip('*')} {after}"
    query = asked(word) if not word.endswith("*") else asked("re", typing=True)
    shown = excerpt(body, query)
    marked = folded(shown.text[shown.start : shown.end])
    assert folded(word.rstrip("*")).rstrip() in marked
