"""A window of rows on the screen: a line for each, headings over all and over each part, an estimated scrollbar."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, Generic

from rich.segment import Segment
from textual.events import Click, Resize
from textual.message import Message
from textual.strip import Strip

from supportterm.tui.look import Look
from supportterm.tui.widgets.cells import strip
from supportterm.tui.widgets.laying import Head
from supportterm.tui.widgets.lines import Lines
from supportterm.tui.widgets.need import Need
from supportterm.tui.widgets.staying import R
from supportterm.tui.widgets.wheel import Wheel
from supportterm.tui.widgets.window import Window

KEPT: Final = 256
"""Drawn lines kept: those of some screens."""


class Came(Message):
    """Rows were read in a thread."""

    def __init__(self, need: Need, rows: Sequence[object], edge: bool) -> None:
        super().__init__()
        self.need, self.rows, self.edge = need, rows, edge


class Failed(Message):
    """Rows could not be read; the words say why."""

    def __init__(self, need: Need, words: str) -> None:
        super().__init__()
        self.need, self.words = need, words


class RowList(Wheel, Lines, Generic[R]):
    """Subclasses say how rows are read (`read`, in any thread) and how one is painted (`row_line`)."""

    heading_lines = 1

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(look, id=id)
        self.window: Window[R] = Window()
        self._painted: tuple[R | Head, ...] = ()
        self._bar: tuple[int, int] = (0, 0)
        self._whole: dict[tuple[int, bool], tuple[Strip, Strip]] = {}
        """Lines with their cell of the scrollbar, by what stands beside it, which is the first of the two. A line that
        is drawn again as it was is the same strip, and Textual knows what its filters make of it."""

    # --- what a subclass tells

    def read(self, need: Need) -> tuple[Sequence[R], bool]:
        """Rows in list order, and whether the list ends with them. Called in a worker thread."""
        raise NotImplementedError

    def row_line(self, row: R, width: int, under_cursor: bool) -> Strip:
        raise NotImplementedError

    def heading(self, width: int) -> Strip:
        raise NotImplementedError

    def part_line(self, part: Hashable, width: int) -> Strip:
        """The heading over a part, of lists that have parts."""
        raise NotImplementedError

    def empty_words(self) -> str:
        """What stands in an empty list, in lines."""
        return "nothing here"

    def words_below(self) -> str:
        """What stands under the last row, where the screen has room: how to come to more."""
        return ""

    def total(self) -> int | None:
        """How many rows the whole list has, if that is known; for the scrollbar."""
        return None

    def moved(self) -> None:
        """The cursor is on another row, or the rows are others."""

    def failed(self, words: str) -> None:
        """Rows could not be read."""

    # --- rows

    def feed(self, *, at_once: bool = False) -> None:
        """Have the rows read that the window needs: now, or in a thread."""
        need = self.window.need()
        if need is None:
            return
        if at_once:
            rows, edge = self.read(need)
            self._take(need, rows, edge, then=self.call_after_refresh)
        else:
            self.run_worker(lambda: self._read(need), thread=True, group=f"rows-{self.id}", exit_on_error=False)

    @property
    def is_awaited(self) -> bool:
        """Whether a key that comes to it now would meet a row that the cursor was sent away from."""
        return self.has_focus and self.window.on_its_way

    def _read(self, need: Need) -> None:
        if need.generation != self.window.generation:
            return
        try:
            rows, edge = self.read(need)
        except Exception as error:
            self.post_message(Failed(need, str(error)))
        else:
            self.post_message(Came(need, rows, edge))

    def on_came(self, message: Came) -> None:
        message.stop()
        self._take(message.need, message.rows, message.edge)  # type: ignore[arg-type]

    def on_failed(self, message: Failed) -> None:
        message.stop()
        if message.need.generation == self.window.generation:
            self.window.drop(message.need)
            self.failed(message.words)

    def _take(
        self, need: Need, rows: Sequence[R], edge: bool, *, then: Callable[[Callable[[], None]], object] | None = None
    ) -> None:
        """More is read *then*, at once if nothing is said."""
        line = self.window.line
        if not self.window.take(need, rows, edge=edge):
            return
        self._repaint_rows(line)
        self.moved()
        then(self.feed) if then is not None else self.feed()
        self.call_later(self.draw_ahead)

    # --- painting

    def draw_ahead(self) -> Iterable[tuple[int, Strip]]:
        """What one more step would change is drawn while nobody waits for it: then the next key only sends it.

        Answers lines and what would stand on them. For lists that keep what `row_line` answers; others would only do
        it twice.
        """
        return ()

    def line(self, y: int, width: int) -> Strip:
        if y < self.heading_lines:
            return self.heading(width)
        window, line = self.window, y - self.heading_lines
        there = window.on_line(line)
        if isinstance(there, Head):
            return self._beside_bar(self.part_line(there.part, width - 1), line)
        if there is not None:
            return self.whole_line(there, line, width, there is window.current)
        at = line - len(window.visible())
        said = self._said_below() if window.loaded and window.at_end else []
        return strip([("  " + said[at] if at < len(said) else "", self.look["dim"])], width, self.look.text)

    def _said_below(self) -> list[str]:
        """What stands under the last row, in lines; where there is none, also why."""
        parts = ("" if self.window.rows else self.empty_words(), self.words_below())
        return [line for part in parts if part for line in ("", *part.split("\n"))]

    def whole_line(self, row: R, line: int, width: int, under_cursor: bool) -> Strip:
        """What stands on a line of the screen with *row* on it, the scrollbar beside it."""
        return self._beside_bar(self.row_line(row, width - 1, under_cursor), line)

    def _beside_bar(self, body: Strip, line: int) -> Strip:
        first, size = self._bar
        marked = not self.look.spoken and first <= line < first + size
        kept = self._whole.get((id(body), marked))
        if kept is not None and kept[0] is body:
            return kept[1]
        bar = Segment("▐" if self.look.unicode else "#", self.look["bar"]) if marked else Segment(" ", self.look.text)
        if len(self._whole) >= KEPT:
            self._whole.clear()
        whole = Strip([*body, bar], body.cell_length + 1)
        self._whole[id(body), marked] = body, whole
        return whole

    def _measure_bar(self) -> tuple[int, int]:
        """First line and length of the scrollbar's thumb; length 0 when all rows are in sight."""
        window = self.window
        height, have = window.height, len(window.rows)
        if window.at_start and window.at_end and have <= window.rows_in_sight:
            return 0, 0
        total = self.total()
        before = window.before
        if window.at_end:
            total = have + (before if before is not None else (total or have) - have)
        if total is None or total < have:
            total = (before or 0) + have + (0 if window.at_end else have)
        if before is None:
            before = max(total - have, 0)
        size = max(1, height * height // max(total, 1))
        room = height - size
        reach = max(total - height, 1)
        first = min(room, round((before + window.top) * room / reach))
        return first, size

    def _repaint_rows(self, old_line: int) -> None:
        """Paint the lines whose row, or whose cursor, is another than what is on the screen."""
        visible = tuple(self.window.visible())
        bar, before = self._measure_bar(), self._bar
        line = self.window.line
        self.pointed = line + self.heading_lines
        if Lines.hold is None:  # or it is where the line is painted
            self.point_cursor()
        self._bar = bar
        if len(visible) != len(self._painted) or not visible:
            self._painted = visible
            self.repaint()
            return
        pairs = enumerate(zip(visible, self._painted, strict=True))
        changed = {y for y, (new, old) in pairs if new is not old and new != old}
        if bar != before:
            changed |= {y for y in _thumb(bar) ^ _thumb(before) if y < len(visible)}
        if self.window.gone is not None:
            changed.add(line)
        self._painted = visible
        if line != old_line:
            first, last = sorted((line, old_line))
            changed |= {line, old_line} if self.window.anchor is None else set(range(first, last + 1))
        if len(changed) > len(visible) * 3 // 4:
            self.repaint()
        elif changed:
            self.repaint(*(y + self.heading_lines for y in changed))

    # --- moving

    def selected_line(self) -> int | None:
        return self.window.line + self.heading_lines

    def step(self, what: Callable[[Window[R]], object]) -> None:
        """Do *what* to the window and paint what it changed."""
        window = self.window
        line = window.line
        before = window.cursor
        what(window)
        window.let_go()
        self._repaint_rows(line)
        if window.cursor != before:
            self.moved()
        self.feed()

    def move(self, rows: int) -> None:
        self.step(lambda window: window.move(rows))

    def page(self, pages: float) -> None:
        self.step(lambda window: window.page(pages))

    def jump(self, to_end: bool) -> None:
        self.step(lambda window: window.jump(to_end))

    # --- the mouse, and the size

    def on_click(self, event: Click) -> None:
        line = event.y - self.heading_lines
        found: list[bool] = []
        self.step(lambda window: found.append(window.place(line)))
        if found[0] and event.chain == 2:
            self.activate()

    def activate(self) -> None:
        """Enter, or a double click, on the row under the cursor."""

    def wheel(self, lines: int) -> None:
        self.move(lines)

    def sized(self) -> None:
        self.window.resize(self.size.height - self.heading_lines)
        self._painted = tuple(self.window.visible())
        self._bar = self._measure_bar()

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.feed()


def _thumb(bar: tuple[int, int]) -> set[int]:
    """The lines on which the scrollbar's thumb lies."""
    return set(range(bar[0], bar[0] + bar[1]))
