"""The queue: tickets of a view, one line each."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, cast

from textual.strip import Strip

from supportterm.core.grouping import group_words
from supportterm.core.numbers import bare
from supportterm.core.orders import Order
from supportterm.tui.look import Look
from supportterm.tui.messages import Elsewhere, Marked, Open, Say
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.queue_columns import Column, Seen, cells, columns, heading
from supportterm.tui.panes.queue_rows import Places, QueueRows
from supportterm.tui.widgets.cells import cut, strip
from supportterm.tui.widgets.laying import Head
from supportterm.tui.widgets.need import Need
from supportterm.tui.widgets.rowlist import KEPT, RowList
from supportterm.tui.widgets.window import Window as Rows

if TYPE_CHECKING:
    from supportterm.core.query import Query
    from supportterm.desk import Desk
    from supportterm.desk.grouping import Grouped, Part
    from supportterm.store.rows import TicketRow
    from supportterm.tui.panes.queue_parts import Parts, PartsCounted

NEWEST_FIRST: Final = Order("updated", True)
GONE: Final = "no longer in this list"
ALL = 1000
"""Tickets that are selected at once at most."""
STALE: Final = 30_000
"""Milliseconds after which the ages on the screen are looked at again. All lines of a screen are much of a frame's
work, too much for each change while thousands come in."""


class Queue(RowList["TicketRow"], Pane):
    """What it shows is said by `show`; the cursor's ticket, or the selected ones, are what commands act on."""

    context = "queue"

    def __init__(self, desk: "Desk", look: Look, *, id: str) -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._rows: QueueRows | None = None
        self._places = Places()
        self._counted: int | None = None
        self._told: tuple[str, ...] = ()
        """Columns the person wants; none: those there is room for."""
        self._columns: tuple[Column, ...] = ()
        self._columns_for: object = None
        self._promising = desk.promises_anything()
        self._group = ""
        self._parts: Parts | None = None
        self._digits = 5
        """Of the longest ticket number seen."""
        self._seen: Seen | None = None
        self._drawn: dict[tuple[int, str], tuple[TicketRow, tuple[Column, ...], Strip]] = {}
        """Lines as they were drawn last, by ticket and what lies under them, with what they were drawn from."""
        self._company: frozenset[int] = frozenset()
        self.view = ""
        self._when_empty: Callable[[], str] = super().empty_words
        self._below = ""
        self._held = (False, False)
        self.looked_back_to: int | None = None
        self.keeps_gone = False
        """What changes now is changed by others: the row under the cursor stays there, though it may leave the list."""

    def show(
        self,
        query: "Query",
        order: "Order",
        *,
        empty: Callable[[], str],
        view: str = "",
        columns: Sequence[str] = (),
        group: str = "",
        below: str = "",
        anew: bool = True,
    ) -> None:
        """Tickets of *query* in *order*; *view* names it for keymaps, *empty* tells what is said when there are none,
        and is asked only then; *below* stands under the last of them.

        *columns* and *group* are of core/views.py. Without *anew* it is the list that there is, looking otherwise, or
        the one that was taken up.
        """
        self.view = view
        self._told, self._group = tuple(columns), group
        grouped = self._desk.grouped(query, order, group) if group else None
        self._parts = self._parts_of(grouped) if grouped is not None else None
        if anew:
            self._places = Places()
        self._rows = QueueRows(self._desk, query, order, grouped, self._places)
        self._when_empty, self._below = empty, below
        self._seen = None
        if anew:
            self._counted = None
            self.window.restart(self._parting)
        else:
            self.window.part(self._parting)
        self.repaint()
        self.feed(at_once=not self.is_mounted)

    def take_up(self, window: "Rows[TicketRow]") -> None:
        """Another list, with its cursor, its place and what is selected in it; `show` then says which it is."""
        self.window, self._places = window, Places()
        if self.size.height:
            window.resize(self.size.height - self.heading_lines)
        window.refresh()
        self._painted = tuple(window.visible())  # by the repainting that follows, which may come before its rows
        self._counted = None

    def subjects(self) -> tuple[int, ...]:
        if self.window.anchor is not None:
            return tuple(sorted({*self.window.marked, *self._ids_in_range()}))
        if self.window.marked:
            return tuple(sorted(self.window.marked))
        return (self.window.current.id,) if self.window.current else ()

    @property
    def empty(self) -> bool:
        return self.window.loaded and not self.window.rows

    def facts(self) -> dict[str, str]:
        return {"view": self.view} if self.view else {}

    def attended(self, tickets: frozenset[int]) -> None:
        """Colleagues have these *tickets* open now."""
        if tickets != self._company:
            self._company, self._seen = tickets, None
            self.repaint_changed()

    # --- selection

    def select(self, many: int) -> None:
        """Select the row under the cursor, or let it go, and go on to the next, *many* times; a range ends here."""
        if self.window.anchor is not None:
            self.range()
            return
        self.window.marked ^= self._passed(many)
        self._marked_now(more=many > 1)
        self.move(many)

    @property
    def selected(self) -> int:
        """How many tickets are selected, as far as they are in memory."""
        marked = self.window.marked
        return len(marked | {row.id for row in self.window.in_range()}) if self.window.anchor else len(marked)

    def range(self) -> None:
        """Begin a range at the cursor, or end it there: what lies in it is selected."""
        if self.window.anchor is None:
            self.window.anchor = self.window.current
        else:
            self.window.marked |= set(self._ids_in_range())
            self.window.anchor = None
        self._marked_now()

    def _ids_in_range(self) -> list[int]:
        """All tickets from the anchor to the cursor, also those that are not in memory; a thousand at most."""
        anchor, current = self.window.anchor, self.window.current
        if anchor is None or current is None or self._rows is None:
            return []
        inside = [row.id for row in self.window.in_range()]
        if anchor.id in inside:
            return inside[:ALL]
        first, last = sorted((anchor, current), key=lambda row: row.key, reverse=self._rows.order.descending)
        ids = [first.id, *(row.id for row in self._rows.after(first.key, ALL - 1))]
        return ids[: ids.index(last.id) + 1] if last.id in ids else ids

    def ids(self, query: "Query", most: int) -> list[int]:
        """The first *most* tickets of the list that *query* lets through too, whether they are in sight or not."""
        return self._rows.ids(query, most) if self._rows is not None else []

    def extend(self, by: int) -> None:
        """Select the row under the cursor and go on to the next, *by* times; up when negative."""
        self.window.marked |= self._passed(by)
        self._marked_now(more=abs(by) > 1)
        self.move(by)

    def _passed(self, by: int) -> set[int]:
        by = max(-ALL, min(by, ALL))
        return {row.id for row in self._rows.passed(self.window, by)} if self._rows is not None else set()

    def next(self) -> "TicketRow | None":
        """On to the ticket that comes next, whatever happened to this one meanwhile."""
        found: list[TicketRow | None] = []
        self.step(lambda window: found.append(window.next()))
        return found[0]

    def select_rows(self, ids: Iterable[int]) -> None:
        """Exactly the tickets *ids* are selected."""
        self.window.marked, self.window.anchor = set(ids), None
        self._marked_now()

    def _marked_now(self, *, more: bool = True) -> None:
        """Other rows are selected now: the one under the cursor, or *more*."""
        self._seen = None
        self.repaint(*(() if more else (self.window.line + self.heading_lines,)))
        self.post_message(Marked())
        self._say_what_it_holds()

    def _say_what_it_holds(self) -> None:
        """Other keys are of use where nothing is, and where rows are selected."""
        before, self._held = self._held, (self.empty, self.selected > 0)
        if self._held != before or self.empty:
            self.post_message(Elsewhere())

    def moved(self) -> None:
        self._say_what_it_holds()
        if self.window.anchor is not None:
            self._seen = None
            self.post_message(Marked())

    # --- what RowList asks

    def read(self, need: Need) -> tuple[Sequence["TicketRow"], bool]:
        if self._rows is None:
            return (), True
        page, rows = self._rows.read(need)
        if need.side == "around":
            return rows, False
        self.looked_back_to = page.looked_back_to
        self._digits = max([self._digits, *(min(len(bare(row.id, row.number)), 12) for row in rows)])
        return rows, page.reached_end

    def row_line(self, row: "TicketRow", width: int, under_cursor: bool) -> Strip:
        if self._seen is None:
            marked = self.window.marked | {row.id for row in self.window.in_range()}
            self._drawn.clear()
            words = self._rows.looked_for if self._rows is not None else ()
            self._seen = Seen(
                self._desk.clock(), frozenset(marked), self.look.unicode, self._company, self._desk.open_time, words
            )
        ground = "" if not under_cursor else "cursor" if self.has_focus else "resting"
        style = self.look.line_style(ground)
        if self.look.spoken:
            return strip([(self._sentence(row), style("text"))], width, style("text"))
        if row is self.window.gone:
            return self._gone_line(row, width)
        fitting = self._fitting(width)
        drawn = self._drawn.get((row.id, ground))
        if drawn is not None and drawn[0] is row and drawn[1] is fitting:
            return drawn[2]
        pieces = ((text, style(role)) for text, role in cells(row, fitting, self._seen))
        line = strip(pieces, width, style("text"))
        if len(self._drawn) >= KEPT:
            self._drawn.clear()
        self._drawn[row.id, ground] = row, fitting, line
        return line

    def draw_ahead(self) -> list[tuple[int, Strip]]:
        window, width = self.window, self.size.width
        steps = [step for step in (-1, 0, 1) if 0 <= window.cursor + step < len(window.rows)] if width > 1 else []
        rows = [(window.line + step, window.rows[window.cursor + step], step != 0) for step in steps]
        return [
            (line + self.heading_lines, self.filtered(self.whole_line(row, line, width, under)))
            for line, row, under in rows
        ]

    def _gone_line(self, row: "TicketRow", width: int) -> Strip:
        """A row that has left the list is faint, and says so."""
        assert self._seen is not None
        words = "".join(text for text, _ in cells(row, self._fitting(width), self._seen))
        said = f" {GONE} "
        over = self.look["resting"]
        return strip([(cut(words, width - len(said)), over + self.look["dim"]), (said, over)], width, over)

    def _sentence(self, row: "TicketRow") -> str:
        from supportterm.tui.render.spoken import ticket_sentence

        assert self._seen is not None and self._rows is not None
        group = group_words(row, self._group, self._rows.order, self._seen.now) if self._group else ""
        return ticket_sentence(row, self._seen, group) + (f", {GONE}" if row is self.window.gone else "")

    def _fitting(self, width: int) -> tuple[Column, ...]:
        wanted = (width, self._digits, self._told, self._promising)
        if wanted != self._columns_for:
            self._columns_for = wanted
            self._columns = columns(width, self._digits, self._told, promising=self._promising)
        return self._columns

    def heading(self, width: int) -> Strip:
        if self.look.spoken:
            return strip((), width, self.look.text)
        return strip([(heading(self._fitting(width - 1)), self.look["heading"])], width, self.look["heading"])

    # --- groups

    def _parts_of(self, grouped: "Grouped") -> "Parts":
        from supportterm.tui.panes.queue_parts import Parts

        return Parts(grouped)

    @property
    def _parting(self) -> "Callable[[TicketRow], Part] | None":
        """Who hears the screen hears a row's group with the row: no line is there that no key leads to."""
        return self._parts.grouped.part if self._parts is not None and not self.look.spoken else None

    def part_line(self, part: Hashable, width: int) -> Strip:
        if self._parts is None:  # of the list before, whose rows stay until those of this one come
            return strip((), width, self.look.text)
        known = cast("Part", part)
        self._count_parts([known])
        return self._parts.line(known, width, self.look)

    def _count_parts(self, wanted: "Iterable[Part]", *, again: bool = False) -> None:
        """Count the groups *wanted* off the loop, those that are known only *again*."""
        parts = self._parts
        if parts is None or not (now := parts.to_count(wanted, again=again)):
            return
        from supportterm.tui.panes.queue_parts import PartsCounted

        def work() -> None:
            counts: dict[Part, int | None] = {}
            try:
                counts = parts.count(now)
            finally:
                self.post_message(PartsCounted(parts, counts))

        self.run_worker(work, thread=True, group="parts", exit_on_error=False)

    def on_parts_counted(self, message: "PartsCounted") -> None:
        message.stop()
        changed = message.parts.counted(message.counts)
        if message.parts is self._parts:
            seen = enumerate(self.window.visible(), self.heading_lines)
            lines = [y for y, there in seen if isinstance(there, Head) and there.part in changed]
            if lines:
                self.repaint(*lines)
            self._count_parts(())

    def empty_words(self) -> str:
        return self._when_empty()

    def words_below(self) -> str:
        return self._below

    def total(self) -> int | None:
        return self._counted

    def counted(self, count: int) -> None:
        """How many tickets the list has, for the scrollbar."""
        self._counted = count
        self._repaint_rows(self.window.line)

    def failed(self, words: str) -> None:
        self.post_message(Say(words, "error"))

    # --- Pane

    def activate(self) -> None:
        row, rows = self.window.current, self._rows
        if row is None or rows is None:
            return
        if rows.query.has_words and rows.order == NEWEST_FIRST and not self._group:
            # The list is in the order of the messages that have the words: the key says which it is.
            self.post_message(Open(row.id, row.key[0], rows.looked_for))
        else:
            self.post_message(Open(row.id))

    def desk_changed(self) -> None:
        """Rows that changed are painted when they have been read; ages move on by the minute."""
        if self._seen is None or self._desk.clock() - self._seen.now >= STALE:
            self._seen = None
            self.repaint_changed()
        if self._promising is not self._desk.promises_anything():
            self._promising = not self._promising
            self.repaint()
        in_sight = (there.part for there in self.window.visible() if isinstance(there, Head))
        self._count_parts((cast("Part", part) for part in in_sight), again=True)
        self._places.hold(self.window.current if self.keeps_gone else None)
        self.window.refresh(hold=self.keeps_gone)
        self.feed()

    def keep_places(self, tickets: "Collection[int]") -> None:
        """The person changes *tickets*: they stay where they are in the list until it is read anew."""
        self._places.keep(row for row in self.window.rows if row.id in tickets)

    def read_anew(self) -> None:
        """All goes to where it belongs by now."""
        self._places.forget()
        self.window.refresh()
        self.feed()

    def jump(self, to_end: bool) -> None:
        """Whoever goes to the beginning wants to see what is there now."""
        anew = not to_end and bool(self._places.all)
        if anew:
            self._places.forget()
        self.step(lambda window: window.jump(to_end, anew=anew))

    def look_changed(self) -> None:
        self._seen = None
        self.repaint()
