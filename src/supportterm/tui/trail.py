"""The way back: what was open before what is open now. Escape goes along it, step by step, to the queue."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.tui.panes.base import Pane
from supportterm.tui.widgets.window import Window

if TYPE_CHECKING:
    from supportterm.core.nouns import View
    from supportterm.tui.screen import DeskScreen
    from supportterm.tui.tabs import Tab
    from supportterm.tui.viewing import Viewing

MOST: Final = 50
"""Steps that are remembered: more than anybody goes back."""
_OF_A_TICKET: Final = ("ticket", "chat", "log")


class Place(NamedTuple):
    """Where one was."""

    focus: str
    opened: str
    """The pane beside the queue; empty while there was none."""
    ticket: int = 0
    """Which it showed, where it shows one."""
    message: int | None = None
    customer: int = 0
    """Of which ticket the customer's pane, which one was in, showed who asks."""
    ask: Callable[[], None] | None = None
    """What was being asked over it, such as a search."""


class Trail:
    """*tell* calls a method of a pane, by name, also of one that is only being built."""

    def __init__(self, screen: "DeskScreen", viewing: "Viewing", tell: Callable[..., None]) -> None:
        self._screen, self._viewing, self._tell = screen, viewing, tell
        self._places: list[Place] = []
        self._behind: tuple[Place | None, Tab, View] | None = None
        """What led to the list in the queue, None for the queue itself; the list before; and the view that is now."""

    def leave(self, to: str, ticket: int = 0, *, ask: Callable[[], None] | None = None) -> None:
        """Before the pane *to* is opened, on *ticket* if it shows one: remember where one is.

        Whoever comes from the queue goes back there, and so does who opens what they came from. *ask*: a question led
        to it, which is asked again on the way back.
        """
        shown = self._screen.shown
        if shown.focus in ("queue", "views"):
            self._places.clear()
            if ask is not None:
                self._places.append(Place("queue", "", ask=ask))
            return
        here = self._here()._replace(ask=ask)
        if ask is None and (here.opened, here.ticket) == (to, ticket) and here.focus != "customer":
            return
        if self._places and (self._places[-1].opened, self._places[-1].ticket) == (to, ticket):
            self._places.pop()
            return
        self._places = [*self._places[1 - MOST :], here]

    def back(self) -> bool:
        """One step back from where one is; False where the queue comes next. What is gone by now is passed over."""
        if self._screen.shown.focus == "queue":
            return self._back_from_list()
        led = self._behind[0] if self._behind is not None else None
        if led is not None and (led.opened, led.ticket) == self._here()[1:3]:
            self._list_as_it_was()
        while self._places and self._screen.shown.opened:
            place = self._places.pop()
            try:
                self._go(place)
            except Refused:
                continue
            return True
        return False

    # --- lists

    def look_behind(self, view: "View") -> None:
        """The queue shows *view*, the tickets behind what is under the cursor, in place of its list."""
        from supportterm.tui.tabs import Tab

        earlier = self._behind if self._is_behind() else None
        before = earlier[1] if earlier else self._viewing.tab()
        led = self._here() if self._screen.shown.focus != "queue" else earlier[0] if earlier else None

        self._viewing.show_tab(Tab(view, "", parse(view.query), None, Window(self._screen.queue.window.height)))
        self._behind = led, before, view

    def _back_from_list(self) -> bool:
        """To what led to the list in the queue, and the queue to the list it had; whether anything did."""
        if self._behind is None or not self._is_behind():
            return False
        led = self._behind[0]
        if led is not None and self._screen.shown.opened not in ("", led.opened):
            return False
        self._list_as_it_was()
        if led is not None:
            with suppress(Refused):
                self._go(led)
        return True

    def _list_as_it_was(self) -> None:
        if self._behind is not None and self._is_behind():
            self._viewing.show_tab(self._behind[1])
        self._behind = None

    def _is_behind(self) -> bool:
        return self._behind is not None and self._viewing.view == self._behind[2]

    # --- places

    def _here(self) -> Place:
        shown = self._screen.shown
        focus = shown.focus if shown.focus in (shown.opened, "customer") else shown.opened
        opened: Any = self._screen.find_pane(shown.opened)
        ticket, message = 0, None
        if shown.opened in _OF_A_TICKET and isinstance(opened, Pane):
            ticket = next(iter(opened.subjects()), 0)
            at = getattr(opened, "message", None)
            message = at.id if at is not None else None
        customer = next(iter(self._screen.here().subjects()), 0) if focus == "customer" else 0
        return Place(focus, shown.opened, ticket, message, customer)

    def _go(self, place: Place) -> None:
        screen = self._screen
        if place.ticket:
            screen.desk.row(place.ticket)  # or it is gone
            screen.focus_pane(place.opened)
            more = (place.message,) if place.opened != "log" else ()
            self._tell(place.opened, "show", place.ticket, *more)
        elif place.opened:
            screen.focus_pane(place.opened)
            self._tell(place.opened, "desk_changed")
        else:
            screen.close_opened()
        if place.focus == "customer":
            screen.focus_pane("customer")
            if place.customer:
                self._tell("customer", "show", place.customer)
        if place.ask is not None:
            place.ask()
