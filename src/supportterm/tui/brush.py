"""The short way from a key to the changed screen: lines that a key changed are written to the terminal at once.

Textual repaints when its loop has nothing else to do: after a timer it asks the compositor which regions are dirty,
cuts each of their lines at every edge on the screen, and renders the pieces. That is most of the time between a key and
what it changes. Our lines are whole strips that only another widget can cover, so that while a key is being answered
they can be sent as they are.

It is a short cut and no second way of painting. The strips are those that the compositor would get, made by the same
`render_line` and passed through the same filters; both ways lead by the one picture of what the terminal shows (see
`picture`); where anything lies over a line, or where it is not known yet on which line of the screen it is, it is left
to Textual. A test holds the two together: after any keys the terminal shows what painting all anew shows.
"""

from collections.abc import Iterable

from textual.app import App
from textual.errors import NoWidget
from textual.geometry import NULL_REGION, Offset, Region
from textual.screen import Screen
from textual.strip import Strip

from supportterm.tui.picture import Picture, move_to
from supportterm.tui.widgets.lines import Lines


class Brush:
    """Belongs to an app. Within it (`with`) lines are held back; at its end they are sent, or left to Textual."""

    def __init__(self, app: App[None], picture: Picture) -> None:
        self._app = app
        self._picture = picture
        self._held: dict[Lines, dict[int, None]] = {}
        self._places: dict[Lines, tuple[Region, dict[int, bool]]] = {}
        """Where on the screen lines are, and which are seen, as far as that was asked since the last layout."""
        self._watches = False

    def watch(self, screen: Screen[None]) -> None:
        """Know from now on when *screen*, which is mounted, is laid out anew."""
        self._watches = True
        screen.screen_layout_refresh_signal.subscribe(screen, self._laid_out, immediate=True)

    def _laid_out(self, _: object) -> None:
        self._places.clear()
        self._app.call_later(self._look)

    def _look(self) -> None:
        """What of the pane with the keys is seen, before a key has to ask."""
        lines = self._app.focused
        if isinstance(lines, Lines) and self._free():
            place, seen = self._place(lines)
            seen |= {y: self._is_seen(lines, _line_of(place, y)) for y in range(place.height)}

    def foresee(self, lines: Lines, ahead: Iterable[tuple[int, Strip]]) -> None:
        """These strips may be the next on lines of *lines*."""
        place = self._place(lines)[0] if self._free() else NULL_REGION
        if place:
            for y, strip in ahead:
                self._picture.foresee((place.x, place.y + y, strip), self._app.console)

    def __enter__(self) -> None:
        Lines.hold = self._hold

    def __exit__(self, *raised: object) -> None:
        Lines.hold = None
        held, self._held = self._held, {}
        if held:
            self._paint(held)

    def _hold(self, lines: Lines, y: int) -> None:
        self._held.setdefault(lines, {})[y] = None

    def _paint(self, held: dict[Lines, dict[int, None]]) -> None:
        free = self._free()
        written = []
        for lines, changed in held.items():
            place, seen = self._place(lines) if free else (NULL_REGION, {})
            if place and lines.pointed is not None and lines.has_focus:
                self._app.cursor_position = Offset(place.x, place.y + lines.pointed)
            left = []
            for y in changed:
                if y not in seen:
                    seen[y] = self._is_seen(lines, _line_of(place, y))
                if seen[y]:
                    piece = place.x, place.y + y, lines.render_line(y)
                    written.append(self._picture.show(piece, self._app.console))
                else:
                    left.append(y)
            if left:
                lines.point_cursor()
                lines.leave(left)
        text = "".join(written)
        driver = self._app._driver
        if text and driver is not None:
            driver.write(text + move_to(*self._app.cursor_position))
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

    def _place(self, lines: Lines) -> tuple[Region, dict[int, bool]]:
        found = self._places.get(lines)
        if found is None:
            found = lines.place, {}
            if found[0] and self._watches:
                self._places[lines] = found
        return found

    def _is_seen(self, lines: Lines, line: Region) -> bool:
        """Whether a *line* of the screen is on it and nothing lies over it: what does covers one of its ends."""
        look = self._app.screen.get_widget_at
        try:
            return bool(line) and all(look(x, line.y)[0] is lines for x in (line.x, line.right - 1))
        except NoWidget:
            return False


def _line_of(place: Region, y: int) -> Region:
    return Region(place.x, place.y + y, place.width, 1)
