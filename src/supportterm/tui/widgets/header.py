"""The first line of the screen: which desk, which list, how many; at the right what needs a glance."""

from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from supportterm.core.safe import safe_line
from supportterm.tui.look import Look
from supportterm.tui.widgets.cells import cut, strip, width_of
from supportterm.tui.widgets.lines import Lines

ROOM = 100
"""Cells of a line from which there is room for all that is to be said of connections."""


class Stands(NamedTuple):
    """How connections stand."""

    words: str
    short: str
    tone: str


class Header(Lines, can_focus=False):
    def __init__(self, look: Look, *, id: str = "header") -> None:
        super().__init__(look, id=id)
        self._left: tuple[tuple[str, str], ...] = ()
        self._right: tuple[tuple[str, str], ...] = ()
        self._standing: Stands | None = None

    def show(
        self,
        desk: str,
        title: str,
        count: str = "",
        detail: str = "",
        *,
        place: str = "",
        selected: int = 0,
        notice: str = "",
        standing: Stands | None = None,
        tabs: tuple[tuple[str, ...], int] = ((), 0),
    ) -> None:
        """*count* as words (`12`, `999+`); *detail* is the filter, *place* the pane one is in, *notice* a warning.

        *standing*: how connections stand; None on a desk without any. *tabs*: what the lists are called, when there are
        several, and which is in sight.
        """
        names, at = tabs
        left = [(f" {safe_line(desk, 40)} ", "brand")]
        left += [(f" {safe_line(name, 30)} ", "dim") for name in names[:at]]
        left.append((f" {f'{at + 1} ' if names else ''}{safe_line(title, 60)}", "title"))
        if count:
            left.append((f"  {count}", "dim"))
        if detail:
            left.append((f"  {safe_line(detail, 200)}", "accent"))
        left += [(f"{'  ' if n == 0 else ''} {safe_line(name, 30)} ", "dim") for n, name in enumerate(names[at + 1 :])]
        if place:
            left.append((f"  › {safe_line(place, 60)}" if self.look.unicode else f"  > {safe_line(place, 60)}", "text"))
        right = []
        if selected:
            right.append((f"{selected} selected ", "mark"))
        if notice:
            right.append((f" {safe_line(notice, 80)} ", "warn"))
        shown = tuple(left), tuple(right), standing
        if shown != (self._left, self._right, self._standing):
            self._left, self._right, self._standing = shown
            self.repaint()

    def line(self, y: int, width: int) -> Strip:
        right = self._right
        if self._standing is not None:
            words = self._standing.words if width >= ROOM else self._standing.short
            right = (*right, (f" {safe_line(words, width // 2)} ", self._standing.tone))
        room = width - sum(width_of(text) for text, _ in right)
        return spread(self._fitting(room), right, width, self.look, "header")

    def _fitting(self, room: int) -> tuple[tuple[str, str], ...]:
        """Where there is too little room the desk's name is left off first, then counts and other lists: where one is
        stays."""
        left = self._left
        for role in ("brand", "dim"):
            if sum(width_of(text) for text, _ in left) > room:
                left = tuple(piece for piece in left if piece[1] != role)
        return left


def spread(
    left: tuple[tuple[str, str], ...], right: tuple[tuple[str, str], ...], width: int, look: Look, under: str
) -> Strip:
    """*left* at the left and *right* at the right of one line; when there is no room for both, the left is cut."""
    taken = sum(width_of(text) for text, _ in right)
    room = max(width - taken, 0)
    parts: list[tuple[str, Style]] = []
    style = look.line_style(under)
    for text, role in left:
        text = cut(text, room)
        room -= width_of(text)
        parts.append((text, style(role)))
    parts.append((" " * room, style("text")))
    parts.extend((text, style(role)) for text, role in right)
    return strip(parts, width, style("text"))
