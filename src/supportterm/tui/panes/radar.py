"""The radar: which promises break next if nobody does anything, who could see to each, and what would be if; live."""

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from supportterm.core.moments import HOUR
from supportterm.core.numbers import bare
from supportterm.core.refusal import Refused
from supportterm.core.sla_outlook import Outlook, outlook
from supportterm.core.sla_whatif import Becomes, What
from supportterm.tui.messages import Elsewhere, Open, Say
from supportterm.tui.panes.recount import Recount
from supportterm.tui.panes.scrolled import Scrolled
from supportterm.tui.render.line import BLANK, Line, Span, line, strip
from supportterm.tui.render.radar import Entry, Row, entry_row, radar_rows

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look

AHEAD = (2, 8, 24, 72)
"""Hours that are looked ahead, in turn."""


class Supposed(NamedTuple):
    line: str
    """As it was typed."""
    what: What


class Wanted(NamedTuple):
    hours: int
    supposed: tuple[Supposed, ...]


class Foreseen(Message):
    """What is to come is there, or *failed* says why not."""

    def __init__(self, wanted: Wanted | None, told: Outlook | None, failed: str = "") -> None:
        super().__init__()
        self.wanted, self.told, self.failed = wanted, told, failed


class Radar(Scrolled):
    """A cursor goes over the deadlines; commands act on the ticket of the one under it."""

    context: ClassVar[str] = "radar"
    title = "radar"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "radar") -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._hours = 8
        self._supposed: tuple[Supposed, ...] = ()
        self._told: Outlook | None = None
        self._told_of: tuple[Supposed, ...] = ()
        """What was supposed of what is shown."""
        self._rows: list[Row] = []
        self._stops: list[int] = []
        """Rows with a deadline in them."""
        self._digits = 1
        """Of the longest ticket number."""
        self._at = 0
        """The cursor: index into `_stops`."""
        self._again = Recount(self, self._foresee, lambda why: Foreseen(None, None, why), group="radar")

    # --- what the frame asks

    def show(self) -> None:
        self._again.count(self._wanted)

    def suppose(self, line: str, what: What) -> None:
        """Let *what* be so too, which was typed as *line*."""
        self._supposed = (*(one for one in self._supposed if one.what != what), Supposed(line, what))
        self._otherwise()

    def as_it_is(self) -> None:
        """Suppose nothing."""
        self._supposed = ()
        self._otherwise()

    def look_ahead(self, hours: int) -> None:
        """So many hours from now on, or the next of those that are usual."""
        self._hours = hours or next((more for more in AHEAD if more > self._hours), AHEAD[0])
        self._otherwise()

    def subjects(self) -> tuple[int, ...]:
        entry = self._entry
        return (entry.told.breach.work.id,) if entry is not None else ()

    @property
    def empty(self) -> bool:
        return not self._stops

    def move(self, rows: int) -> None:
        before = self._at
        self._go(self._at + rows)
        if self._at == before:
            self._scroll(rows)

    def page(self, pages: float) -> None:
        self._go(self._at + round(pages * self.extent.height))

    def jump(self, to_end: bool) -> None:
        self._go(len(self._stops) if to_end else 0)

    def activate(self) -> None:
        if (entry := self._entry) is not None:
            self.post_message(Open(entry.told.breach.work.id))

    def back(self) -> bool:
        """Take the last supposition away."""
        if not self._supposed:
            return False
        self._supposed = self._supposed[:-1]
        self._otherwise()
        return True

    def desk_changed(self) -> None:
        """Also by the minute: what is left of a deadline changes by time alone."""
        if self.is_on_screen:
            self._again.count(self._wanted)

    # --- what is to come

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self._hours, self._supposed)

    def _otherwise(self) -> None:
        self._again.count(self._wanted, at_once=True)

    def _foresee(self, wanted: Wanted) -> Foreseen:
        """In a thread."""
        whats = [one.what for one in wanted.supposed]
        named = [what.ticket for what in whats if isinstance(what, Becomes)]
        world = self._desk.world(self._desk.clock() + wanted.hours * HOUR, named)
        try:
            return Foreseen(wanted, outlook(world, whats, wanted.hours))
        except Refused as refused:
            return Foreseen(wanted, None, str(refused))

    def on_foreseen(self, message: Foreseen) -> None:
        message.stop()
        self._again.done()
        if message.failed:
            self.post_message(Say(message.failed, "error"))
            if message.wanted == self._wanted and self._supposed:
                self.back()  # what can't be supposed was typed last
        elif message.wanted == self._wanted:
            assert message.told is not None
            self._told, self._told_of = message.told, self._supposed
            self._lay_out()

    # --- painting

    @property
    def _entry(self) -> Entry | None:
        """The deadline under the cursor."""
        row = self._rows[self._stops[self._at]] if self._stops else None
        return row if isinstance(row, Entry) else None

    def _lay_out(self) -> None:
        """The cursor stays on its deadline, else on its row."""
        told, before, was_empty = self._told, self._entry, self.empty
        if told is None:
            self._rows = [line("looking ahead", "dim")]
        else:
            self._rows = list(radar_rows(told, [one.line for one in self._told_of], self.extent.width - 2))
        self._stops = [index for index, row in enumerate(self._rows) if isinstance(row, Entry)]
        entries = [row for row in self._rows if isinstance(row, Entry)]
        works = (entry.told.breach.work for entry in entries)
        self._digits = max((len(bare(work.id, work.number)) for work in works), default=1)
        if before is not None:
            keys = {entry.told.breach.key: index for index, entry in enumerate(entries)}
            self._at = keys.get(before.told.breach.key, self._at)
        self._go(self._at)
        if self.empty is not was_empty:
            self.post_message(Elsewhere())
        self.repaint()

    def line(self, y: int, width: int) -> Strip:
        index = self._top + y
        if index >= len(self._rows):
            return strip(BLANK, width, self._plain)
        row = self._rows[index]
        if isinstance(row, Entry):
            assert self._told is not None
            row = entry_row(row.told, self._told, self._digits, width - 2)
        here = self.has_focus and bool(self._stops) and index == self._stops[self._at]
        return strip(Line((Span(" "), *row.spans)), width, self._over if here else self._plain)

    def selected_line(self) -> int | None:
        return self._stops[self._at] - self._top if self._stops else None

    def _go(self, to: int) -> None:
        """The cursor to another deadline, and into sight, with the heading above the first one of a group."""
        before = self.subjects()
        self._at = max(0, min(to, len(self._stops) - 1))
        if self._stops:
            at = self._stops[self._at]
            first = 0 if not self._at else at - 1
            self._top = min(max(self._top, at - self.extent.height + 1), first)
        self._scroll(0)
        if self.subjects() != before:
            self.post_message(Elsewhere())

    # --- the mouse

    def on_click(self, event: Click) -> None:
        index = self._top + event.y
        if index in self._stops:
            self._go(self._stops.index(index))
            if event.chain == 2:
                self.activate()
