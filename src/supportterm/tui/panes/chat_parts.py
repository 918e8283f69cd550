"""What the chat pane is made of beside the list of who waits: the conversation, how its customer stands, the answer."""

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.strip import Strip
from textual.widgets import Input

from supportterm.core.nouns import Message
from supportterm.core.terms import Role
from supportterm.tui.messages import Run
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.ticket import TicketPane
from supportterm.tui.render.bubble import bubble_rows
from supportterm.tui.render.line import BLANK, strip
from supportterm.tui.render.styles import mixed
from supportterm.tui.render.visit import Visitor, visit_line
from supportterm.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.tui.look import Look
    from supportterm.tui.panes.chat import Chat


class Conversation(TicketPane):
    """The messages of a chat as bubbles."""

    context: ClassVar[str] = "chat"

    def __init__(self, chat: "Chat", desk: "Desk", look: "Look") -> None:
        super().__init__(desk, look, id="conversation", paint=bubble_rows)
        self._chat = chat

    def show(self, ticket: int, message: int | None = None, words: "tuple[Term, ...]" = ()) -> None:
        """At its end, where it goes on, unless something else is looked for."""
        super().show(ticket, message, words)
        if message is None:
            self.jump(to_end=True)

    def activate(self) -> None:
        """Enter begins an answer."""
        self.post_message(Run("reply"))

    @property
    def last_answer(self) -> Message | None:
        """What the desk said last, of what is in memory."""
        entries = self._view.timeline.entries if self._view is not None else []
        return next((e.message for e in reversed(entries) if e.message and e.message.role is Role.REPLY), None)

    def desk_changed(self) -> None:
        """What comes while one looks at the end of it has been seen, and its customer learns that."""
        super().desk_changed()
        self.call_after_refresh(self._saw)  # first it is on the screen

    def _saw(self) -> None:
        ticket, view = self._ticket, self._view
        if ticket is not None and view is not None and self._past is None and self.is_on_screen and view.is_at_end:
            self._desk.mark_seen(ticket.id, ticket.last_message)


class VisitLine(Lines, can_focus=False):
    """How the customer of the open conversation stands to it. Has a line only where there is something to tell."""

    def __init__(self, desk: "Desk", look: "Look") -> None:
        super().__init__(look, id="visit")
        self._desk = desk
        self._told: tuple[Visitor, Message | None] | None = None
        self.display = False

    def show(self, conversation: Conversation, there: dict[int, bool]) -> None:
        ticket = conversation.ticket
        visit = self._desk.customers.visits((ticket.id,)).get(ticket.id) if ticket is not None else None
        if ticket is None or visit is None:
            self._told = None
        else:
            person = self._desk.person(ticket.requester)
            mailed = any("tickets" not in c.can and "reply" in c.can and not c.paused for c in self._desk.connections())
            email, name = person.email if mailed else "", person.name or person.email
            self._told = Visitor(name, email, there.get(ticket.id), visit.here, visit.seen), conversation.last_answer
        self.display = self._told is not None
        self.repaint()

    def line(self, y: int, width: int) -> Strip:
        told = self._told
        row = visit_line(*told, self._desk.clock(), width) if told is not None else BLANK
        return strip(row, width, mixed(self.look))


TO_ANSWER = "enter to answer"


class AnswerLine(Input, Pane):
    """One line; Enter sends it."""

    context = "prompt"

    def __init__(self, chat: "Chat") -> None:
        super().__init__(id="answer", compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._chat = chat
        self.faint = Style.null()
        """Of what it says while it is empty."""

    def get_component_rich_style(self, *names: str, partial: bool = False, default: Style | None = None) -> Style:
        if names == ("input--placeholder",):  # what Textual makes of it can't be read on a light ground
            return self.faint
        return super().get_component_rich_style(*names, partial=partial, default=default)

    def facts(self) -> dict[str, str]:
        return {"name": "answer"}

    def subjects(self) -> tuple[int, ...]:
        return self._chat.subjects()

    def activate(self) -> None:
        self._chat.answer()

    def on_blur(self) -> None:
        self.rest()

    def rest(self) -> None:
        """Say how an answer is begun, where there is something to answer."""
        self.placeholder = TO_ANSWER if self._chat.subjects() else ""

    def on_focus(self) -> None:
        self.placeholder = "write an answer; enter sends it"
        self._chat.line_focused()

    def back(self) -> bool:
        self._chat.conversation.focus()
        return True

    def move(self, rows: int) -> None:
        self._chat.conversation.move(rows)

    def page(self, pages: float) -> None:
        self._chat.conversation.page(pages)
