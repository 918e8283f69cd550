"""The base of everything that is drawn line by line.

Textual asks a widget for the lines of a region. `Lines` answers from strips that it keeps for each line of the
screen, and has only the named lines painted again: a cursor that moves costs two lines, not a screen. Every line is a
whole strip with a style on every segment, so there is nothing for the stylesheet to add, and it is asked nothing.
"""

from collections.abc import Callable, Iterable
from typing import ClassVar, Final, Self

from textual.color import Color
from textual.events import Resize
from textual.geometry import NULL_REGION, Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from supportterm.tui.look import Look

GROUND: Final = Color.parse("ansi_default")
"""What filters are told lies under a line; every segment says its own."""


class Lines(Widget, can_focus=True, inherit_css=False):
    """A widget of whole lines. Subclasses say what stands in line *y* and call `repaint` when it changes."""

    ALLOW_SELECT = False

    hold: ClassVar[Callable[["Lines", int], None] | None] = None
    """Set while a key is being answered (see `brush`): told of each line that is to be painted."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._look = look
        self._strips: dict[int, Strip] = {}
        self._sized = Size(0, 0)
        self._sizing = False
        self.pointed: int | None = None
        """The line on which the terminal's own cursor is to be, of what has a cursor."""

    @property
    def look(self) -> Look:
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        self._look = look
        self.repaint()

    def line(self, y: int, width: int) -> Strip:
        """What stands in line *y* of the widget, exactly *width* cells wide (see `cells.strip`)."""
        raise NotImplementedError

    def sized(self) -> None:
        """The widget has another size, and is about to be painted in it."""

    def repaint(self, *ys: int) -> None:
        """Lines *ys* look different now; without any, all of them."""
        if self._sizing:  # all are about to be painted
            self._strips.clear()
            return
        hold = Lines.hold
        if hold is not None and self.is_mounted and self._sized:
            for y in ys or range(self._sized.height):
                self._strips.pop(y, None)
                if 0 <= y < self._sized.height:
                    hold(self, y)
        elif not ys:
            self._strips.clear()
            super().refresh()
        else:
            for y in ys:
                self._strips.pop(y, None)
            self.leave(ys)

    def point_cursor(self) -> None:
        """The terminal's own cursor goes with ours: screen readers and input methods look there."""
        if self.pointed is not None and self.has_focus:
            x, y, _, _ = self.region
            self.app.cursor_position = Offset(x, y + self.pointed)

    @property
    def extent(self) -> Size:
        """The size it has; while it has no place on the screen the one it had last, which it mostly comes back to."""
        return self.size or self._sized

    @property
    def place(self) -> Region:
        """Where on the screen its lines are; nowhere while none have been made for the size that it has."""
        region = self.region
        return region if region.size == self._sized else NULL_REGION

    def leave(self, ys: Iterable[int]) -> None:
        """Have lines *ys* painted by Textual."""
        width, height = self.size
        regions = [Region(0, y, width, 1) for y in ys if 0 <= y < height]
        if regions:
            super().refresh(*regions)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Textual asks for a whole widget when the focus or the stylesheet changes; here only lines that differ are."""
        if regions or layout or recompose or not repaint or not self._strips:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self.repaint_changed()
        return self

    def repaint_changed(self) -> None:
        """Paint again the lines that would look different now, such as those with an age in them."""
        width = self.size.width
        changed = [y for y, old in self._strips.items() if self._filtered(y, width) != old]
        if changed:
            self.repaint(*changed)

    def render_line(self, y: int) -> Strip:
        found = self._strips.get(y)
        if found is None:
            found = self._strips[y] = self._filtered(y, self._sized.width or self.size.width)
        return found

    def _filtered(self, y: int, width: int) -> Strip:
        return self.filtered(self.line(y, width))

    def filtered(self, strip: Strip) -> Strip:
        """A line as the terminal gets it: what stands behind all text of the app stands behind it too."""
        for filter in self.get_line_filters():
            strip = strip.apply_filter(filter, GROUND)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.size != self._sized:
            self._sized = self.size
            self._strips.clear()
            self._sizing = True
            try:
                self.sized()
            finally:
                self._sizing = False
        strips = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width == self.size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def on_resize(self, event: Resize) -> None:
        self._strips.clear()
