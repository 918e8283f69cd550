"""What the chat pane is made of: the list of who waits, the conversation, the line to answer in."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from supportterm.tui.messages import Open, Run
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.chats import CHAT, Waiting, chat_rows, under_way
from supportterm.tui.panes.page import Page
from supportterm.tui.panes.ticket import TicketPane
from supportterm.tui.render.bubble import bubble_rows
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import Line, line, strip

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look
    from supportterm.tui.panes.chat import Chat

LISTED = 6
"""Chats in sight above the conversation."""


class ChatList(Page):
    """The chats under way; Enter opens one."""

    context: ClassVar[str] = "chat"

    def __init__(self, desk: "Desk", look: "Look") -> None:
        super().__init__(desk, look, id="chat-list")
        self.chats: tuple[Waiting, ...] = ()
        self.shown: int | None = None

    def read(self) -> None:
        self.chats = under_way(self._desk)
        self.styles.height = max(min(len(self.chats), self._room()), 1) + 1
        self.rebuild()

    def _room(self) -> int:
        """Chats that leave the conversation two lines of three where the pane is low."""
        height = self.parent.size.height if isinstance(self.parent, Widget) else 0
        return min(LISTED, height // 3) if height else LISTED

    def rows(self, setting: Setting) -> Iterable[Line]:
        if not self.chats:
            return [line("nobody is chatting now", "dim")]
        return chat_rows(self.chats, self.shown, setting)

    def line(self, y: int, width: int) -> Strip:
        if y == self.size.height - 1:
            rule = self.look.glyphs.rule
            return strip(line(rule * width, "rule"), width, self._plain)
        return super().line(y, width)

    def choose(self, act: str) -> None:
        self.post_message(Open(int(act.removeprefix(CHAT))))


class Conversation(TicketPane):
    """The messages of a chat as bubbles."""

    context: ClassVar[str] = "chat"

    def __init__(self, chat: "Chat", desk: "Desk", look: "Look") -> None:
        super().__init__(desk, look, id="conversation", paint=bubble_rows)
        self._chat = chat

    def activate(self) -> None:
        """Enter begins an answer."""
        self.post_message(Run("reply"))


class AnswerLine(Input, Pane):
    """One line; Enter sends it."""

    context = "prompt"

    def __init__(self, chat: "Chat") -> None:
        super().__init__(id="answer", compact=True, select_on_focus=False, placeholder="enter to answer")
        self.cursor_blink = False
        self._chat = chat

    def facts(self) -> dict[str, str]:
        return {"name": "answer"}

    def subjects(self) -> tuple[int, ...]:
        return self._chat.subjects()

    def activate(self) -> None:
        self._chat.answer()

    def on_focus(self) -> None:
        self._chat.line_focused()

    def back(self) -> bool:
        self._chat.conversation.focus()
        return True

    def move(self, rows: int) -> None:
        self._chat.conversation.move(rows)

    def page(self, pages: float) -> None:
        self._chat.conversation.page(pages)
