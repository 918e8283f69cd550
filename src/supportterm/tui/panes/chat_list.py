"""The list of who chats, above the conversation. Read in a thread: it may be long, and what is said comes first."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from supportterm.commands.conversations import under_way
from supportterm.core.conversations import Conversation, in_line
from supportterm.tui.messages import Open, Say
from supportterm.tui.panes.chats import CHAT, ChatRows
from supportterm.tui.panes.page import Page
from supportterm.tui.panes.recount import Recount
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import Line, line, strip

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look

LISTED = 6
"""Chats in sight above the conversation."""


PAUSE = 0.2
"""Seconds between two readings of who chats, at least."""


class Looked(Message):
    """Who chats was read."""

    def __init__(self, chats: tuple[Conversation, ...]) -> None:
        super().__init__()
        self.chats = chats


class Unread(Message):
    """Who chats could not be read."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class ChatList(Page):
    """The chats under way; Enter opens one."""

    context: ClassVar[str] = "chat"

    def __init__(self, desk: "Desk", look: "Look") -> None:
        super().__init__(desk, look, id="chat-list")
        self.chats: tuple[Conversation, ...] = ()
        self.shown: int | None = None
        self._there: dict[int, bool] = {}
        """The chats whose customers are at them, and whether they type."""
        self._read = Recount[bool](self, self._gather, Unread, group="chats", pause=PAUSE)

    def read(self, *, at_once: bool = False) -> None:
        """Read who chats: *at_once*, or beside what the person does."""
        if at_once:
            self._take(under_way(self._desk))
        else:
            self._read.count(True)

    def _gather(self, _: bool) -> "Looked":
        """In a thread."""
        return Looked(under_way(self._desk))

    def on_looked(self, message: "Looked") -> None:
        message.stop()
        self._read.done()
        self._take(message.chats)

    def on_unread(self, message: "Unread") -> None:
        message.stop()
        self._read.done()
        self.post_message(Say(message.words, "warn"))

    def _take(self, chats: tuple[Conversation, ...]) -> None:
        self.chats = chats
        self._sort()

    def visited(self, there: dict[int, bool]) -> None:
        """Whose customers are at their chats, and whether they type."""
        if there != self._there:
            self._there = there
            self._sort()

    def fit(self) -> None:
        """The pane that it is in has another height."""
        self._sort()

    def _sort(self) -> None:
        seen = (c if c.here is None else c._replace(here=c.ticket in self._there) for c in self.chats)
        self.chats = in_line(seen)
        self.styles.height = max(min(len(self.chats), self._room()), 1) + 1
        self.rebuild()

    def _room(self) -> int:
        """Chats that leave the conversation two lines of three where the pane is low."""
        height = self.parent.size.height if isinstance(self.parent, Widget) else 0
        return min(LISTED, height // 3) if height else LISTED

    def rows(self, setting: Setting) -> Iterable[Line]:
        if not self.chats:
            return [line("nobody is chatting now", "dim")]
        return ChatRows(self.chats, self.shown, self._there, setting)

    def acts(self) -> Sequence[int]:
        return range(len(self.chats))

    def line(self, y: int, width: int) -> Strip:
        if y == self.size.height - 1:
            rule = self.look.glyphs.rule
            return strip(line(rule * width, "rule"), width, self._plain)
        return super().line(y, width)

    def choose(self, act: str) -> None:
        self.post_message(Open(int(act.removeprefix(CHAT))))
