"""Scrolling over cards of unmeasured height behaves as scrolling over one long list of rows."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.tui.render.line import line
from supportterm.tui.render.rows import Rows
from supportterm.tui.render.scroll import START, Place, at_end, end, moved, visible

HEIGHTS = st.lists(st.integers(0, 7), min_size=1, max_size=8).filter(any)


def cards_of(heights: list[int]) -> list[Rows]:
    return [Rows([line(f"{card}.{row}") for row in range(height)]) for card, height in enumerate(heights)]


@given(HEIGHTS, st.lists(st.integers(-9, 9), max_size=12), st.integers(1, 10))
def test_any_moves_show_what_a_single_list_would(heights: list[int], moves: list[int], height: int) -> None:
    cards = cards_of(heights)
    everything = [row.text for _, row in visible(cards, START, 1000)]
    last = max(len(everything) - height, 0)
    top, at = START, 0
    for by in moves:
        top = moved(cards, top, by, height)
        at = min(max(at + by, 0), last)
        assert [row.text for _, row in visible(cards, top, height)] == everything[at : at + height]
        assert at_end(cards, top, height) == (at == last)
    assert [row.text for _, row in visible(cards, end(cards, height), height)] == everything[last:]


def test_scrolling_down_makes_no_row_that_is_not_needed() -> None:
    made = 0

    def endless():  # type: ignore[no-untyped-def]
        nonlocal made
        while True:
            made += 1
            yield line("row")

    top = moved([Rows(endless())], START, 500, 20)
    assert top == Place(0, 500)
    assert made <= 521
