"""Whatever is typed is a query or a QueryError, and a query can be written out and read again."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supportterm.core.query import FIELDS, QueryError, parse
from supportterm.core.query.unparse import unparse

SIGNS = ["nofield:", "(", ")", '"', "-", ",", "*", "..", "<", ">=", "\\", " ", " ", " OR ", " AND ", " NOT ", "\x00"]
VALUES = ["open", "none", "me", "2h", "2026-01-31", "12", "refund", "Größe", "退款", "🎉"]
PIECES = st.sampled_from([*(f"{name}:" for name in FIELDS), "sla:", "field.plan:", *SIGNS, *VALUES])
TYPED = st.text(st.characters(exclude_categories=()), max_size=40) | st.lists(PIECES, max_size=14).map("".join)


@given(TYPED, st.booleans())
@example("(" * 5000, False)
@example("-" * 5000 + "a", False)
@example("NOT " * 99 + "a", False)
@example("created:9999999y", False)
def test_any_text_is_a_query_or_a_query_error(text: str, typing: bool) -> None:
    try:
        parse(text, typing=typing)
    except QueryError as error:
        assert 1 <= error.column <= len(text) + 1
        assert error.message


@given(TYPED)
@example('field.plan:">x\\"y" (a OR "b c"*) -(d status:open)')
@example("is:open,mine OR (refund subject:a,b*)")
def test_a_query_written_out_is_the_same_query(text: str) -> None:
    try:
        tree = parse(text).tree
    except QueryError:
        return
    assert parse(unparse(tree)).tree == tree


@pytest.mark.parametrize(
    "text", ["status:open refund", "a OR (b c)", '-"a b" tag:x,"y z"', "created:2026-01-01..2026-02-01"]
)
def test_a_plain_query_is_written_as_it_was(text: str) -> None:
    assert unparse(parse(text).tree) == text
