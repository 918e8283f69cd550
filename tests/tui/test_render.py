"""Bodies as rows: nothing wider than the pane, nothing a terminal obeys, nothing lost, and lazily."""

import re
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style

from supportterm.core.safe import safe
from supportterm.tui.render.body import FOLD, Folds, body_rows
from supportterm.tui.render.glyphs import ASCII
from supportterm.tui.render.line import Line, Span, fit, join, line, strip
from supportterm.tui.render.links import mark
from supportterm.tui.render.markdown import markdown
from supportterm.tui.render.pieces import pieces
from supportterm.tui.render.rows import Rows
from supportterm.tui.render.wrap import wrap

ANYTHING = st.text() | st.text(alphabet="ab> \n-*_`[](){}|#!&;:/.\u4e2d\u0301\U0001f600\x1b\u202e\r\t", max_size=300)
WIDTHS = st.integers(4, 100)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EVERYTHING_OPEN = Folds(unfolded=True)


def ink(text: str) -> str:
    """What can be seen of *text*."""
    return "".join(text.split())


@given(ANYTHING, WIDTHS)
def test_wrapped_text_fits_and_keeps_all_that_can_be_seen(text: str, width: int) -> None:
    text = safe(text)
    rows = list(wrap(text, width))
    assert rows
    assert all(line(row).cells <= width for row in rows)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")


@given(ANYTHING, WIDTHS, st.booleans(), st.booleans())
def test_no_row_is_wider_than_the_pane_or_holds_what_a_terminal_obeys(
    body: str, width: int, is_markdown: bool, unfolded: bool
) -> None:
    for row in body_rows(body, width, is_markdown=is_markdown, folds=Folds(unfolded)):
        assert row.cells <= width
        assert not CONTROL.search(row.text)


@given(ANYTHING, WIDTHS)
def test_an_unfolded_plain_body_shows_all_of_its_text(body: str, width: int) -> None:
    rows = [row for row in body_rows(body, width, folds=EVERYTHING_OPEN) if not row.act]
    assert ink("".join(row.text for row in rows)) == ink(safe(body.removesuffix("\r"), keep_newlines=True))


@settings(max_examples=50)
@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,6}", fullmatch=True), min_size=1, max_size=8), WIDTHS)
def test_markdown_shows_every_word_of_its_paragraphs_lists_and_quotes(texts: list[str], width: int) -> None:
    source = "\n\n".join(f"{('', '- ', '> ', '## ')[i % 4]}{text}" for i, text in enumerate(texts))
    shown = ink("".join(row.text for row in markdown(source, width))).replace("▎", "").replace("•", "")
    assert shown == ink("".join(texts))


def test_quotes_are_folded_and_open_one_by_one() -> None:
    body = "Thanks!\n" + "> one\n" * 7 + "and\n> three\n-- \nDana"
    folded = [row.text for row in body_rows(body, 40)]
    assert "▸ 7 quoted lines" in folded
    assert "▸ 1 quoted line" in folded
    assert not any("three" in row for row in folded)
    second_open = list(body_rows(body, 40, folds=Folds().toggled(1)))
    assert any("three" in row.text for row in second_open)
    assert not any("> one" in row.text for row in second_open)
    assert [row.act for row in second_open if row.act] == [f"{FOLD}0", f"{FOLD}1"]
    assert "+ 7 quoted lines" in [row.text for row in body_rows(body, 40, glyphs=ASCII)]
    assert {span.style for row in second_open for span in row.spans if "Dana" in span.text} == {"dim"}


def test_a_quote_longer_than_what_is_looked_at_is_folded_whole() -> None:
    body = "Thanks!\n\nOn 3 May 2024, Sam <s@a.test> wrote:\n" + "> again\n" * 20_000
    rows = [row.text for row in body_rows(body, 60)]
    assert rows == ["Thanks!", "", "▸ 20,001 quoted lines"]


def test_the_first_screen_of_a_huge_body_reads_only_its_beginning() -> None:
    made: list[Line] = []

    def counted(rows):  # type: ignore[no-untyped-def]
        for row in rows:
            made.append(row)
            yield row

    rows = Rows(counted(body_rows("word " * 1_000_000, 80)))
    assert rows.reaches(50)
    assert len(made) == 50
    many = Rows(counted(body_rows("a\n" * 200_000, 80)))
    assert many.get(49) is not None
    assert len(made) == 100
    assert Rows(body_rows("x" * 100_000, 80)).height() == 1250


def test_markdown_is_shown_in_its_styles() -> None:
    rows = list(markdown("# Title\n\nSome **bold** and `code`.\n\n1. one\n2. two\n   - inner\n\n```\nx = 1\n```", 60))
    assert [row.text for row in rows] == [
        "Title",
        "",
        "Some bold and code.",
        "",
        "1. one",
        "2. two",
        "   • inner",
        "",
        "  x = 1",
    ]
    styles = {span.text: span.style for row in rows for span in row.spans}
    assert styles["Title"] == "heading"
    assert styles["bold"] == "strong"
    assert styles["code"] == "code"


def test_a_table_fits_or_becomes_records() -> None:
    table = "| Plan | Seats | Note |\n|---|---|---|\n| Team | 10 | ok |\n| Business | 50 | " + "long words " * 9 + "|"
    wide = [row.text for row in markdown(table, 60)]
    assert wide[0].split(" │ ") == ["Plan    ", "Seats", "Note"]
    assert all(line(row).cells <= 60 for row in wide)
    narrow = [row.text for row in markdown(table, 14)]
    assert "Plan: Team" in narrow


def test_a_link_shows_where_it_goes_and_never_becomes_one_that_may_not() -> None:
    text = "".join(row.text for row in markdown("[your bank](https://evil.example/login)", 80))
    assert text == "your bank <https://evil.example/login>"
    assert "<https://xn--pple-43d.example/" in "".join(r.text for r in markdown("[a](https://\u0430pple.example/)", 80))
    assert "not to be opened" in "".join(row.text for row in markdown("[x](ssh://-oProxyCommand=calc@x/)", 80))
    assert "not to be opened" not in "".join(row.text for row in markdown("[x](javascript:alert)", 80))
    assert "Reset <article reset>" in "".join(row.text for row in markdown("[Reset](kb:reset)", 80))


def test_characters_written_as_entities_are_made_safe_after_decoding() -> None:
    shown = "".join(row.text for row in markdown("a&#27;]52;c;cm0=&#7;b &#8238;c <b>html</b>", 80))
    assert not CONTROL.search(shown)
    assert "<b>html</b>" in shown


def test_addresses_end_where_the_sentence_goes_on() -> None:
    assert mark("see https://acme.test/a_(b), or (https://acme.test/c).") == (
        Span("see "),
        Span("https://acme.test/a_(b)", "link"),
        Span(", or ("),
        Span("https://acme.test/c", "link"),
        Span(")."),
    )


@pytest.mark.parametrize("source", ["para\n\n" * 5000, "```\n" + "code\n\n" * 9000 + "```\n\nafter", "x" * 90_000])
def test_long_markdown_is_parsed_in_pieces_that_lose_nothing(source: str) -> None:
    cut = list(pieces(source))
    assert max(len(piece) for piece, _ in cut) <= 16_000
    assert ink("".join(piece for piece, _ in cut)) == ink(source)
    assert list(islice(markdown(source, 80), 30))


@given(st.lists(st.text(max_size=20).map(safe), max_size=4), st.lists(st.text().map(safe), max_size=3), WIDTHS)
def test_rows_are_fitted_and_drawn_in_exactly_the_width(left: list[str], right: list[str], width: int) -> None:
    row = Line(tuple(Span(text) for text in left))
    assert fit(row, width).cells <= width
    assert join(row.spans, (Span(text) for text in right), width).cells <= width
    drawn = strip(fit(row, width), width, lambda names: Style())
    assert drawn.cell_length == width
    assert all(segment.style is not None for segment in drawn)
