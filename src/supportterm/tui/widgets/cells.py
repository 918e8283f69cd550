"""Text measured in terminal cells: cut, padded and joined into strips of an exact width."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.style import Style

ELLIPSIS = "…"


def width_of(text: str) -> int:
    """Cells that *text* takes on the screen."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, width: int) -> str:
    """*text* in at most *width* cells, ending in `…` when something was left off."""
    if width_of(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def fit(text: str, width: int, *, right: bool = False) -> str:
    """*text* in exactly *width* cells, at the left or at the *right*."""
    text = cut(text, width)
    room = " " * (width - width_of(text))
    return room + text if right else text + room


def strip(parts: Iterable[tuple[str, "Style"]], width: int, fill: "Style") -> Strip:
    """A strip of exactly *width* cells: *parts* one after the other, cut at the edge, the rest filled with blanks.

    Neighbours of one style become one segment: every change of style is bytes on the wire.
    """
    segments: list[Segment] = []
    room = width
    for text, style in parts:
        if room <= 0:
            break
        taken = width_of(text)
        if taken > room:
            text = cut(text, room)
            taken = width_of(text)
        if text:
            _add(segments, text, style)
            room -= taken
    if room > 0:
        _add(segments, " " * room, fill)
    return Strip(segments, width)


def _add(segments: list[Segment], text: str, style: "Style") -> None:
    if segments and segments[-1].style == style:
        text = segments.pop().text + text
    segments.append(Segment(text, style))
