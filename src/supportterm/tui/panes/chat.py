"""The chat pane: who waits, one conversation, whether its customer is there, and a line to answer in.

A chat is a ticket whose channel is chat. Enter in the answer line sends what is in it to the customer, at once; who
answers a conversation that nobody has takes it.
"""

from typing import TYPE_CHECKING

from msgspec import structs
from textual.app import ComposeResult
from textual.events import Key
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from supportterm.core import handing
from supportterm.core.nouns import Message
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.writing import Draft, NewMessage
from supportterm.tui.messages import Open, Say, Typed
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.chat_list import ChatList
from supportterm.tui.panes.chat_parts import AnswerLine, Conversation, VisitLine
from supportterm.tui.widgets.editor import recoloured

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.sync.presence import Present
    from supportterm.tui.look import Look

TICK = 5.0
"""Seconds between two looks at how long everybody waits."""
PAUSE = 0.25
"""Seconds without a key after which an answer begun is kept."""


class Chat(Pane, Widget, can_focus=True):
    title = "chat"
    DEFAULT_CSS = """
    Chat { layout: vertical; }
    Chat > Conversation { height: 1fr; }
    Chat > VisitLine { height: 1; }
    Chat > AnswerLine.-textual-compact, Chat > AnswerLine.-textual-compact:focus { height: 1; padding: 0 1; }
    """

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "chat") -> None:
        super().__init__(id=id)
        self._desk = desk
        self._list = ChatList(desk, look)
        self.conversation = Conversation(self, desk, look)
        self._visit = VisitLine(desk, look)
        self._there: dict[int, bool] = {}
        self._line = AnswerLine(self)
        self._pause: Timer | None = None
        self._answering = False
        self._ahead = ""
        self._kept = ""
        """What the line showed of the draft when it was last read or kept."""

    def compose(self) -> ComposeResult:
        yield self._list
        yield self.conversation
        yield self._visit
        yield self._line

    def on_mount(self) -> None:
        self._list.read(at_once=True)
        self.set_interval(TICK, self._tick)
        self.look_changed()
        if self._answering or self.has_focus:
            self._focus_within()

    def on_resize(self) -> None:
        self._list.fit()

    # --- what the frame asks

    @property
    def context(self) -> str:  # type: ignore[override]  # the contract's constant, here by what is going on
        """Of a text box from the moment an answer was begun, also when the box is not there yet."""
        return "prompt" if self._answering else "chat"

    def undone_by(self, key: str) -> None:
        super().undone_by(key)
        self.conversation.undone_by(key)

    def inner(self) -> Widget | None:
        return self.conversation if self.conversation.is_attached else None

    def on_focus(self) -> None:
        if self.conversation.is_attached:
            self._focus_within()

    def _focus_within(self) -> None:
        (self._line if self._answering else self.conversation).focus()

    def on_key(self, event: Key) -> None:
        """What is typed while the pane is being built comes into the answer line that Enter asked for."""
        if self.has_focus and self._answering and event.is_printable:
            event.stop()
            if self._line.is_attached and self.subjects():  # it has the focus with the next turn
                self._line.insert_text_at_cursor(event.character or "")
            else:
                self._ahead += event.character or ""

    def subjects(self) -> tuple[int, ...]:
        return self.conversation.subjects()

    @property
    def empty(self) -> bool:
        return self.conversation.empty

    def facts(self) -> dict[str, str]:
        return self.conversation.facts()

    @property
    def message(self) -> Message | None:
        return self.conversation.message

    def show(self, ticket: int, message: int | None = None, words: "tuple[Term, ...]" = ()) -> None:
        """The conversation of *ticket*, with the answer that was begun."""
        self.save()
        ahead = self._ahead if self.subjects() else self._ahead + self._line.value
        self.conversation.show(ticket, message, words)
        self._put(ticket)
        self._offer()
        if ahead:
            self._line.value += ahead
            self._line.cursor_position = len(self._line.value)
            self._ahead = ""
        self._list.shown = ticket
        self._list.read(at_once=True)
        self._visit.show(self.conversation, self._there)

    def insert(self, text: str) -> None:
        """*text* at the cursor of the answer."""
        if self._line.is_attached:
            self._line.insert_text_at_cursor(text)
            self.save()
        else:
            self._ahead += text

    def visited(self, there: dict[int, bool]) -> None:
        """Whose customers are at their chats, and whether they type."""
        self._there = there
        self._list.visited(there)
        self._visit.show(self.conversation, there)

    def next_chat(self, by: int) -> None:
        """To the chat *by* further down the list, round from its end: the longest waiting come first."""
        numbers = [chat.ticket for chat in self._list.chats]
        if not numbers:
            raise Refused("nobody chats now")
        here = numbers.index(self._list.shown) if self._list.shown in numbers else -1 if by > 0 else 0
        self.post_message(Open(numbers[(here + by) % len(numbers)]))

    def activate(self) -> None:
        """Begin, or go on with, an answer."""
        if self._line.is_attached:
            self._line.focus()
        else:
            self._answering = True

    def next_message(self, by: int) -> None:
        self.conversation.next_message(by)

    def fold_quotes(self) -> None:
        self.conversation.fold_quotes()

    def attachments(self, action: str, argument: str = "") -> None:
        self.conversation.attachments(action, argument)

    def accompany(self, others: "tuple[Present, ...]") -> None:
        self.conversation.accompany(others)

    def desk_changed(self) -> None:
        self.conversation.desk_changed()
        self._list.read()
        self._visit.show(self.conversation, self._there)
        self._offer()
        self.take_up()

    def look_changed(self) -> None:
        self._list.look_changed()
        self.conversation.look_changed()
        self._visit.look = self.conversation.look
        recoloured(self._line, self.conversation.look)
        self._line.faint = self.conversation.look["dim"]

    # --- answering

    def answer(self) -> None:
        """Send what stands in the line to the customer, with the files of its draft; an empty line sends nothing."""
        for ticket in self.subjects() if self._line.value.strip() else ():
            kept = self._desk.draft(ticket, "reply")
            if kept is None and self._kept.strip():
                self._keep(ticket, None)
                words = "another console sent this or threw it away; nothing was sent now, enter again sends it"
                self.post_message(Say(words, "warn"))
                return
            unchanged = kept is not None and self._line.value == self._kept
            text = kept.body if kept is not None and unchanged else self._line.value
            files = kept.files if kept is not None else ()
            try:
                self._send(ticket, NewMessage(Role.REPLY, text.strip(), files=files))
            except Refused as refused:
                self.post_message(Say(str(refused), "warn"))
                return
            self._stop_pause()
            self._put(ticket)
            self.conversation.jump(to_end=True)

    def _send(self, ticket: int, new: NewMessage) -> None:
        """A conversation that waits for whoever answers it is taken with the answer."""
        asked = self._desk.ticket(ticket)
        waits = asked.assignee is None and asked.handed_at is None and asked.status < Status.SOLVED
        with self._desk.together():
            if waits and self._desk.me and not asked.home:
                self._desk.change(ticket, handing.accept)
            self._desk.write(ticket, new, draft="reply")

    def save(self) -> None:
        """Keep the answer begun, if it was changed here."""
        self._stop_pause()
        for ticket in self.subjects():
            if self._line.value != self._kept:
                self._keep(ticket, self._desk.draft(ticket, "reply"))

    def line_focused(self) -> None:
        self._answering = False
        self.take_up()

    def _offer(self) -> None:
        if not self._line.has_focus:
            self._line.rest()

    def take_up(self) -> None:
        """The draft as it was left elsewhere, in the composer or another console; what was typed here comes first."""
        for ticket in self.subjects():
            if self._line.value == self._kept:
                self._put(ticket)

    def _put(self, ticket: int) -> None:
        """The draft of an answer into the line, as one line."""
        kept = self._desk.draft(ticket, "reply")
        self._kept = kept.body.replace("\n", " ") if kept else ""
        if self._line.value != self._kept:
            with self._line.prevent(Input.Changed):
                self._line.value = self._kept
                self._line.cursor_position = len(self._kept)

    def _keep(self, ticket: int, before: Draft | None) -> None:
        """Keep the line as the draft's text. One that was emptied is put away; its text stays among the versions."""
        text = self._line.value
        if text.strip():
            draft = before or Draft(ticket, "reply", "")
            self._desk.save_draft(structs.replace(draft, body=text))
        elif before is not None and not before.files:
            self._desk.drop_draft(ticket, "reply")
        self._kept = text

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Typed(bool(self._line.value.strip())))
        if self._pause is None:
            self._pause = self.set_timer(PAUSE, self._save_or_say)

    def on_descendant_blur(self) -> None:
        self._save_or_say()

    def _save_or_say(self) -> None:
        """`save` where nobody can be told of an exception."""
        try:
            self.save()
        except Exception as error:
            self.post_message(Say(f"NOT SAVED, the answer is only here: {error}", "error"))

    def on_unmount(self) -> None:
        self.save()

    def _stop_pause(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _tick(self) -> None:
        if self.display and self.size.height:
            self._list.rebuild()
            self._visit.repaint_changed()
