"""The knowledge base, as commands reach it: searched, shown, and what is under the cursor there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from supportterm.tui.panecalls import PaneCalls
    from supportterm.tui.panes.knowledge import Knowledge
    from supportterm.tui.screen import DeskScreen


class Library:
    """*subjects*: the tickets of the pane that is left for it; what is found there is for them."""

    def __init__(self, screen: "DeskScreen", calls: "PaneCalls", subjects: Callable[[], tuple[int, ...]]) -> None:
        self._screen = screen
        self._calls = calls
        self._subjects = subjects

    def open(self) -> None:
        subjects = self._subjects()
        self._calls.open("knowledge")
        self._calls.tell("knowledge", "serve", subjects)

    def search(self, text: str) -> None:
        self.open()
        self._calls.tell("knowledge", "articles", text)

    def show(self, name: str) -> None:
        """Raises Refused when there is no such article."""
        self.open()
        self._calls.tell("knowledge", "article", name)

    def current(self) -> str:
        """The article under the cursor; empty where the knowledge base is not open."""
        if self._screen.shown.opened != "knowledge":
            return ""
        pane = cast("Knowledge | None", self._screen.find_pane("knowledge"))
        return pane.current.slug if pane is not None and pane.current is not None else ""
