"""Whatever widgets paint, the terminal gets no control character, no unchecked link, and lines of their width."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter
from textual.widgets import Button, DataTable, Input, Label, Markdown, OptionList, RichLog, Static, TextArea

from supportterm.tui.glass import Glass

pytestmark = pytest.mark.long
BLACK = Color(0, 0, 0)
ATTACK = "A\x1b]52;c;cm0\x07\x9b2J\u202eB"


@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_line_keeps_its_width_and_loses_what_steers(texts: list[str]) -> None:
    segments = [Segment(text, Style(bold=True)) for text in texts]
    mended = Glass().apply(segments, BLACK)
    assert [cell_len(s.text) for s in mended] == [cell_len(text) for text in texts]
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for s in mended for c in s.text)


def test_a_clean_line_is_passed_on_untouched() -> None:
    segments = [Segment("Refund ", Style()), Segment("✓ größe 日本", Style(bold=True))]
    assert Glass().apply(segments, BLACK) is segments


def test_a_terminal_of_ascii_gets_twins_of_our_signs_and_what_people_wrote() -> None:
    told = Glass(ascii_only=True).apply([Segment("● Größe gi… "), Segment("A — B", Style())], BLACK)
    assert [text for text, _, _ in told] == ["* Größe gi~ ", "A - B"]
    assert all(style is not None for _, style, _ in told)


def test_links_are_checked() -> None:
    good, bad = Style(link="https://ex.example/\x1b]0;x\x07"), Style(link="javascript:alert(1)")
    mended = Glass().apply([Segment("a", good), Segment("b", bad)], BLACK)
    assert [s.style and s.style.link for s in mended] == ["https://ex.example/%1B]0;x%07", None]


class Careless(App[None]):
    """An app that hands customers' text straight to Textual's widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.glass = Glass()

    def get_line_filters(self) -> Sequence[LineFilter]:
        return (self.glass, *super().get_line_filters())

    def compose(self) -> ComposeResult:
        static = Static(ATTACK, markup=False)
        static.border_title = ATTACK
        static.styles.border = ("round", "white")
        yield static
        yield Label(ATTACK, markup=False)
        yield Button(ATTACK)
        yield OptionList(ATTACK, markup=False)
        yield Input(ATTACK)
        yield TextArea(ATTACK)
        yield Markdown(ATTACK)
        yield RichLog()
        yield DataTable()

    def on_mount(self) -> None:
        self.query_one(RichLog).write(ATTACK)
        table = self.query_one(DataTable)
        table.add_column("a")
        table.add_row(ATTACK)


@pytest.mark.parametrize("no_color", [False, True])
async def test_no_widget_of_textuals_leaks(no_color: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = Careless()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.pause()
        await pilot.pause()
        painted = "".join(strip.text for strip in app.screen._compositor.render_strips())
    assert painted.count("]52;c;cm0") == 10, "each widget, and the border, show the text"
    assert not [hex(ord(c)) for c in painted if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]
