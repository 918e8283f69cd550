"""The base of everything that is drawn line by line.

Textual asks a widget for the lines of a region. `Lines` answers from strips that it keeps for each line of the
screen, and has only the named lines painted again: a cursor that moves costs two lines, not a screen. Every line is a
whole strip with a style on every segment, so there is nothing for the stylesheet to add, and it is asked nothing.
"""

from typing import Self

from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from supportterm.tui.look import Look


class Lines(Widget, can_focus=True):
    """A widget of whole lines. Subclasses say what stands in line *y* and call `repaint` when it changes."""

    ALLOW_SELECT = False

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._look = look
        self._strips: dict[int, Strip] = {}
        self._sized = Size(0, 0)

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
        if not ys:
            self._strips.clear()
            super().refresh()
            return
        height, width = self.size.height, self.size.width
        regions = []
        for y in ys:
            self._strips.pop(y, None)
            if 0 <= y < height:
                regions.append(Region(0, y, width, 1))
        if regions:
            super().refresh(*regions)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Textual asks for a whole widget when the focus or the stylesheet changes; here only lines that differ are."""
        if regions or layout or recompose or not repaint or not self._strips:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self.repaint_changed()
        return self

    def repaint_changed(self) -> None:
        """Paint again the lines that would look different now, such as those with an age in them."""
        width = self.size.width
        changed = [y for y, old in self._strips.items() if self.line(y, width) != old]
        if changed:
            self.repaint(*changed)

    def render_line(self, y: int) -> Strip:
        found = self._strips.get(y)
        if found is None:
            found = self._strips[y] = self.line(y, self.size.width)
        return found

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.size != self._sized:
            self._sized = self.size
            self._strips.clear()
            self.sized()
        strips = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width == self.size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def on_resize(self, event: Resize) -> None:
        self._strips.clear()
