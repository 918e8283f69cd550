"""What commands may ask of the dashboard."""

from typing import TYPE_CHECKING

from supportterm.core.refusal import Refused
from supportterm.tui.panecalls import PaneCalls

if TYPE_CHECKING:
    from supportterm.tui.screen import DeskScreen


class FiguresFace:
    """Implements `commands.face.Figures`: what it asks is asked of the pane, which is opened first where need be."""

    def __init__(self, screen: "DeskScreen", calls: PaneCalls) -> None:
        self._screen = screen
        self._calls = calls

    def show(self) -> None:
        self._screen.focus_pane("dashboard")
        self._calls.tell("dashboard", "show")

    def divide(self, way: str) -> None:
        self._tell("divide", way)

    def look_back(self, days: int) -> None:
        self._tell("look_back", days)

    def in_business(self) -> None:
        self._tell("in_business")

    def across(self, by: int) -> None:
        self._tell("across", by)

    def _tell(self, method: str, *arguments: object) -> None:
        if self._screen.shown.opened != "dashboard":
            raise Refused("open the dashboard first; `dashboard` does")
        self._calls.tell("dashboard", method, *arguments)
