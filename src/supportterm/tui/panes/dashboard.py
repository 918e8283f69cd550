"""The dashboard: the desk in figures, live; each number leads to its definition and to the tickets behind it."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from textual.events import Click
from textual.strip import Strip

from supportterm.core.metrics_cells import WAYS
from supportterm.core.metrics_report import key_words
from supportterm.core.nouns import View
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.tui.dialogs.meaning import Meaning
from supportterm.tui.messages import Ask, Listed, Run, Say
from supportterm.tui.panes.dashboard_counts import Counts, Figures, Progressed, Reported, Uncovered, Wanted
from supportterm.tui.panes.scrolled import Scrolled
from supportterm.tui.render.dashboard import Cell, Drawn, Lined, dashboard_rows
from supportterm.tui.render.heard import heard_rows
from supportterm.tui.render.line import BLANK, Line, Span, line, strip

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look

PERIODS = (7, 30, 90, 365)
"""Days that are looked at, in turn."""
DIVIDED = tuple(way for way in WAYS if way != "hour")


class Dashboard(Scrolled):
    """A cursor goes over the numbers; what is shown is counted again, in a thread, when the desk has changed."""

    context: ClassVar[str] = "dashboard"
    title = "figures"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "dashboard") -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._way, self._days, self._business = "team", 30, False
        self._figures: Figures | None = None
        self._words = "counting"
        self._rows: list[Lined] = []
        self._stops: list[int] = []
        """Rows with numbers in them; all that say something, for who hears them."""
        self._at = self._across = 0
        """The cursor: index into `_stops`, and into the numbers of that row."""
        self._counts = Counts(self, desk)

    # --- what the frame asks

    def show(self) -> None:
        self._counts.again.count(self._wanted)

    def divide(self, way: str) -> None:
        """By *way* from now on, or by the next one."""
        self._way = way or DIVIDED[(DIVIDED.index(self._way) + 1) % len(DIVIDED)]
        self._otherwise(f"by {self._way}")

    def look_back(self, days: int) -> None:
        """Over so many days from now on, or over the next period."""
        further = [period for period in PERIODS if period > self._days]
        self._days = days or (further[0] if further else PERIODS[0])
        self._otherwise(f"the last {self._days} days")

    def in_business(self) -> None:
        """Lengths in business time, or in calendar time again."""
        self._business = not self._business
        self._lay_out()
        self.post_message(Say("business time" if self._business else "calendar time", "dim"))

    def across(self, by: int) -> None:
        """To another number of the same row."""
        cells = self._rows[self._stops[self._at]].cells if self._stops else ()
        self._across = max(0, min(self._across + by, len(cells) - 1)) if cells else 0
        self.repaint()

    def move(self, rows: int) -> None:
        if not self._stops:
            self._scroll(rows)
            return
        before = self._at
        self._at = max(0, min(self._at + rows, len(self._stops) - 1))
        if self._at == before:
            self._scroll(rows)
        else:
            self._show_cursor()
        self.across(0)

    def page(self, pages: float) -> None:
        self._scroll(round(pages * self.extent.height))

    def jump(self, to_end: bool) -> None:
        self._at = max(len(self._stops) - 1, 0) if to_end else 0
        self._scroll(len(self._rows) if to_end else -len(self._rows))
        self.across(0)

    def activate(self) -> None:
        """To the tickets behind the number under the cursor."""
        self._look_behind(explain=False)

    def explain(self) -> bool:
        self._look_behind(explain=True)
        return True

    def desk_changed(self) -> None:
        if self.is_on_screen:
            self._counts.again.count(self._wanted)

    # --- counting

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self._way, self._days)

    def on_reported(self, message: Reported) -> None:
        message.stop()
        self._counts.again.done()
        if message.failed:
            self._words = message.failed
            self.post_message(Say(message.failed, "error"))
        elif message.figures is not None and message.figures.wanted == self._wanted:
            self._figures = message.figures
        self._lay_out()

    def on_progressed(self, message: Progressed) -> None:
        message.stop()
        self._words = f"counting {message.done:,} of {message.whole:,} operations: this once"
        if self._figures is None:
            self._lay_out()

    def _otherwise(self, words: str) -> None:
        self.post_message(Say(words, "dim"))
        self._counts.again.count(self._wanted, at_once=True)

    # --- the tickets behind a number

    def _look_behind(self, *, explain: bool) -> None:
        cell, figures = self._cell, self._figures
        if cell is None or figures is None:
            raise Refused("there is no number under the cursor")
        self._counts.behind(cell, figures.daily.ask, explain=explain)

    def on_uncovered(self, message: Uncovered) -> None:
        """They become the queue's view; a definition lies over it until it has been read."""
        message.stop()
        cell, (tickets, total) = message.cell, message.behind
        name = self._called(cell)
        if tickets:
            some = f", {len(tickets)} of {total:,}" if len(tickets) < total else ""
            self.post_message(Listed(View("figure", f"{name}{some}", _ids(tickets))))
        if message.explain:
            value = self._value(cell)
            self.post_message(Ask(Meaning(cell.figure, name, value, total, self._to_tickets, self.extent.width)))
        elif tickets:
            self._to_tickets()
        else:
            self.post_message(Say(f"{name}: no ticket is behind it", "dim"))

    def _to_tickets(self) -> None:
        self.post_message(Run("focus queue"))

    def _called(self, cell: Cell) -> str:
        words = (key_words(by, key) for by, key in zip(cell.by, cell.keys, strict=True))
        return safe_line(", ".join([cell.figure.metric.title, *words]), 60)

    def _value(self, cell: Cell) -> str:
        figures = self._figures
        assert figures is not None
        lines = figures.divided.lines if cell.by else (figures.daily.whole,)
        one = next((one for one in lines if not cell.by or one.keys == cell.keys), None)
        return cell.figure.words(cell.figure.of(one.sheet, one.backlog) if one is not None else None)

    # --- painting

    @property
    def _cell(self) -> Cell | None:
        """The number under the cursor."""
        cells = self._rows[self._stops[self._at]].cells if self._stops else ()
        return cells[min(self._across, len(cells) - 1)] if cells else None

    def _lay_out(self) -> None:
        if self._figures is None:
            self._rows = [Lined(line(self._words, "dim"))]
        else:
            told, width = self._figures, max(self.extent.width - 2, 40)
            drawn = Drawn(told.daily, told.hourly, told.divided, self._business, width, self.look.unicode)
            self._rows = list(self._told(drawn, told))
        self._stops = [index for index, row in enumerate(self._rows) if row.cells or self.look.spoken]
        self._at = max(0, min(self._at, len(self._stops) - 1))
        self._scroll(0)

    def _told(self, drawn: Drawn, told: Figures) -> Iterator[Lined]:
        if not self.look.spoken:
            return dashboard_rows(drawn, told.note, heard_rows(told.rising, told.missed, drawn))
        from supportterm.tui.render.dashboard_spoken import heard_spoken, spoken_rows

        return chain(spoken_rows(drawn, told.note), heard_spoken(told.rising, told.missed, drawn))

    def line(self, y: int, width: int) -> Strip:
        index = self._top + y
        if index >= len(self._rows):
            return strip(BLANK, width, self._plain)
        row = self._rows[index].row
        here = self.has_focus and bool(self._stops) and index == self._stops[self._at]
        painted = strip(Line((Span(" "), *row.spans)), width, self._plain)
        cell = self._cell if here else None
        if cell is None:
            return painted
        start, end = cell.start + 1, min(cell.start + cell.width + 1, width)
        inside = strip(Line((Span(row.text[cell.start : cell.start + cell.width]),)), end - start, self._over)
        return Strip.join([painted.crop(0, start), inside, painted.crop(end, width)])

    def selected_line(self) -> int | None:
        return self._stops[self._at] - self._top if self._stops else None

    def _show_cursor(self) -> None:
        at = self._stops[self._at]
        if at == self._stops[0]:
            self._top = 0
        self._top = min(max(self._top, at - self.extent.height + 2), at)
        self._scroll(0)

    # --- the mouse

    def on_click(self, event: Click) -> None:
        index = self._top + event.y
        if index not in self._stops:
            return
        self._at = self._stops.index(index)
        cells = self._rows[index].cells
        self._across = next((n for n, c in enumerate(cells) if event.x - 1 < c.start + c.width), len(cells) - 1)
        self.repaint()
        if event.chain == 2:
            self.activate()


def _ids(tickets: tuple[int, ...]) -> str:
    """A query for just these tickets."""
    spans: list[list[int]] = []
    for ticket in sorted(tickets):
        if spans and spans[-1][1] == ticket - 1:
            spans[-1][1] = ticket
        else:
            spans.append([ticket, ticket])
    return "id:" + ",".join(f"{first}..{last}" for first, last in spans)
