"""What is sent of what is painted makes the terminal show it, whatever it showed before."""

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from seen_cells import seen
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from supportterm.tui.picture import Picture, changed_part

WIDTH, HEIGHT = 24, 4
STYLES = (Style(), Style(bold=True), Style(color="red"), Style(bgcolor="blue"), Style(reverse=True))
CONSOLE = Console(color_system="truecolor", force_terminal=True, width=WIDTH)

segments = st.lists(
    st.tuples(st.text("ab  日", max_size=6), st.sampled_from(STYLES)).map(lambda s: Segment(*s)), min_size=1, max_size=6
)


narrow = st.lists(
    st.tuples(st.text("ab ", max_size=4), st.sampled_from(STYLES[:2])).map(lambda s: Segment(*s)), max_size=6
)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[int, int, Strip]:
    """Of any width, at any place; lines of several widgets are cut at the same columns often, and at others too."""
    start, end = draw(st.sampled_from([(0, WIDTH), (0, 8), (8, WIDTH), (8, 16), (16, WIDTH), (3, 11), (11, 20)]))
    strip = Strip(draw(segments)).adjust_cell_length(end - start, STYLES[0])
    return start, draw(st.integers(0, HEIGHT - 1)), strip


class Glass:
    """A terminal."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self._screen)

    def send(self, text: str) -> None:
        self._stream.feed(text)

    def cells(self) -> list[list[tuple[object, ...]]]:
        return seen(self._screen)


def whole(piece: tuple[int, int, Strip]) -> str:
    x, y, strip = piece
    return f"\x1b[{y + 1};{x + 1}H{strip.render(CONSOLE)}"


@given(st.lists(st.one_of(pieces(), st.just(None)), max_size=20), st.booleans())
def test_the_terminal_shows_what_was_painted(painted: list[tuple[int, int, Strip] | None], heard: bool) -> None:
    picture, shown, wanted = Picture(whole=heard), Glass(), Glass()
    picture.forget(WIDTH)
    for piece in painted:
        if piece is None:
            picture.forget()
            continue
        shown.send(picture.show(piece, CONSOLE))
        wanted.send(whole(piece))
    assert without_halves(shown.cells(), wanted.cells())
    for piece in painted[-1:]:
        assert piece is None or picture.show(piece, CONSOLE) == "", "what is there is not sent again"


def without_halves(shown: list[list[tuple[object, ...]]], wanted: list[list[tuple[object, ...]]]) -> bool:
    """Whether they are the same, but for what became of the other half of a letter that was overwritten: terminals
    differ in that, and the piece that half is in is painted with the one that overwrote it."""
    return all(
        a == b or "日" in (a[0], b[0]) or "" in (a[0], b[0])
        for line, other in zip(shown, wanted, strict=True)
        for a, b in zip(line, other, strict=True)
    )


@given(st.lists(st.lists(segments, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=4), st.data())
def test_updates_of_textual_pass_through_it(screens: list[list[list[Segment]]], data: st.DataObject) -> None:
    picture, shown, wanted = Picture(), Glass(), Glass()
    picture.forget(WIDTH)
    for screen in screens:
        lines = [Strip(line).adjust_cell_length(WIDTH, STYLES[0]) for line in screen]
        update: LayoutUpdate | ChopsUpdate = LayoutUpdate([[line] for line in lines], Region(0, 0, WIDTH, HEIGHT))
        if data.draw(st.booleans()):
            chops = [dict(zip((0, 8, 16), line.divide([8, 16, WIDTH]), strict=True)) for line in lines]
            spans = sorted({(y, 0, WIDTH) for y in range(HEIGHT)})
            update = ChopsUpdate(chops, spans, [[8, 16, WIDTH]] * HEIGHT)
        through = picture.through(update)
        shown.send(through.render_segments(CONSOLE))  # type: ignore[union-attr]
        wanted.send(update.render_segments(CONSOLE))
    assert without_halves(shown.cells(), wanted.cells())


def test_blanks_at_the_end_of_a_line_are_cleared_and_not_written() -> None:
    picture = Picture()
    picture.forget(WIDTH)
    line = Strip([Segment("ab" + " " * 22, STYLES[0])])
    assert picture.show((0, 0, line), CONSOLE) == "\x1b[1;1Hab\x1b[K"
    assert "\x1b[K" not in picture.show((0, 1, Strip([Segment(" " * WIDTH, STYLES[3])])), CONSOLE)
    assert "\x1b[K" not in picture.show((0, 2, Strip([Segment(" " * 8, STYLES[0])])), CONSOLE)


@given(narrow, narrow)
def test_the_changed_part_put_over_the_old_line_gives_the_new_one(before: list[Segment], after: list[Segment]) -> None:
    old, new = Strip(before), Strip(after)
    x, part = changed_part(old, new)
    width = new.cell_length
    if old.cell_length != width:
        assert (x, part) == (0, new)
        return
    whole = Strip.join([old.crop(0, x), part, old.crop(x + part.cell_length, width)])
    assert cells(whole) == cells(new)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    return [(character, style) for text, style, _ in strip for character in text]
