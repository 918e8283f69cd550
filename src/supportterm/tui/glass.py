"""The last thing before the terminal: whatever a widget painted, no control character and no unchecked link leaves.

Text is made safe where it is drawn; this stands behind that for what Textual's own widgets, or a mistake of ours,
let through. An app puts it before its other filters:

    def get_line_filters(self) -> Sequence[LineFilter]:
        return (self.glass, *super().get_line_filters())
"""

from functools import lru_cache
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from supportterm.core.safe import safe, safe_url

_NO_STYLE: Final = Style.null()


TWINS: Final = str.maketrans({"…": "~", "–": "-", "—": "-", "→": ">", "›": ">", "·": "-", "✓": "*", "✎": "d", "●": "*"})
"""Of each sign of ours one that every terminal has, for what no pane chose by its look: where a line was cut, say."""


class Glass(LineFilter):
    """Lets a clean line through as it is; a mended one keeps its width in cells, and each segment its own.

    Where the terminal does not show more than ASCII, our signs are others, and what people wrote is left.

    Segments without a style are given an empty one: Textual's NO_COLOR filter fails on them.
    """

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._ascii_only = ascii_only

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if self._ascii_only and not all(text.isascii() for text, _, _ in segments):
            segments = [Segment(text.translate(TWINS), style, control) for text, style, control in segments]
        for text, style, _ in segments:
            if style is None or style.link is not None or safe(text) != text:
                return [_mended(segment) for segment in segments]
        return segments


def _mended(segment: Segment) -> Segment:
    text, style, control = segment
    style = _NO_STYLE if style is None else style
    if style.link is not None:
        style = style.update_link(_link(style.link))
    shown = safe(text)
    if shown != text:
        shown = set_cell_size(shown, cell_len(text))
    return Segment(shown, style, control)


@lru_cache(1024)
def _link(url: str) -> str | None:
    return safe_url(url)
