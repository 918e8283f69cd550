"""The composer: where a reply, a note, a forward or a new ticket is written.

A public reply and an internal note can't be taken for each other: the colour, the sign at the edge, the words in the
bar and the key that sends all differ. What is written is kept at every pause in typing and on every way out.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.timer import Timer
from textual.widget import Widget

from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.core.writing import After
from supportterm.tui.dialogs.question import Option, Question
from supportterm.tui.look import Look
from supportterm.tui.messages import Ask, ComposerClosed, Elsewhere, Say, Typed
from supportterm.tui.panes.base import Pane
from supportterm.tui.panes.composer_bar import ComposerBar, Edge
from supportterm.tui.panes.dispatch import Dispatch
from supportterm.tui.panes.letter import ADDRESSED, KINDS, NEW, Letter, addresses, attached
from supportterm.tui.panes.pickers import picker
from supportterm.tui.panes.sending import begin, looked
from supportterm.tui.panes.taking_in import TakingIn
from supportterm.tui.render.company import words_of
from supportterm.tui.widgets.editor import TRIGGERS, Editor, Triggered

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.sync.presence import Present

PAUSE = 0.25
"""Seconds without a key after which the draft is kept."""


class Composer(Pane, Widget, can_focus=True):
    context: ClassVar[str] = "compose"
    DEFAULT_CSS = """
    Composer { layout: vertical; }
    Composer > ComposerBar { height: auto; }
    Composer > Horizontal { height: 1fr; }
    Composer Edge { width: 2; height: 1fr; }
    """

    def __init__(self, desk: "Desk", look: Look, *, id: str = "composer") -> None:
        super().__init__(id=id)
        self._desk = desk
        self._letter: Letter | None = None
        self._bar, self._edge, self._editor = ComposerBar(look), Edge(look), Editor(look)
        self._pause: Timer | None = None
        self._kept = ""
        """The draft's text as it was last read or kept."""
        self._gone = False
        """Whether the draft was sent, or thrown away, elsewhere."""
        self._ahead = ""
        self._company: tuple[Present, ...] = ()
        self._dispatch, self._taking_in = Dispatch(desk, self), TakingIn(desk, self)

    def compose(self) -> ComposeResult:
        yield self._bar
        with Horizontal():
            yield self._edge
            yield self._editor

    # --- what the frame asks

    def inner(self) -> Widget | None:
        return self._editor if self._editor.is_attached else None

    def subjects(self) -> tuple[int, ...]:
        return (self._letter.ticket,) if self._letter and self._letter.ticket else ()

    def facts(self) -> dict[str, str]:
        return {"kind": self._letter.kind} if self._letter else {}

    def accompany(self, others: "tuple[Present, ...]") -> None:
        if others != self._company:
            self._company = others
            self._show()

    @property
    def rivals(self) -> tuple[str, ...]:
        """Colleagues who are writing a reply to the same ticket now."""
        here = (other for other in self._company if other.writing in ("reply", "forward"))
        return tuple(dict.fromkeys(other.agent for other in here if other.agent != self._desk.me))

    def look_changed(self) -> None:
        self._editor.recolour(self._bar.look)

    @property
    def letter(self) -> Letter | None:
        return self._letter

    @property
    def text(self) -> str:
        return self._editor.text

    def write(self, ticket: int, role: Role, text: str = "", then: str = "") -> None:
        """Write on *ticket*: what was begun is there again, and *text* comes in at the cursor.

        *then* is done once it is sent, if nothing else is said. Raises Refused when there is no such ticket.
        """
        kind = KINDS.get(role, "reply")
        if self._letter is None or (self._letter.ticket, self._letter.kind) != (ticket, kind):
            self.save()
            self._open(begin(self._desk, ticket, kind))
        else:
            self._take_up()
            self._letter = looked(self._desk, self._letter)
        if then and self._letter is not None:
            self._letter = self._letter._replace(afterwards=then)
        if kind == "forward":
            self._begin_forward(text)
        elif text:
            self.insert(text)

    def _begin_forward(self, quoted: str) -> None:
        """Room for an own word above what is forwarded, and the question to whom. A forward begun is left as it is."""
        if not self._editor.text:
            self.insert(f"\n\n{quoted}")
            self._editor.move_cursor((0, 0))
        if self._letter is not None and not self._letter.to:
            self.ask_field("to")

    def new_ticket(self) -> None:
        """A ticket on a caller's behalf: from whom and about what is asked first."""
        self.save()
        self._open(Letter(NEW, 0))
        if not self._letter or not self._letter.to:
            self.ask_field("to")

    def insert(self, text: str) -> None:
        """*text* at the cursor; nothing that is there goes."""
        self._editor.put(text)
        self.save()

    def discard(self) -> None:
        """Throw the draft away; its text can be had back from the draft's versions."""
        if self._letter is not None:
            letter = self._letter
            self._desk.drop_draft(letter.ticket, letter.kind)
            self._letter = None
            self._close(f"{'new ticket' if letter.kind == NEW else letter.kind} thrown away")

    def attach(self, path: str) -> None:
        """Raises Refused or OSError when the file can't be read."""
        from pathlib import Path

        file = Path(path).expanduser()
        if self._letter is not None:
            stored = self._desk.attach(file, file.name)
            self._change(self._letter._replace(files=(*self._letter.files, stored)))

    def detach(self, name: str) -> None:
        """Take a file away again, by its name or its place. Raises Refused when there is none like that."""
        letter = self._letter
        if letter is not None:
            file = attached(letter, name)
            self._change(letter._replace(files=tuple(each for each in letter.files if each is not file)))

    def take_in(self, what: Callable[[TakingIn], None]) -> None:
        """A text from elsewhere: see taking_in.py."""
        what(self._taking_in)

    def rewrite(self, text: str) -> None:
        """*text* in place of all there is."""
        self._editor.rewrite(text)
        self.save()

    def append(self, text: str, about: tuple[str, ...]) -> None:
        """*text* below what is there; *about* stands above it until it is sent."""
        self._take_up()
        if self._letter is not None:
            self._editor.append(text)
            self._change(self._letter._replace(about=about))

    def external_editor(self, program: str = "") -> None:
        """The text in *program*, or in `$EDITOR`. Left without saving, or when it fails, it stays what it was."""
        from supportterm.tui.editor import edit

        self.save()
        edited = edit(self.app, self._editor.text, program)
        if edited is None:
            self.remark("the editor was left without saving: the text is as it was")
        elif edited.rstrip("\n") != self._editor.text.rstrip("\n"):
            self.rewrite(edited.rstrip("\n"))

    # --- keys that come before the text box is there

    def on_focus(self) -> None:
        if self._editor.is_attached:
            self._editor.focus()

    def on_key(self, event: Key) -> None:
        """What is typed while the composer is being built comes into it."""
        if self.has_focus and (event.is_printable or event.key == "enter"):
            event.stop()
            typed = event.character or "" if event.is_printable else "\n"
            if self._letter is None:
                self._ahead += typed
            else:  # the text box is there, and has the focus with the next turn
                self._editor.put(typed)

    # --- for whom

    def address(self, field: str, text: str) -> None:
        """Set `to`, `cc`, `bcc`, `subject` or, of a new ticket, `channel`. Raises Refused for what is no address."""
        if self._letter is None:
            return
        if field in ADDRESSED:
            self._change(self._letter.addressed(field, addresses(text)))
        elif field == "subject":
            self._change(self._letter._replace(subject=" ".join(text.split())))
        else:
            self._change(self._letter._replace(channel=text))

    def ask_field(self, field: str) -> None:
        """Ask for what `address` sets; a new ticket that lacks a subject is asked for it next."""
        from supportterm.tui.panes.pickers import FieldQuestion

        letter = self._letter
        if letter is not None:
            self.offer(FieldQuestion(self._desk, letter, field, partial(self._answered, letter)))

    def _answered(self, asked: Letter, field: str, text: str) -> None:
        if not self.still(asked):
            return
        try:
            self.address(field, text)
        except Refused as refused:
            self.complain(str(refused))
        if self._letter is not None and self._letter.kind == NEW and not self._letter.subject:
            self.ask_field("subject")

    # --- drafts

    def save(self) -> None:
        """Keep the draft now. Called at every pause and on every way out; cheap when nothing changed."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        if self._letter is None:
            return
        if self._editor.text != self._kept:
            self._look_whether_gone(self._letter)
            self._keep(self._letter)

    def _keep(self, letter: Letter) -> None:
        text = self._editor.text
        self._desk.save_draft(letter.draft(text))
        self._kept = text

    def _look_whether_gone(self, letter: Letter) -> None:
        if self._kept.strip() and self._desk.draft(letter.ticket, letter.kind) is None:
            self._gone = True

    def _take_up(self) -> None:
        """The draft as another console of the same agent left it; what was written here since comes first."""
        letter = self._letter
        if letter is None or self._editor.text != self._kept:
            return
        kept = self._desk.draft(letter.ticket, letter.kind)
        body = kept.body if kept else ""
        if body != self._kept:
            self._letter = letter.resumed(kept) if kept else letter
            self._kept = body
            self._editor.fill(body)
            self._show()

    def on_text_area_changed(self, event: Editor.Changed) -> None:
        event.stop()
        if self._letter is not None and self._letter.kind == "reply":
            self.post_message(Typed(bool(self._editor.text.strip())))
        if self._letter is not None and self._editor.text != self._kept and self._pause is None:
            self._pause = self.set_timer(PAUSE, self._save_or_say)

    def on_descendant_blur(self) -> None:
        self._save_or_say()

    def on_unmount(self) -> None:
        self.save()

    def _save_or_say(self) -> None:
        """`save` where nobody can be told of an exception; an unsaved text is said to be, until it is saved."""
        try:
            self.save()
        except Exception as error:
            self.post_message(Say(f"NOT SAVED, the text is only here: {error}", "error"))

    # --- sending

    def send(self, after: After = After()) -> None:  # noqa: B008  # a value
        """Send, and do what comes *after*. Asks first when it must (see `Dispatch`).

        Raises Refused when there is nothing to send.
        """
        if self._letter is not None:
            self._look_whether_gone(self._letter)
            self.save()
            if self._gone:
                self._gone = False
                self._keep(self._letter)
                self.complain("another console sent this draft or threw it away; nothing was sent now, look first")
                return
            if self._letter.kind in (NEW, "forward") and not self._letter.to:
                self.ask_field("to")
                self.complain("to whom? name an address, then send again")
                return
            self._dispatch.send(after)

    def sent(self, words: str, after: After, opened: int | None) -> None:
        """The letter left; *opened* is the ticket that it made."""
        afterwards = self._letter.afterwards if self._letter is not None else ""
        self._letter = None
        self._close(words, "next" if after.next else afterwards, opened)

    def look_first(self) -> None:
        """Show the ticket; the draft stays, its author having seen all there is."""
        if self._letter is not None:
            self._letter = looked(self._desk, self._letter)
            self.post_message(ComposerClosed())

    def ask(self, title: str, options: list[Option], chosen: Callable[[str], None]) -> None:
        from supportterm.tui.dialogs.lists import Choose

        self.offer(Choose(title, options, chosen))

    def offer(self, question: Question) -> None:
        self.post_message(Ask(question))

    def remark(self, words: str) -> None:
        self.post_message(Say(words, "dim"))

    def complain(self, words: str) -> None:
        self.post_message(Say(words, "warn"))

    # --- lists that are typed for

    def on_triggered(self, event: Triggered) -> None:
        event.stop()
        self._offer_picker(event.trigger, instead_of=len(event.trigger))

    def put(self, what: str) -> None:
        """Offer *what* (`article`, `macro`, `colleague`) as if its two characters had been typed."""
        self._offer_picker(next(trigger for trigger, name in TRIGGERS.items() if name == what))

    def _offer_picker(self, trigger: str, *, instead_of: int = 0) -> None:
        if self._letter is not None:
            self.offer(picker(trigger, self._desk, self._letter, partial(self._picked, self._letter, instead_of)))

    def _picked(self, asked: Letter, instead_of: int, text: str) -> None:
        if self.still(asked):
            self._editor.put(text, instead_of=instead_of)
            self.save()

    # --- inside

    def _open(self, letter: Letter) -> None:
        kept = self._desk.draft(letter.ticket, letter.kind)
        self._letter = letter.resumed(kept) if kept else letter
        self._kept, self._gone = kept.body if kept else "", False
        self._editor.fill(self._kept)
        self._show()
        self.post_message(Elsewhere())
        ahead, self._ahead = self._ahead, ""
        if ahead:
            self.insert(ahead)
        if self.has_focus:
            self._editor.focus()
        if kept and kept.body.strip():
            self.remark("your draft is here again")

    def _change(self, letter: Letter) -> None:
        self._letter = letter
        self._keep(letter)
        self._show()

    def still(self, asked: Letter) -> bool:
        """Whether the letter that a question was about is still being written; the mouse may have gone elsewhere."""
        here = self._letter is not None and self._letter.is_same(asked)
        if not here:
            self.complain("that was about another text, which is no longer open; nothing was changed")
        return here

    def _show(self) -> None:
        self._bar.show(self._letter, words_of(self._company, self._desk.me))
        self._edge.show(self._letter)
        self.title = self._bar.heard

    def _close(self, words: str, then: str = "", opened: int | None = None) -> None:
        self._kept, self._gone = "", False
        self._editor.fill("")
        self._show()
        self.post_message(Say(words))
        self.post_message(ComposerClosed(then, opened))
