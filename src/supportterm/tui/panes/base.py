"""What every pane answers; the contract is told in the package's docstring."""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from textual.widget import Widget

    from supportterm.sync.presence import Present


class Pane:
    """Quiet answers to everything the frame may ask of a pane."""

    context: ClassVar[str] = "global"
    title: str = ""
    id: str | None
    undo_key = "undo"
    """What to press, or to type, to take back what was done last."""

    def undone_by(self, key: str) -> None:
        """*key* takes back what was done last: the keymap in use says so."""
        self.undo_key = key

    def subjects(self) -> tuple[int, ...]:
        """Tickets that a command acts on while this pane has the focus."""
        return ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it that a command could act on. A pane says `Elsewhere` when that changes."""
        return False

    @property
    def first(self) -> tuple[str, ...]:
        """Command lines that the footer names before what is usual here: somebody waits for one of them."""
        return ()

    @property
    def selected(self) -> int:
        """How many rows of it are selected; on those commands act rather than on the one under the cursor."""
        return 0

    def facts(self) -> dict[str, str]:
        """What selectors of a keymap may ask of this place, such as the view."""
        return {}

    def inner(self) -> "Widget | None":
        """The widget in it that takes the keys; None for the pane itself."""
        return None

    def move(self, rows: int) -> None:
        """Cursor or view down by *rows*, up when negative."""

    def page(self, pages: float) -> None:
        """By screenfuls; 0.5 is half of one."""

    def jump(self, to_end: bool) -> None:
        """To the first line, or to the last."""

    def activate(self) -> None:
        """Enter was pressed."""

    def selected_line(self) -> int | None:
        """The line of it that is selected; None where lines are only read."""
        return None

    def first_line(self) -> int:
        """The line that is read first of what is only read."""
        return 0

    def landmark(self) -> object:
        """What one is at within what is only read: reading begins at its first line whenever it is another."""
        return None

    def explain(self) -> bool:
        """`=`: whether the pane itself has something to explain, and does."""
        return False

    def back(self) -> bool:
        """Escape: whether there was something inside the pane to go back from."""
        return False

    def save(self) -> None:
        """Keep what is being written in it."""

    def desk_changed(self) -> None:
        """Read again what is shown."""

    @property
    def counting(self) -> bool:
        """Whether something on it changes every second, such as how long a reply can be taken back."""
        return False

    def accompany(self, others: "tuple[Present, ...]") -> None:
        """Who else is at the ticket it shows now."""

    def visited(self, there: dict[int, bool]) -> None:
        """The chats whose customers are at them now, and whether they type."""

    def look_changed(self) -> None:
        """Paint again with other colours."""
