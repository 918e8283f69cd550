"""The row window behaves as a plain list does, whatever order its rows come in."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from supportterm.tui.widgets.laying import Head
from supportterm.tui.widgets.need import Need
from supportterm.tui.widgets.window import Window


class Item(NamedTuple):
    id: int
    key: int


class Source:
    """The list itself, ordered by key, and what a store answers about it."""

    def __init__(self, keys: list[int]) -> None:
        self.items = [Item(id, key) for id, key in enumerate(sorted(keys), 1)]

    def answer(self, need: Need) -> tuple[list[Item], bool]:
        match need.side:
            case "start":
                found = self.items[: need.size]
                return found, len(found) == len(self.items)
            case "end":
                found = self.items[-need.size :]
                return found, len(found) == len(self.items)
            case "after":
                rest = [i for i in self.items if i.key > need.key]
                return rest[: need.size], len(rest) <= need.size
            case "before":
                rest = [i for i in self.items if i.key < need.key]
                return rest[-need.size :], len(rest) <= need.size
            case _:
                half = need.size // 2
                return [i for i in self.items if i.key < need.key][-half:] + [
                    i for i in self.items if i.key >= need.key
                ][:half], False


def feed(window: Window[Item], source: Source) -> None:
    for _ in range(10_000):
        need = window.need()
        if need is None:
            return
        rows, edge = source.answer(need)
        assert window.take(need, rows, edge=edge)
    raise AssertionError("the window never had enough")


def check(window: Window[Item]) -> None:
    assert 0 <= window.top <= window.cursor or not window.rows
    if window.rows:
        assert window.cursor < window.top + window.height
        assert window.cursor < len(window.rows)
        shown = len(window.visible())
        assert shown == min(window.height, len(window.rows)), "no blank line while there are rows to show"


def check_headings(window: Window[Item], size: int) -> None:
    """Every row stands under the heading of its part, the cursor on the line it is said to be on, and no line is blank
    while there is something to show; the last one is where one row more would be two lines."""
    lines = window.visible()
    assert [window.on_line(y) for y in range(window.height)] == [*lines, *[None] * (window.height - len(lines))]
    if not window.rows:
        assert not lines
        return
    parting = window.parting if window.height >= 4 else None
    over = None
    for there in lines:
        if isinstance(there, Head):
            assert there.part != over, "said once"
            over = there.part
        elif parting is not None:
            assert parting(there) == over
    assert lines[window.line] is window.current
    rows = [there for there in lines if not isinstance(there, Head)]
    assert rows == window.rows[window.top : window.top + len(rows)]
    blank = window.height - len(lines)
    if blank and len(rows) < size:
        assert blank == 1 and rows[-1] is window.rows[-1] and parting is not None
        assert parting(window.rows[window.top - 1]) != parting(rows[0])


steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(-700, 700)),
        st.tuples(st.just("page"), st.sampled_from([1.0, -1.0, 0.5, -0.5])),
        st.tuples(st.just("jump"), st.booleans()),
        st.tuples(st.just("resize"), st.integers(1, 60)),
        st.tuples(st.just("refresh"), st.none()),
    ),
    max_size=25,
)


@given(size=st.integers(0, 2500), height=st.integers(1, 60), steps=steps, lag=st.integers(0, 3))
def test_the_cursor_is_where_a_plain_list_would_have_it(size: int, height: int, steps: list, lag: int) -> None:
    source = Source(list(range(size)))
    window: Window[Item] = Window(height)
    feed(window, source)
    at = 0
    for number, (what, value) in enumerate(steps):
        match what:
            case "move":
                window.move(value)
                at = at + value
            case "page":
                before = window.height
                window.page(value)
                step = max(1, round(abs(value) * before) - (1 if abs(value) >= 1 else 0))
                at = at + (step if value > 0 else -step)
            case "jump":
                window.jump(value)
                at = size - 1 if value else 0
            case "resize":
                window.resize(value)
            case "refresh":
                window.refresh()
        at = max(0, min(at, size - 1))
        check(window)
        if what == "page" or lag == 0 or number % (lag + 1) == 0:
            feed(window, source)
            check(window)
    feed(window, source)
    check(window)
    if size:
        assert window.current is not None
        assert window.current.id == at + 1


@given(size=st.integers(0, 700), height=st.integers(1, 40), part=st.integers(1, 90), steps=steps)
def test_headings_stand_over_their_rows_and_the_cursor_passes_over_them(
    size: int, height: int, part: int, steps: list
) -> None:
    source = Source(list(range(size)))
    window: Window[Item] = Window(height)
    window.restart(lambda row: row.key // part)
    feed(window, source)
    check_headings(window, size)
    at = 0
    for what, value in steps:
        before = [there for there in window.visible() if not isinstance(there, Head)]
        match what:
            case "move":
                window.move(value)
                at += value
            case "page":
                window.page(value)
            case "jump":
                window.jump(value)
                at = size - 1 if value else 0
            case "resize":
                window.resize(value)
            case "refresh":
                window.refresh()
        feed(window, source)
        check_headings(window, size)
        if window.current is None:
            continue
        if what == "page":
            seen = [there for there in window.visible() if not isinstance(there, Head)]
            first, last = (before, seen) if value > 0 else (seen, before)
            assert first[-1].key + 1 >= last[0].key, "no row is passed over unseen"
            at = window.current.id - 1
        at = max(0, min(at, size - 1))
        assert window.current.id == at + 1


def test_a_screenful_in_parts_ends_where_the_next_begins_and_is_so_on_the_way_back() -> None:
    source = Source(list(range(300)))
    window: Window[Item] = Window(20)
    window.restart(lambda row: row.key // 7)
    feed(window, source)
    window.page(1)
    feed(window, source)
    assert window.top == 16, "twenty lines are seventeen rows in three parts; the last of them stays in sight"
    window.page(-1)
    assert window.top == 0 and window.cursor == 0


def test_a_click_on_a_heading_leads_nowhere() -> None:
    window: Window[Item] = Window(20)
    window.restart(lambda row: row.key // 3)
    feed(window, Source(list(range(50))))
    assert not window.place(0) and not window.place(4) and window.cursor == 0
    assert window.place(5) and window.cursor == 3
    assert not window.place(20)


@given(
    keys=st.sets(st.integers(0, 3000), min_size=60, max_size=600),
    gone=st.sets(st.integers(0, 3000), max_size=200),
    come=st.sets(st.integers(3001, 6000), max_size=200),
    at=st.integers(45, 500),
)
def test_a_change_elsewhere_leaves_the_row_under_the_cursor_on_its_line(
    keys: set[int], gone: set[int], come: set[int], at: int
) -> None:
    source = Source(sorted(keys))
    window: Window[Item] = Window(20)
    feed(window, source)
    window.move(at)
    feed(window, source)
    row = window.current
    assert row is not None
    line = window.cursor - window.top
    kept = [i for i in source.items if i.key not in gone or i.key == row.key]
    source.items = sorted(kept + [Item(10_000 + k, k) for k in come], key=lambda i: i.key)
    window.refresh()
    feed(window, source)
    assert window.current == row
    place = source.items.index(row)
    after = len(source.items) - place - 1
    if place >= line and after >= window.height - line - 1:
        assert window.cursor - window.top == line
    check(window)


def test_when_the_row_under_the_cursor_leaves_the_next_one_takes_its_line() -> None:
    source = Source(list(range(300)))
    window: Window[Item] = Window(20)
    feed(window, source)
    window.move(50)
    feed(window, source)
    line = window.cursor - window.top
    del source.items[50]
    window.refresh()
    feed(window, source)
    assert window.current is not None
    assert window.current.key == 51
    assert window.cursor - window.top == line


def test_an_answer_to_an_older_question_is_dropped() -> None:
    source = Source(list(range(300)))
    window: Window[Item] = Window(20)
    need = window.need()
    assert need is not None
    window.restart()
    assert not window.take(need, source.answer(need)[0], edge=False)
    assert window.rows == []
    feed(window, source)
    assert len(window.rows) >= 128


def test_a_new_row_at_the_top_is_seen_by_one_who_waits_there() -> None:
    source = Source(list(range(10, 100)))
    window: Window[Item] = Window(20)
    feed(window, source)
    waiting = window.current
    source.items.insert(0, Item(999, 1))
    window.refresh()
    feed(window, source)
    assert window.current == waiting
    assert window.top == 0
    assert window.visible()[0].id == 999


def test_who_looked_as_far_as_they_look_is_not_asked_again() -> None:
    window: Window[Item] = Window(20)
    for asked, need in enumerate(iter(window.need, None), 1):
        assert asked < 4
        window.take(need, [Item(1, 1), Item(2, 2)] if need.side == "start" else [], edge=False)
    assert window.loaded and window.settled and len(window.rows) == 2
    window.jump(True)
    assert window.cursor == 1 and window.need() is None
    nothing: Window[Item] = Window(20)
    need = nothing.need()
    assert need is not None and nothing.take(need, [], edge=False) and nothing.need() is None
    assert nothing.loaded, "what is to be said of an empty list is said"


def test_the_buffer_stays_small_on_a_long_walk() -> None:
    source = Source(list(range(20_000)))
    window: Window[Item] = Window(40)
    feed(window, source)
    for _ in range(300):
        window.page(1)
        feed(window, source)
        assert len(window.rows) <= 1024
    assert window.position() == 300 * 39


def test_the_cursor_moves_on_while_the_list_is_read_again() -> None:
    source = Source(list(range(100)))
    window: Window[Item] = Window(20)
    feed(window, source)
    window.refresh()
    window.move(1)
    feed(window, source)
    assert window.current == source.items[1]


def test_the_rows_that_a_move_leaves_are_told_beforehand() -> None:
    window: Window[Item] = Window(20)
    feed(window, Source(list(range(100))))
    window.move(3)
    assert [row.id for row in window.passed(2)] == [4, 5]
    assert [row.id for row in window.passed(-2)] == [3, 4]
    assert [row.id for row in window.passed(-9)] == [1, 2, 3, 4]


def test_next_is_the_ticket_that_came_after_even_when_this_one_jumped_to_the_top() -> None:
    source = Source(list(range(1000, 1300)))
    window: Window[Item] = Window(20)
    feed(window, source)
    window.move(150)
    feed(window, source)
    here, after = source.items[150], source.items[151]
    source.items.remove(here)
    source.items.insert(0, here._replace(key=1))
    window.refresh()
    for need in iter(window.need, None):
        half = need.size // 2
        middle = source.items.index(next(i for i in source.items if i.id == need.id)) if need.side == "around" else 0
        rows, edge = (
            (source.items[max(middle - half, 0) : middle + half], False)
            if need.side == "around"
            else source.answer(need)
        )
        window.take(need, rows, edge=edge)
    assert window.current is not None
    assert window.current.id == here.id
    assert window.next() == after
    feed(window, source)
    assert window.current == after


def test_next_does_not_skip_the_one_that_took_the_line_of_one_that_left() -> None:
    source = Source(list(range(300)))
    window: Window[Item] = Window(20)
    feed(window, source)
    window.move(50)
    after = source.items[51]
    del source.items[50]
    window.refresh()
    feed(window, source)
    assert window.next() == after
    assert window.next() == source.items[51]


@given(
    st.integers(3, 200),
    st.integers(3, 30),
    st.integers(0, 199),
    st.sets(st.integers(1, 200), max_size=60),
    st.lists(st.integers(-30, 30), max_size=6),
)
def test_a_row_that_others_take_away_stays_under_the_cursor_until_it_leaves(
    size: int, height: int, at: int, taken: set[int], moves: list[int]
) -> None:
    source, window = Source(list(range(size))), Window[Item](height)
    feed(window, source)
    window.move(at)
    feed(window, source)
    here = window.current
    assert here is not None
    source.items = [item for item in source.items if item.id not in taken]
    for _ in range(2):  # what was held is held on
        window.refresh(hold=True)
        feed(window, source)
        check(window)
        assert window.current == here
        assert (window.gone is not None) == (here.id in taken)
    keys = [row.key for row in window.rows]
    assert keys == sorted(keys), "it lies where it lay"
    for by in moves:
        window.move(by)
        window.let_go()
        feed(window, source)
        check(window)
    if here.id in taken and window.current != here:
        assert window.gone is None and here not in window.rows
    assert [row for row in window.rows if row != window.gone] == [row for row in source.items if row in window.rows]


@given(st.integers(1, 3000), st.lists(st.integers(-1500, 1500), min_size=1, max_size=5))
def test_a_range_is_what_lies_between_its_ends_as_far_as_it_is_in_memory(size: int, moves: list[int]) -> None:
    source, window = Source(list(range(size))), Window[Item](20)
    feed(window, source)
    window.move(size // 2)
    feed(window, source)
    window.anchor = start = window.current
    assert start is not None
    for by in moves:
        window.move(by)
        feed(window, source)
    here = window.current
    assert here is not None
    first, last = sorted((start.id, here.id))
    assert [row.id for row in window.in_range()] == [row.id for row in window.rows if first <= row.id <= last]
