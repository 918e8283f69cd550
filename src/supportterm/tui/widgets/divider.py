"""A line between panes."""

from textual.strip import Strip

from supportterm.tui.widgets.cells import strip
from supportterm.tui.widgets.lines import Lines


class Divider(Lines, can_focus=False):
    def line(self, y: int, width: int) -> Strip:
        upright, level = ("│", "─") if self.look.unicode else ("|", "-")
        return strip([(upright if width == 1 else level * width, self.look["rule"])], width, self.look["rule"])
