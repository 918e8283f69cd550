"""The least that a Textual application can be: one list on the Line API, one key. What we measure ourselves against."""

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Rows(ScrollView, can_focus=True):
    BINDINGS = [Binding("j", "move"), Binding("q", "app.quit")]  # noqa: RUF012
    at = 0

    def on_mount(self) -> None:
        self.virtual_size = Size(100, 1000)

    def render_line(self, y: int) -> Strip:
        mark = ">" if y == self.at else " "
        return Strip([Segment(f"{mark} row {y}".ljust(self.size.width))], self.size.width)

    def action_move(self) -> None:
        self.at = min(self.at + 1, self.size.height - 1)
        self.refresh(Region(0, self.at - 1, self.size.width, 2))


class Bare(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Rows()


if __name__ == "__main__":
    Bare().run()
