"""Where panes lie: on every size of terminal they cover the screen once, and the one in focus is among them."""

from hypothesis import given
from hypothesis import strategies as st

from supportterm.config.sizes import LEAST, MOST, Sizes
from supportterm.tui.tiles import OVER, Shown, plan


@st.composite
def shown(draw: st.DrawFn) -> Shown:
    opened = draw(st.sampled_from(["", "ticket", "chat", "knowledge"]))
    there = ["queue", "views", "customer", *([opened] if opened else [])]
    composing = draw(st.booleans())
    focus = draw(st.sampled_from([*there, *(["composer"] if composing else [])]))
    return Shown(
        focus=focus,
        opened=opened,
        composing=composing,
        zoomed=draw(st.booleans()),
        lesson=draw(st.sampled_from([0, 2])),
        sheet=draw(st.integers(0, 30)),
        label=draw(st.sampled_from([0, 3, 20])),
    )


SIZES = st.builds(
    Sizes,
    views=st.integers(12, 60),
    customer=st.integers(20, 80),
    beside=st.integers(LEAST, MOST),
    over=st.integers(LEAST, MOST),
    composer=st.integers(LEAST, MOST),
    way=st.sampled_from(["fitting", "beside", "over"]),
)


@given(width=st.integers(40, 300), height=st.integers(12, 90), what=shown(), sizes=SIZES)
def test_panes_cover_the_screen_once_and_the_focus_is_seen(width: int, height: int, what: Shown, sizes: Sizes) -> None:
    places = plan(width, height, what, sizes)
    covered: set[tuple[int, int]] = set()
    for name, place in places.items():
        assert place.x >= 0 and place.y >= 0 and place.right <= width and place.bottom <= height, name
        assert place.width > 0 and place.height > 0, name
        if name not in OVER:
            cells = {(x, y) for x in range(place.x, place.right) for y in range(place.y, place.bottom)}
            assert not covered & cells, name
            covered |= cells
    assert len(covered) == width * height
    assert what.focus in places


def test_eighty_columns_show_one_pane_and_a_hundred_and_sixty_show_four() -> None:
    assert set(plan(80, 24, Shown("ticket", opened="ticket"))) == {"header", "footer", "ticket"}
    wide = set(plan(160, 48, Shown("ticket", opened="ticket")))
    assert {"views", "queue", "ticket", "customer"} <= wide


def test_a_sheet_never_covers_the_header_the_footer_or_the_line_being_typed() -> None:
    places = plan(60, 20, Shown(sheet=99, label=3))
    assert places["sheet"].y == 1
    assert places["sheet"].bottom == places["prompt"].y
    assert places["prompt"].bottom == places["footer"].y


@given(width=st.integers(40, 300), height=st.integers(12, 90), what=shown(), sizes=SIZES)
def test_who_hears_the_screen_has_one_pane_and_nothing_over_it_at_its_side(
    width: int, height: int, what: Shown, sizes: Sizes
) -> None:
    places = plan(width, height, what._replace(linear=True, footer=4), sizes)
    panes = set(places) - {"header", "footer", "lesson", *OVER}
    assert panes == {what.focus} and places[what.focus].width == width
    assert places[what.focus].bottom == places["footer"].y
