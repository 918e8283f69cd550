"""The tokens that search knows are the tokens that FTS5 makes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.words import LONGEST, folded, index_text, spans, stands_alone, tokens
from supportterm.store.sqlite import sqlite3

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)  # lone surrogates too
PIECES = ["Refund", "née", "ß", "退款", "が", "ﬁx", "İI", "a-b", "🎉", "—", "№", "½", " ", "_", "x" * 70, "é" * 70]
WORDY = st.lists(st.sampled_from([*PIECES, "สวัสดี"]))
TEXT = ANY_TEXT | WORDY.map("".join) | WORDY.map(" ".join)


def fts_tokens(text: str) -> list[str]:
    """The terms that FTS5's own tokenizer makes of what we hand it, in order."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize='ascii')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    connection.execute("INSERT INTO t(rowid, x) VALUES (1, ?)", (index_text(text),))
    found = [row[0] for row in connection.execute("SELECT term FROM v ORDER BY offset")]
    connection.close()
    return found


@given(TEXT)
def test_fts5_makes_the_same_tokens(text: str) -> None:
    assert fts_tokens(text) == tokens(text)


@given(TEXT)
def test_folded_and_spans_hold_the_tokens(text: str) -> None:
    assert folded(text).split() == tokens(text)
    held = list(spans(text))
    assert [token for token, _, _ in held] == tokens(text) or max(map(len, tokens(text))) == LONGEST
    assert all(0 <= start < end <= len(text) for _, start, end in held)


@given(TEXT)
def test_a_token_is_its_own_token(text: str) -> None:
    for token in tokens(text):
        assert tokens(token) == [token]
        assert len(token) <= LONGEST


@given(TEXT)
def test_case_and_composition_make_no_difference(text: str) -> None:
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(text) == tokens(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Charged twice!", ["charged", "twice"]),
        ("Ünïcödé e\u0301tude", ["unicode", "etude"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("dana@acme.test", ["dana", "acme", "test"]),
        ("退款请求 ok", ["退", "款", "请", "求", "ok"]),
        ("snake_case’s", ["snake", "case", "s"]),
        ("🎉—!?", []),
        ("Ⅷ ﬁne", ["viii", "fine"]),
    ],
)
def test_examples(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_an_ascii_text_is_indexed_as_it_is() -> None:
    text = "Please REFUND order #12\n" * 20
    assert index_text(text) is text


def test_an_endless_token_is_cut_in_the_text_and_in_what_is_searched() -> None:
    text = "begin " + "A" * 5_000_000 + " end"
    assert tokens(text) == ["begin", "a" * LONGEST, "end"]
    assert tokens("A" * 90) == ["a" * LONGEST]


def test_only_characters_of_unspaced_scripts_stand_alone() -> None:
    assert stands_alone("款")
    assert not stands_alone("a") and not stands_alone("ж") and not stands_alone("款项")
