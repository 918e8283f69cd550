"""The short way from a key to the changed screen: lines that a key changed are written to the terminal at once.

Textual repaints when its loop has nothing else to do: after a timer it asks the compositor which regions are dirty,
cuts each of their lines at every edge on the screen, and renders the pieces. That is most of the time between a key and
what it changes. Our lines are whole strips that only another widget can cover, so that while a key is being answered
they can be sent as they are, and of each only the piece that differs from what was sent last.

It is a short cut and no second way of painting. The strips are those that the compositor would get, made by the same
`render_line` and passed through the same filters; where anything lies over a line, or where it is not known yet on
which line of the screen it is, it is left to Textual, which keeps no picture of the screen and so can't be put out by
what was sent past it. A test holds the two together: after any keys the terminal shows what painting all anew shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.control import Control
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from supportterm.tui.widgets.lines import Lines


class Brush:
    """Belongs to an app. Within `stroke` lines are held back; at its end they are sent, or left to Textual."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._held: dict[Lines, dict[int, Strip | None]] = {}

    @contextmanager
    def stroke(self) -> Iterator[None]:
        Lines.hold = self._hold
        try:
            yield
        finally:
            Lines.hold = None
            held, self._held = self._held, {}
            if held:
                self._paint(held)

    def _hold(self, lines: Lines, y: int, sent: Strip | None) -> None:
        self._held.setdefault(lines, {}).setdefault(y, sent)

    def _paint(self, held: dict[Lines, dict[int, Strip | None]]) -> None:
        free = self._free()
        written = []
        for lines, changed in held.items():
            over = self._over(lines) if free else None
            left = []
            for y, sent in changed.items():
                if over is not None and self._is_seen(lines, y, over):
                    written.append(self._piece(lines, y, sent))
                else:
                    left.append(Region(0, y, lines.size.width, 1))
            lines.leave(*left)
        text = "".join(written)
        driver = self._app._driver
        if text and driver is not None:
            cursor = self._app.screen.outer_size.clamp_offset(self._app.cursor_position)
            driver.write(f"{text}{Control.move_to(*cursor)}")
            driver.flush()

    def _free(self) -> bool:
        """Whether the terminal is ours to write to, and nothing lies over the one screen."""
        app = self._app
        driver = app._driver
        return (
            driver is not None
            and not driver.is_headless
            and not driver.is_inline
            and len(app.screen_stack) == 1
            and not app._batch_count
        )

    def _over(self, lines: Lines) -> list[Region] | None:
        """Regions of what may lie over *lines*; None while it is not laid out, or not wholly on the screen."""
        region = lines.region
        screen = self._app.screen
        if not region or not lines.is_laid_out or not screen.size.region.contains_region(region):
            return None
        around = set(lines.ancestors_with_self)
        others = (w for w in screen.walk_children(Widget) if w not in around)
        return [other.region for other in others if other.region.overlaps(region)]

    def _is_seen(self, lines: Lines, y: int, over: list[Region]) -> bool:
        """Whether nothing lies over line *y*: what does covers one of its ends."""
        region = lines.region
        line = Region(region.x, region.y + y, region.width, 1)
        if not any(line.overlaps(other) for other in over):
            return True
        return all(self._app.screen.get_widget_at(x, line.y)[0] is lines for x in (line.x, line.right - 1))

    def _piece(self, lines: Lines, y: int, sent: Strip | None) -> str:
        # What is heard is the whole line, and no piece of it.
        x, strip = changed_part(None if lines.look.spoken else sent, lines.render_line(y))
        if not strip.cell_length:
            return ""
        where = Control.move_to(lines.region.x + x, lines.region.y + y)
        return f"{where}{strip.render(self._app.console)}"


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
