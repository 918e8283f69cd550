"""What a program printed, to read, and to put into what is being written."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from supportterm.core.safe import safe, safe_line
from supportterm.tui.panes.page import Page
from supportterm.tui.render.line import Line, line
from supportterm.tui.render.wrap import wrap

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look
    from supportterm.tui.render.card import Setting

MOST = 20_000
"""Rows shown."""


class Output(Page):
    context: ClassVar[str] = "output"
    title = "output"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "output") -> None:
        super().__init__(desk, look, id=id)
        self._text = ""
        self._tickets: tuple[int, ...] = ()

    def show(self, title: str, text: str, tickets: tuple[int, ...]) -> None:
        """*text*, which a program called *title* printed of *tickets*."""
        self.title = safe_line(title, 60)
        self._text, self._tickets = text, tickets
        self._top = 0
        self.rebuild()

    def subjects(self) -> tuple[int, ...]:
        return self._tickets

    def usable(self, *, link: bool = False) -> str:
        """What `insert` puts into what is being written."""
        return "" if link else self._text.strip()

    def rows(self, setting: "Setting") -> Iterable[Line]:
        printed = (row for part in self._text.splitlines() for row in wrap(safe(part.expandtabs()), setting.width))
        rows = [line(row) for row in islice(printed, MOST)]
        return [*rows, line(f"(the first {MOST:,} rows)", "dim")] if len(rows) == MOST else rows
