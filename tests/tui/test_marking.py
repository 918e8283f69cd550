"""What a search looked for is marked wherever it stands, by what the search takes for a word, and nothing else is."""

from typing import Any

import pytest
from desk_of_sixty import console, lines, says, settle, typed
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from supportterm.core.query.words import typed_terms
from supportterm.core.terms import Role
from supportterm.core.words import folded
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.tui.dialogs.listed import Listed
from supportterm.tui.dialogs.question import Option
from supportterm.tui.panes.knowledge import Knowledge
from supportterm.tui.render import marking
from supportterm.tui.render.line import Line, Span
from supportterm.tui.render.marking import is_hit, marked
from supportterm.tui.widgets.sheet import Sheet, SheetLine


def hits(rows: list[str], query: str) -> list[list[str]]:
    """What is marked in each row for a query of which the last word is still being typed."""
    found = marked([Line((Span(row),)) for row in rows], typed_terms(query))
    return [[span.text for span in row.spans if span.style == "match"] for row in found]


@pytest.mark.parametrize(
    ("row", "query", "wanted"),
    [
        ("Refund the refund, REFUND", "refund", ["Refund", "refund", "REFUND"]),
        ("Refunds and prerefund, café", "cafe refund", ["Refunds", "café"]),
        ("invoice and invoices", "invoice logo", ["invoice"]),
        ("charged twice, twice charged", '"charged twice"', ["charged twice"]),
        ("charged twice, twice charged", "twice charged", ["charged", "twice", "twice", "charged"]),
        ("Grüße, GRUSSE und Gruß", "grusse", ["Grüße", "GRUSSE"]),
        ("返金をお願いします。返金！", '"返金"', ["返金", "返金"]),
        ("not this refund", "-refund this", ["this"]),
        ("nothing of it", "status:open", []),
    ],
)
def test_all_that_is_looked_for_is_marked(row: str, query: str, wanted: list[str]) -> None:
    assert hits([row], query) == [wanted]


def test_a_phrase_that_goes_on_in_the_next_row_is_marked_in_both() -> None:
    assert hits(["┃ I was charged", "┃ twice, not charged", "┃", "┃ once"], '"was charged twice"') == [
        ["was charged"], ["twice"], [], [],
    ]  # fmt: skip
    assert hits(["charged", "once", "twice"], '"charged twice"') == [[], [], []]


def test_a_word_in_several_styles_is_one_word() -> None:
    (row,) = marked([Line((Span("re", "strong"), Span("fund now", "quote")), "more")], typed_terms("refund"))
    assert row == Line((Span("re", "strong match"), Span("fund", "quote match"), Span(" now", "quote")), "more")


WORDS = st.lists(st.sampled_from(["charged", "twice", "Twíce", "twices", "返", "金", "a", ",", "—"]), max_size=12)


@given(st.lists(WORDS.map(" ".join), max_size=4), WORDS)
def test_marking_changes_no_text_and_marks_what_the_search_finds(rows: list[str], query: list[str]) -> None:
    wanted = typed_terms(" ".join(word for word in query if word not in ",—"))
    found = list(marked([Line((Span(row),)) for row in rows], wanted))
    assert [row.text for row in found] == rows
    for term in wanted:
        looked_for = f" {' '.join(term.tokens)}{'' if term.prefix else ' '}"
        assert any(map(is_hit, found)) or looked_for not in folded(" ".join(rows))


def test_lines_out_of_sight_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def count(text: str, shown: str, role: str, wanted: Any) -> list[tuple[str, str]]:
        made.append(text)
        return [(shown, role)]

    monkeypatch.setattr(marking, "pieces", count)
    lines = Listed([Option(f"Refund {n}", "note") for n in range(10_000)], 80, typed_terms("refund"))
    assert len(lines) == 10_000 and not made
    assert lines[7][0][1][0] == "Refund 7" and made == ["Refund 7", "note"]


@pytest.mark.parametrize("width", range(8, 60))
def test_lines_with_marks_are_as_wide_as_those_without(width: int) -> None:
    options = [Option("#7 返金 refunds, refund", "é refund: a refund 返金, refunded", right="2h"), Option("refund")]
    plain, found = Listed(options, width), Listed(options, width, typed_terms("返金 refund"))
    for one, other in zip(plain, found, strict=True):
        assert "".join(text for text, _ in one[0]) == "".join(text for text, _ in other[0])


def test_what_a_cut_leaves_of_a_word_is_not_taken_for_the_word() -> None:
    (line,) = Listed([Option("our invoiced")], 14, typed_terms("invoice the"))
    assert "".join(text for text, _ in line[0]) == "  our invoic…" and not marks(line)


async def test_the_results_of_a_search_show_every_word_in_every_line_and_in_full_below(desk: Desk) -> None:
    desk.write(10, NewMessage(Role.CUSTOMER, "A refund, please: my invoice is wrong; the refund of that invoice too"))
    async with console(desk, 100, 24) as pilot:
        await typed(pilot, "g", "/", '"invoice refund')
        line, foot = sheet(pilot)
        assert marks(line) == ["Refund", "invoice", "refund", "invoice", "refund", "invo"]
        assert marks(foot) == ["refund", "invoice", "refund", "invoice"]


async def test_a_list_narrowed_by_words_shows_them_in_its_subjects(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "/", '"refund', "enter")
        queue = pilot.app.frame._screen.queue  # type: ignore[attr-defined]
        rows = [[(piece.text, piece.style) for piece in queue.line(y, 80)] for y in range(1, 7)]
        assert all("Refund for invoice" in "".join(text for text, _ in row) for row in rows)
        # The first is under the cursor: reversed from end to end.
        assert [text for row in rows[1:] for text, style in row if style and style.underline] == ["Refund"] * 5


async def test_articles_show_the_words_they_were_found_by(desk: Desk) -> None:
    desk.put_article(slug="refunds", title="Refunds in full", body="A refund takes a day. Refund!")
    async with console(desk) as pilot:
        await typed(pilot, "g", "k", "/", '"refun', "enter")
        pane = pilot.app.query_one(Knowledge)
        pieces = [segment for y in range(12) for segment in pane.line(y, 80)]
        found = [piece.text for piece in pieces if piece.style and piece.style.underline]
        assert found == ["Refunds", "refund", "Refund"]


async def test_a_search_in_vain_stays_to_be_mended(desk: Desk) -> None:
    async with console(desk) as pilot:
        await typed(pilot, "g", "/", '"zebra')
        assert "enter open" not in lines(pilot)[-1] and "esc cancel" in lines(pilot)[-1]
        await typed(pilot, "enter")
        assert says(pilot) == "no message holds all of these words; fewer find more"
        await pilot.press(*["backspace"] * 5)
        await typed(pilot, '"hello')
        await settle(pilot)
        assert sheet(pilot)


def sheet(pilot: Pilot[None]) -> tuple[SheetLine, SheetLine]:
    """The chosen line, and the first of what is said of it in full."""
    shown = pilot.app.screen.query_one(Sheet)
    return shown._lines[shown._cursor or 0], (*shown._foot, ((), ()))[0]


def marks(line: SheetLine) -> list[str]:
    return [text for text, role in line[0] if role == "match"]
