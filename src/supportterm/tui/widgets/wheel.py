"""The mouse's wheel, for whatever is scrolled by lines."""

from textual.events import MouseScrollDown, MouseScrollUp

NOTCH = 3
"""Lines that a notch moves."""


class Wheel:
    """Mixin of a widget."""

    def wheel(self, lines: int) -> None:
        """Down by *lines*, up when negative."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self.wheel(NOTCH)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self.wheel(-NOTCH)
