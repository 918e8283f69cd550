"""The lines above the text: who reads it, who gets it, what comes with it; and the coloured edge beside it."""

from collections.abc import Iterator

from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from supportterm.core.safe import safe_line
from supportterm.tui.look import Look
from supportterm.tui.panes.letter import NEW, Letter
from supportterm.tui.widgets.cells import fit, strip
from supportterm.tui.widgets.lines import Lines

_ROLES = {"reply": "reply", "note": "note", "forward": "forward", NEW: "customer"}


def _role(letter: Letter | None) -> str:
    return _ROLES[letter.kind] if letter else "dim"


class ComposerBar(Lines, can_focus=False):
    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._letter: Letter | None = None
        self._said: list[tuple[str, str]] = []
        """Lines, each with its style."""
        self._company = ""

    def show(self, letter: Letter | None, company: str = "") -> None:
        """*company*: who else is at the letter's ticket, in words."""
        self._letter, self._company = letter, company
        self._said = [*((each, "dim") for each in _lines(letter)), *_about(letter)] if letter else []
        self.repaint()
        self.refresh(layout=True)

    @property
    def heard(self) -> str:
        """All of it in one sentence, for who hears the screen; empty for who sees it."""
        if self._letter is None or not self.look.spoken:
            return ""
        to_whom = "only colleagues read it" if self._letter.kind == "note" else "the customer reads it"
        said = (words for words, _ in self._said)
        return ", ".join(filter(None, (self._letter.title, to_whom, *said, self._company)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1 + len(self._said) + bool(self._company)

    def line(self, y: int, width: int) -> Strip:
        if y == 0:
            band = self.look[_role(self._letter)] + Style(reverse=True, bold=True)
            title = safe_line(self._letter.title, 300) if self._letter else ""
            number = f" {safe_line(self._letter.called, 40)} " if self._letter and self._letter.ticket else ""
            return strip([(fit(f" {title}", width - len(number)) + number, band)], width, band)
        if self._company and y == len(self._said) + 1:
            return strip([(f"  {safe_line(self._company, 200)}", self.look["warn"])], width, self.look.text)
        words, style = self._said[y - 1] if y <= len(self._said) else ("", "dim")
        return strip([(f"  {words}", self.look[style])], width, self.look.text)


def _lines(letter: Letter) -> Iterator[str]:
    if letter.kind == "note":
        yield safe_line(f"colleagues only: {letter.way}", 200) if letter.way else "never leaves the house"
    elif letter.kind == NEW:
        yield f"came by {letter.channel}   subject: {safe_line(letter.subject, 200) or '(none yet)'}"
    else:
        for word, copied in (("cc", letter.cc), ("bcc", letter.bcc)):
            if copied:
                yield f"{word} {safe_line(', '.join(copied), 300)}"
        if letter.way:
            yield safe_line(letter.way, 200)
    for file in letter.files:
        yield f"file {safe_line(file.name, 120)}, {file.size:,} bytes"


def _about(letter: Letter) -> Iterator[tuple[str, str]]:
    """What is to be known of a text that a machine drafted, what to look at so that it is seen."""
    for place, words in enumerate(letter.about):
        yield safe_line(words, 300), "warn" if place else "dim"


class Edge(Lines, can_focus=False):
    """The sign of the message's kind, all the way down beside the text."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._letter: Letter | None = None

    def show(self, letter: Letter | None) -> None:
        self._letter = letter
        self.repaint()

    def line(self, y: int, width: int) -> Strip:
        glyphs = self.look.glyphs
        signs = {"note": glyphs.note, "forward": glyphs.forward}
        sign = signs.get(self._letter.kind, glyphs.reply) if self._letter else " "
        return strip([(sign, self.look[_role(self._letter)])], width, self.look.text)
