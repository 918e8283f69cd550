"""What the terminal shows, so that of what is painted only what differs is sent.

Textual keeps no such picture: when panes are laid out anew it paints the whole screen, several times where one thing
leads to the next. On a line of 9,600 baud each of these is seconds. Here all that is painted passes, by the short way
or by Textual's, and leaves as the cells that are not on the terminal already. When it may show something else (it was
resized, it was somebody else's for a while, a program wrote over it) the picture is forgotten, and all is sent.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

CLEAR: Final = "\x1b[K"
"""Clears from the cursor to the end of the line."""
FORESEEN: Final = 16
"""Pieces that are worked out ahead, at most; a key changes two, one way or the other."""
Piece = tuple[int, int, Strip]
"""Column and line of its first cell, and what stands there."""


class Picture:
    """*whole*: of a piece that differs all is sent, since it is heard, and half a sentence says nothing."""

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole
        self._width = 0
        self._lines: dict[int, dict[int, Strip]] = {}
        """By line and column where they begin the pieces that are shown; they do not overlap."""
        self._foreseen: dict[tuple[int, int, int, int], tuple[Strip, Strip, str]] = {}
        """By place, what is shown there and what may be next: both, and what to send then."""

    def forget(self, width: int | None = None) -> None:
        """The terminal may show anything; it has so many columns now, where that is told."""
        self._lines.clear()
        self._foreseen.clear()
        self._width = self._width if width is None else width

    def show(self, piece: Piece, console: Console) -> str:
        """What to send so that the terminal shows *piece*: nothing, where it does already."""
        x, y, strip = piece
        shown = self._lines.setdefault(y, {})
        old = shown.get(x)
        if old is None or old.cell_length != strip.cell_length:
            old = _taken(shown, x, x + strip.cell_length)
        shown[x] = strip
        foreseen = self._foreseen.get((x, y, id(old), id(strip)))
        if foreseen is not None and foreseen[0] is old and foreseen[1] is strip:
            return foreseen[2]
        return self._sent(old, piece, console)

    def foresee(self, piece: Piece, console: Console) -> None:
        """Work out what to send when *piece* is shown next: while nobody waits for it."""
        x, y, strip = piece
        old = self._lines.get(y, {}).get(x)
        if old is not None and old.cell_length == strip.cell_length:
            if len(self._foreseen) >= FORESEEN:
                self._foreseen.clear()
            self._foreseen[x, y, id(old), id(strip)] = old, strip, self._sent(old, piece, console)

    def _sent(self, old: Strip | None, piece: Piece, console: Console) -> str:
        x, y, strip = piece
        at, part = changed_part(old, strip)
        if not part.cell_length:
            return ""
        if self._whole:
            at, part = 0, strip
        end = ""
        if x + at + part.cell_length == self._width:
            part, end = _without_blanks(part)
        return move_to(x + at, y) + _terse(part.render(console)) + end

    def through(self, update: RenderableType | None) -> RenderableType | None:
        """An *update* of Textual's, so that it sends only what differs."""
        if isinstance(update, LayoutUpdate | ChopsUpdate):
            return _Differing(self, update)
        return update


class _Differing(CompositorUpdate):
    def __init__(self, picture: Picture, update: LayoutUpdate | ChopsUpdate) -> None:
        self._picture, self._update = picture, update

    def render_segments(self, console: Console) -> str:
        pieces = _of_layout(self._update) if isinstance(self._update, LayoutUpdate) else _of_chops(self._update)
        return "".join(self._picture.show(piece, console) for piece in pieces)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._update.__rich_console__(console, options)


def _of_layout(update: LayoutUpdate) -> Iterator[Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        line = list(strips)
        starts = accumulate((strip.cell_length for strip in line), initial=update.region.x)
        yield from ((x, y, strip) for x, strip in zip(starts, line, strict=False))


def _of_chops(update: ChopsUpdate) -> Iterator[Piece]:
    """Whole pieces, also where only a span of one is to be painted: what stands beside it is as it was."""
    for y in dict.fromkeys(y for y, _, _ in update.spans):
        spans = [(start, end) for at, start, end in update.spans if at == y]
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and any(x < last and first < end for first, last in spans):
                yield x, y, strip


def _terse(rendered: str) -> str:
    """Where one style follows another at once, the end of the first and the beginning of the second are one sequence:
    three bytes less, of each style of each line."""
    return rendered.replace("\x1b[0m\x1b[", "\x1b[0;")


def _without_blanks(part: Strip) -> tuple[Strip, str]:
    """A piece that ends where the line does, and what clears the blanks at its end instead of writing them."""
    segments = list(part)
    blanks = 0
    while segments and _is_plain(segments[-1].style):
        text = segments[-1].text.rstrip(" ")
        blanks += len(segments[-1].text) - len(text)
        segments[-1:] = [Segment(text, segments[-1].style)] if text else []
        if text:
            break
    return (Strip(segments), CLEAR) if blanks > len(CLEAR) else (part, "")


def _is_plain(style: Style | None) -> bool:
    """Whether a blank of this style looks as one that was cleared."""
    return style is None or not (style.bgcolor or style.reverse or style.underline or style.strike or style.overline)


def _taken(shown: dict[int, Strip], start: int, end: int) -> Strip | None:
    """What is shown from *start* to *end*, taken out of the pieces; None when not all of it is known."""
    parts: list[Strip] = []
    at = start
    for x, strip in sorted(shown.items()):
        last = x + strip.cell_length
        if last <= start or x >= end:
            continue
        del shown[x]
        if x < start:
            shown[x] = strip.crop(0, start - x)
        if last > end:
            shown[end] = strip.crop(end - x, strip.cell_length)
        if max(x, start) == at:
            parts.append(strip.crop(max(start - x, 0), min(end, last) - x))
            at = min(end, last)
    return Strip.join(parts) if at == end and parts else None


def changed_part(old: Strip | None, new: Strip) -> tuple[int, Strip]:
    """The cell at which *new* begins to differ from *old*, and the segments up to where it no longer does."""
    if old is None or old.cell_length != new.cell_length:
        return 0, new
    before, after = list(old), list(new)
    ends = 0
    while before and after and before[-1] == after[-1]:
        ends += after.pop().cell_length
        before.pop()
    start = begins = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        begins += after[start].cell_length
        start += 1
    return begins, Strip(after[start:], new.cell_length - begins - ends)


def move_to(x: int, y: int) -> str:
    """As `rich.control.Control.move_to`, which takes a tenth of a key's time."""
    return f"\x1b[{y + 1};{x + 1}H"
