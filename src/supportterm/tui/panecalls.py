"""Calls to panes by name: to one that is open, to one that is only being built, to none."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from supportterm.core.refusal import Refused
from supportterm.tui.trail import Trail

if TYPE_CHECKING:
    from supportterm.tui.screen import DeskScreen
    from supportterm.tui.viewing import Viewing


class PaneCalls:
    """*attempt* does what is done later: nobody is there then to be told of an exception."""

    def __init__(
        self, screen: "DeskScreen", viewing: "Viewing", attempt: Callable[[str, Callable[[], object]], None]
    ) -> None:
        self._screen = screen
        self._attempt = attempt
        self.trail = Trail(screen, viewing, self.tell)

    def open(self, name: str, ticket: int = 0) -> None:
        """Show the pane *name*, of *ticket* if it shows one; escape leads back to what is open now."""
        self.trail.leave(name, ticket)
        self._screen.focus_pane(name)

    def tell(self, name: str, method: str, *arguments: Any) -> None:
        """Call *method* of a pane; one that is just being built hears it when it is there."""
        pane: Any = self._screen.pane(name)
        call = getattr(pane, method)
        if pane.is_mounted:
            call(*arguments)
        else:
            pane.call_later(self._attempt, method.replace("_", " "), partial(call, *arguments))

    def now(self, name: str, method: str) -> None:
        """Call *method* of a pane also while it is being built: it takes what is typed ahead."""
        getattr(self._screen.pane(name), method)()

    def tell_open(self, name: str, method: str, *arguments: Any) -> None:
        """As `tell`, of the open pane *name*. Refused when another pane is open."""
        self._check_open(name)
        self.tell(name, method, *arguments)

    def under(self, name: str, method: str) -> Any:
        """What *method* of the open pane *name* answers. Refused when another pane is open."""
        self._check_open(name)
        return getattr(self._screen.pane(name), method)()

    def _check_open(self, name: str) -> None:
        if self._screen.shown.opened != name:
            raise Refused(f"open the {name} first; `{name}` does")

    def reader(self, method: str) -> Callable[..., None]:
        """*method* of the open ticket or chat. Refused when none is open, or when the pane has no such thing."""
        pane = self._screen.find_pane(self._screen.shown.opened) if self._screen.shown.opened else None
        found: Callable[..., None] | None = getattr(pane, method, None)
        if found is None:
            raise Refused("open a ticket first")
        return found

    def composer(self, method: str) -> Callable[..., None]:
        """*method* of the composer. Refused when nothing is being written."""
        pane = self._screen.find_pane("composer")
        if pane is None or not self._screen.shown.composing:
            raise Refused("nothing is being written; `reply` answers, `note` writes a note")
        found: Callable[..., None] = getattr(pane, method)
        return found
