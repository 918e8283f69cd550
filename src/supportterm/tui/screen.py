"""The console's one screen: which panes are on it, where they lie, which has the focus."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Self, cast

from textual.app import ComposeResult
from textual.geometry import Region
from textual.layout import Layout
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from supportterm.config.keymap import Stack, stack
from supportterm.config.paths import paths
from supportterm.config.sizes import load_sizes
from supportterm.tui.look import Look
from supportterm.tui.messages import Built
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.queue import Queue
from supportterm.tui.tiles import Shown, Tiles, plan
from supportterm.tui.widgets.divider import Divider
from supportterm.tui.widgets.footer import Footer, Taller
from supportterm.tui.widgets.header import Header
from supportterm.tui.widgets.sheet import Sheet, SheetLine

if TYPE_CHECKING:
    from supportterm.desk import Desk

PANES = {
    "views": ("views", "Views"),
    "ticket": ("ticket", "TicketPane"),
    "composer": ("composer", "Composer"),
    "knowledge": ("knowledge", "Knowledge"),
    "customer": ("customer", "Customer"),
    "chat": ("chat", "Chat"),
    "outbox": ("outbox", "Outbox"),
    "output": ("output", "Output"),
    "log": ("log", "Log"),
    "dashboard": ("dashboard", "Dashboard"),
    "radar": ("radar", "Radar"),
}
"""Module and class of each pane by id; all but the queue are built when first shown."""

OPENED = ("ticket", "chat", "log", "knowledge", "outbox", "output", "dashboard", "radar")
"""Panes of which one is open beside the queue."""
TURN = ("views", "queue", *OPENED, "composer", "customer")
"""The order in which `tab` goes round."""


class DeskScreen(Screen[None], inherit_css=False):
    """Knows places and focus; what panes show is told to them by `Frame` (console.py)."""

    CSS = "DeskScreen { overflow: hidden; background: ansi_default; color: ansi_default; }"

    def __init__(self, desk: "Desk", look: Look) -> None:
        super().__init__()
        self.desk = desk
        self.look = look
        self.sizes = load_sizes(paths().state)
        self.shown = Shown()
        self.header, self.footer, self.sheet = Header(look), Footer(look), Sheet(look)
        if look.spoken:
            from supportterm.tui.widgets.spoken import LINES, SpokenFooter, SpokenHeader

            self.footer = SpokenFooter(look)
            self.header = SpokenHeader(look, self.footer.say)
            self.shown = Shown(footer=LINES, linear=True)
        self.queue = Queue(desk, look, id="queue")
        self._tiles = Tiles(self.places)
        self._undo_key = Pane.undo_key
        self._read_out = ""
        """What was last heard of the sheet."""
        self._customer_seen = False
        """Whether the customer pane had a place: one that comes back is told again whose ticket is open."""

    @property
    def layout(self) -> Layout:
        return self._tiles

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Textual repaints a whole screen when the focus moves. Panes cover all of this one and look after themselves;
        only after a return from the shell, which asks for the layout too, all is painted again."""
        again = repaint and (bool(regions) or layout)
        return super().refresh(*regions, repaint=again, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What lies under the panes. Textual would style each line of it, though nobody sees any."""
        return [Strip.blank(crop.width)] * crop.height

    def compose(self) -> ComposeResult:
        yield self.header
        yield self.queue
        yield self.footer

    def on_mount(self) -> None:
        self.set_focus(self.queue)

    def on_resize(self) -> None:
        self.arrange_panes(self.shown)

    def places(self, width: int, height: int) -> dict[str, Region]:
        return plan(width, height, self.shown, self.sizes)

    # --- panes

    def find_pane(self, name: str) -> Widget | None:
        """The pane *name* if it was ever shown."""
        return next((child for child in self.children if child.id == name), None)

    def pane(self, name: str) -> Widget:
        """The pane *name*, built now if it is not there."""
        found = self.find_pane(name)
        if found is None:
            module, kind = PANES[name]
            build = getattr(import_module(f"supportterm.tui.panes.{module}"), kind)
            found = cast(Widget, build(self.desk, self.look, id=name))
            cast(Pane, found).undone_by(self._undo_key)
            self.mount(found)
            self.post_message(Built(name))
        return found

    def panes(self) -> list[Pane]:
        return [child for child in self.children if isinstance(child, Pane)]

    def here(self) -> Pane:
        """The innermost pane that has the focus."""
        node = self.focused
        while node is not None and node is not self:
            if isinstance(node, Pane):
                return node
            node = cast("Widget | None", node.parent)
        return self.queue

    def stack(self) -> Stack:
        """Where the person is, for the keymap."""
        here = self.here()
        from_list = self.queue.facts() if here.context in ("ticket", "chat") else {}
        return stack(here.context, **from_list, **here.facts())

    def undone_by(self, key: str) -> None:
        """Panes that say how something is taken back say *key*."""
        self._undo_key = key
        for pane in self.panes():
            pane.undone_by(key)

    # --- what is on the screen

    def arrange_panes(self, shown: Shown) -> None:
        """Show what *shown* says; panes and dividers it needs and that are not there yet are built."""
        self.shown = shown
        there = self.places(*self.size)
        if "customer" in there and not self._customer_seen and self.find_pane("customer") is not None:
            self.post_message(Built("customer"))
        self._customer_seen = "customer" in there
        for name in there:
            if self.find_pane(name) is None:
                if name in PANES:
                    self.pane(name)
                elif name.startswith("rule-"):
                    self.mount(Divider(self.look, id=name))
        self._place_again()

    def focus_pane(self, name: str) -> None:
        """The pane *name* gets the keys, and a place on the screen if it has none."""
        shown = self.shown._replace(focus=name)
        if name in OPENED:
            shown = shown._replace(opened=name)
        if name == "composer":
            shown = shown._replace(composing=True)
        self.arrange_panes(shown)
        pane = self.pane(name)
        self.refocus((cast(Pane, pane)).inner() or pane)

    def refocus(self, widget: Widget | None) -> None:
        """Give the focus back to *widget*, or to the queue when it is gone."""
        target = widget if widget is not None and widget.is_attached else self.queue
        self.set_focus(target)

    def close_opened(self) -> None:
        """Only the queue is left."""
        self.arrange_panes(self.shown._replace(opened="", composing=False, zoomed=False))
        self.focus_pane("queue")

    def next_pane(self, by: int) -> None:
        places = self.places(*self.size)
        there = [name for name in TURN if name in places or name in ("queue", self.shown.opened) or name == "views"]
        at = there.index(self.shown.focus) if self.shown.focus in there else 0
        self.focus_pane(there[(at + by) % len(there)])

    def zoom(self) -> None:
        self.arrange_panes(self.shown._replace(zoomed=not self.shown.zoomed))

    def _place_again(self) -> None:
        """Textual keeps a screen's arrangement until one of its children asks for another."""
        self.header.refresh(repaint=False, layout=True)

    def on_descendant_focus(self) -> None:
        """The mouse moves the focus too; what is on the screen follows."""
        node = self.focused
        while node is not None and node.parent is not self:
            node = cast("Widget | None", node.parent)
        if node is not None and node.id in TURN and node.id != self.shown.focus:
            self.arrange_panes(self.shown._replace(focus=node.id))

    # --- the sheet and the line being typed

    def show_sheet(
        self,
        title: SheetLine,
        lines: Sequence[SheetLine],
        cursor: int | None = None,
        *,
        foot: Sequence[SheetLine] = (),
        most: int = 16,
    ) -> None:
        if self.sheet.parent is None:
            self.mount(self.sheet)
        self.sheet.show(title, lines, cursor, foot)
        if self.look.spoken:
            from supportterm.tui.widgets.spoken import sheet_words

            words = sheet_words(title, list(lines), cursor)
            if words != self._read_out:
                self._read_out = words
                self.footer.say(words, "dim")
        wanted = min(self.sheet.lines_wanted, most)
        if wanted != self.shown.sheet:
            self.shown = self.shown._replace(sheet=wanted)
            self._place_again()

    def hide_sheet(self) -> None:
        self._read_out = ""
        if self.shown.sheet:
            self.shown = self.shown._replace(sheet=0)
            self._place_again()

    def show_prompt(self, label: int) -> None:
        """Make room for a label of *label* cells and the line behind it; 0 takes both away."""
        if label != self.shown.label:
            self.shown = self.shown._replace(label=label)
            self._place_again()

    def make_room_for_lesson(self, lines: int) -> None:
        if lines != self.shown.lesson:
            self.arrange_panes(self.shown._replace(lesson=lines))

    def on_taller(self, message: Taller) -> None:
        message.stop()
        self.shown = self.shown._replace(footer=message.lines)
        self._place_again()

    # --- looks

    def set_look(self, look: Look) -> None:
        from supportterm.tui.widgets.lines import Lines

        self.look = look
        for child in (*self.query(Lines), self.sheet):
            child.look = look
        for pane in self.panes():
            pane.look_changed()
