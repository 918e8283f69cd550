"""Where one writes: in the composer, or in the line under a chat; and that a text stands beside its own ticket."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.core.writing import After
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.letter import Letter
from supportterm.tui.panes.taking_in import TakingIn

if TYPE_CHECKING:
    from supportterm.tui.panecalls import PaneCalls
    from supportterm.tui.screen import DeskScreen


class Writing:
    """What `commands.face.Writing` asks. *open* shows a ticket in its pane; *editor* is the program for long texts."""

    def __init__(self, screen: "DeskScreen", calls: "PaneCalls", open: Callable[[int], None], editor: str) -> None:
        self._screen = screen
        self._calls = calls
        self._open = open
        self._editor = editor

    def write(self, ticket: int, role: Role, text: str = "", then: str = "") -> None:
        """Begin, or go on with, a message on *ticket*, which is shown beside it; *text* comes in at the cursor.

        *then*: what the console does once it is sent, if nothing else is said: `next`, `close`.
        """
        self._open_at_once(ticket)
        if role is Role.REPLY and "\n" not in text.strip() and self._is_answered_in_a_line(ticket):
            self._screen.focus_pane("chat")
            self._calls.now("chat", "activate")
            if text:
                self._calls.tell("chat", "insert", text.strip())
        else:
            self._compose(ticket, role, text, then)

    def _open_at_once(self, ticket: int) -> None:
        opened = self._screen.find_pane(self._screen.shown.opened)
        if not isinstance(opened, Pane) or ticket not in opened.subjects():
            self._open(ticket)

    def _compose(self, ticket: int, role: Role, text: str = "", then: str = "") -> None:
        """In the composer; an answer begun under a chat is kept first, so that it is there too."""
        chat = self._screen.find_pane("chat")
        if isinstance(chat, Pane):
            chat.save()
        self._screen.focus_pane("composer")
        self._calls.tell("composer", "write", ticket, role, text, then)

    def new_ticket(self) -> None:
        self._screen.focus_pane("composer")
        self._calls.tell("composer", "new_ticket")

    def insert_link(self) -> None:
        """A link to the article under the cursor into what is being written."""
        self.insert("", link=True)

    def insert(self, text: str, *, link: bool = False) -> None:
        """*text*, else the article under the cursor or with *link* a link to it, into what is being written."""
        here = self._screen.here()
        if not text:
            usable = getattr(here, "usable", None)
            text = usable(link=link) if usable else ""
        if not text:
            first = "choose an article first; `kb` lists them"
            raise Refused(first if link else f"give the text to put in, or {first}")
        subjects = here.subjects()
        if not self._screen.shown.composing and subjects:
            self.write(subjects[0], Role.REPLY, text)
            return
        self._calls.composer("insert")(text)
        self._screen.focus_pane("composer")

    def address(self, field: str, text: str) -> None:
        """Set to whom, about what or by which way; without a *text* it is asked for."""
        if text:
            self._calls.composer("address")(field, text)
        else:
            self._calls.composer("ask_field")(field)

    def attach(self, path: str) -> None:
        self._calls.composer("attach")(path)

    def detach(self, name: str) -> None:
        self._calls.composer("detach")(name)

    def compose(self, ticket: int) -> None:
        """The reply to *ticket* in the composer, also where one answers in a line."""
        composer: Any = self._screen.find_pane("composer")
        writes = composer is not None and self._screen.shown.composing and composer.letter is not None
        if not (writes and composer.letter.public and composer.letter.ticket == ticket):
            self._open_at_once(ticket)
            self._compose(ticket, Role.REPLY)

    def answers(self, ticket: int) -> None:
        """Offer how the same question was answered before, for the reply to *ticket*."""
        self.compose(ticket)
        self._calls.tell("composer", "take_in", TakingIn.answers)

    def propose(self, ticket: int, text: str, about: Sequence[str]) -> None:
        """A text that a machine drafted into the reply to *ticket*, where that is open; *about*: what it stands on."""
        self._calls.tell("composer", "take_in", lambda taking: taking.drafted(ticket, text, tuple(about)))

    def put(self, what: str) -> None:
        """Offer articles, macros or colleagues to put in at the cursor."""
        self._calls.composer("put")(what)

    def versions(self) -> None:
        self._calls.composer("take_in")(TakingIn.versions)

    def scroll(self, lines: int) -> None:
        """The ticket beside what is being written."""
        opened: Any = self._screen.find_pane(self._screen.shown.opened)
        if opened is None:
            raise Refused("no ticket stands beside what is being written")
        getattr(opened, "conversation", opened).move(lines)

    def send(self, after: After) -> None:
        self._calls.composer("send")(after)

    def discard(self) -> None:
        self._calls.composer("discard")()

    def edit(self) -> None:
        """What is being written in an editor. An answer begun under a chat goes on in the composer, in more lines."""
        chat: Any = self._screen.find_pane("chat")
        if chat is None or self._screen.here().facts().get("name") != "answer":
            self._calls.composer("external_editor")(self._editor)
            return
        for ticket in chat.subjects():
            self._compose(ticket, Role.REPLY)
            self._calls.tell("composer", "external_editor", self._editor)

    def begun(self) -> str:
        """Where a text is that is being written now and will be kept; empty when there is none."""
        composer: Any = self._screen.find_pane("composer")
        if composer is None or not self._screen.shown.composing or composer.letter is None or not composer.text.strip():
            return ""
        ticket, kind = composer.letter.ticket, composer.letter.kind
        where = f" on {self._screen.desk.label(ticket)}" if ticket else ""
        return f"what you wrote{where} is kept; `{kind}`{' there' if ticket else ''} goes on with it"

    def put_by(self, ticket: int) -> int:
        """Before *ticket* is shown: what is written on another one is kept and leaves the screen.

        Answers the number of that other ticket, or 0.
        """
        composer = self._screen.find_pane("composer")
        of = composer.subjects() if isinstance(composer, Pane) and self._screen.shown.composing else ()
        if not isinstance(composer, Pane) or not of or ticket in of:
            return 0
        composer.save()
        self._screen.arrange_panes(self._screen.shown._replace(composing=False))
        return of[0]

    def _is_answered_in_a_line(self, ticket: int) -> bool:
        """A chat is, but for an answer that is in the composer now, or has more than one line, or files."""
        if self._screen.shown.opened != "chat":
            return False
        composer: Any = self._screen.find_pane("composer")
        if composer is not None and self._screen.shown.composing and composer.letter is not None:
            return not composer.letter.is_same(Letter("reply", ticket))
        draft = self._screen.desk.draft(ticket, "reply")
        return draft is None or not (draft.files or "\n" in draft.body)
