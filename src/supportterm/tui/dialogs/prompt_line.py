"""The line being typed, and its label."""

from typing import TYPE_CHECKING

from textual import on
from textual.strip import Strip
from textual.widgets import Input

from supportterm.tui.look import Look
from supportterm.tui.panes.base import Pane
from supportterm.tui.widgets.cells import strip
from supportterm.tui.widgets.editor import recoloured
from supportterm.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from supportterm.tui.dialogs.asker import Asker


LONGEST = 1_000_000
"""Lines that no list has."""


class Label(Lines, can_focus=False):
    """What the line is for, before it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="label")
        self._words = ""

    def show(self, words: str) -> None:
        self._words = words
        self.repaint()

    def line(self, y: int, width: int) -> Strip:
        return strip([(self._words, self.look["prompt"])], width, self.look["sheet"])


class PromptLine(Input, Pane):
    """A text box of one line. Keys that its keymap context binds come back here as what a pane is asked."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    #prompt { width: 1fr; height: 1; border: none; padding: 0; }
    #prompt > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
    #prompt > .input--selection { background: ansi_default; color: ansi_default; text-style: reverse; }
    """

    @property
    def context(self) -> str:  # type: ignore[override]
        return self._asker.context

    def __init__(self, asker: "Asker", look: Look) -> None:
        super().__init__(id="prompt", compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._asker = asker
        recoloured(self, look)

    def look_changed(self) -> None:
        recoloured(self, self._asker.look)

    def facts(self) -> dict[str, str]:
        return {"name": self._asker.question_name}

    def subjects(self) -> tuple[int, ...]:
        return self._asker.subjects

    def move(self, rows: int) -> None:
        self._asker.move(rows)

    def page(self, pages: float) -> None:
        self._asker.move(round(pages * 8))

    def jump(self, to_end: bool) -> None:
        self._asker.move(LONGEST if to_end else -LONGEST)

    def activate(self) -> None:
        self._asker.accept()

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self._asker.edited(event.value)
