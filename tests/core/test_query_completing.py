"""What is being typed at the end of a query, and how a value is written there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supportterm.core.query.completing import at_end, written
from supportterm.core.query.lexer import lex


@pytest.mark.parametrize(
    ("text", "start", "prefix", "name"),
    [
        ("", 0, "", ""),
        ("sta", 0, "sta", ""),
        ("refund -ta", 8, "ta", ""),
        ("(status:open OR pri", 16, "pri", ""),
        ("status:", 7, "", "status"),
        ("status:open,pe", 12, "pe", "status"),
        ("priority:>=hi", 11, "hi", "priority"),
        ('org:"Acme I', 4, "Acme I", "org"),
        ("-tag:bil", 5, "bil", "tag"),
        ("requester:da", 10, "da", "requester"),
        ("field.plan:p", 11, "p", "field.plan"),
    ],
)
def test_the_end_of_a_query_is_a_name_or_a_value(text: str, start: int, prefix: str, name: str) -> None:
    typed = at_end(text)
    assert typed is not None and (typed.start, typed.prefix, typed.name) == (start, prefix, name)


@pytest.mark.parametrize("text", ['"a phrase of sta', "https://exa", "nosuch:va", 'tag:billing "status:o'])
def test_elsewhere_there_is_nothing_to_complete(text: str) -> None:
    assert at_end(text) is None


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text.strip() == text))
def test_whatever_a_value_holds_is_written_so_that_it_is_one(value: str) -> None:
    [test] = lex(f"org:{written(value)}")
    assert [(raw.op, raw.text) for raw in test.values] == [("", value)]


@given(st.text(alphabet='ab:,"\\<>=-( )status', max_size=60))
def test_whatever_is_typed_is_looked_at_without_complaint(text: str) -> None:
    typed = at_end(text)
    assert typed is None or (0 <= typed.start <= len(text) and text.endswith(typed.prefix))
