"""What commands may ask of the dashboard."""

from supportterm.tui.panecalls import PaneCalls


class FiguresFace:
    """Implements `commands.face.Figures`: what it asks is asked of the pane, which is opened first where need be."""

    def __init__(self, calls: PaneCalls) -> None:
        self._calls = calls

    def show(self) -> None:
        self._calls.open("dashboard")
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
        self._calls.tell_open("dashboard", method, *arguments)
