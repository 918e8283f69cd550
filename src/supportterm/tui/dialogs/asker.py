"""Asks one question at a time: the line at the bottom, the list over it, and what is done with the answer."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

from supportterm.core.safe import safe_line
from supportterm.tui.dialogs.listed import Listed, with_marks
from supportterm.tui.dialogs.prompt_line import Label, PromptLine
from supportterm.tui.dialogs.question import Option, Question
from supportterm.tui.keys.hints import asked
from supportterm.tui.look import Look
from supportterm.tui.render.wrap import wrap
from supportterm.tui.widgets.cells import width_of
from supportterm.tui.widgets.sheet import SheetLine

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term
    from supportterm.tui.keys.engine import Engine
    from supportterm.tui.screen import DeskScreen

SHEET_LINES = 14
"""Lines of a list at most, its title included; on a high screen half of it."""
FOOT = 2
"""Of these for what is said of the chosen one, where it is too long for its line."""


class Offered(Message):
    """A slow question's list for a text came."""

    def __init__(self, question: Question, text: str, options: Sequence[Option]) -> None:
        super().__init__()
        self.question, self.text, self.options = question, text, options


class Asker:
    """Belongs to a screen; opens its widgets when the first question is asked.

    *attempt* does what is done on a key of the line, where nobody else would say what failed. *engine* knows the
    keys that do something on a question that is on the screen.
    """

    def __init__(
        self,
        screen: "DeskScreen",
        attempt: Callable[[str, Callable[[], object]], None],
        engine: "Callable[[], Engine]",
    ) -> None:
        self._screen = screen
        self._app = screen.app  # a thread that asks for it later may find none
        self._attempt = attempt
        self._engine = engine
        self._question: Question | None = None
        self._options: Sequence[Option] = ()
        self._chosen: int | None = None
        self._before: Widget | None = None
        self._offered_for: str | None = None
        """The text that the list is for; None while none has come."""
        self._accepted = False
        """Accepted before the list for what is typed had come."""
        self.subjects: tuple[int, ...] = ()
        """What the pane that was left for the question acts on."""

    @property
    def asking(self) -> bool:
        return self._question is not None

    @property
    def look(self) -> Look:
        return self._screen.look

    @property
    def question_name(self) -> str:
        return self._question.name if self._question else ""

    @property
    def context(self) -> str:
        """Which keys work on the question."""
        return self._question.context if self._question else Question.context

    # --- asked and answered

    def ask(self, question: Question) -> None:
        if self._question is None:
            self.subjects = self._screen.here().subjects()
            self._before = self._screen.focused
        else:
            self._question.replaced()
        self._question, self._chosen, self._options = question, None, ()
        self._offered_for, self._accepted = None, False
        _, line = self._widgets()
        self._labelled(question)
        with line.prevent(line.Changed):
            line.password = question.hidden
            line.value = question.initial
            line.cursor_position = len(question.initial)
            if question.replaces:
                line.select_all()
        self._screen.set_focus(line)
        self._remind(question)
        self.edited(question.initial)

    def narrow(self) -> None:
        """From plain keys, which move, to typing, which narrows."""
        question = self._question
        if question is not None and question.to_typing():
            self._labelled(question)
            self._remind(question)

    def _labelled(self, question: Question) -> None:
        """What the line is for, before it."""
        words = f" {question.label} "
        self._widgets()[0].show(words)
        self._screen.show_prompt(width_of(words))

    def accept(self) -> None:
        question, text = self._question, self._line.value
        if question is None:
            return
        if self.waits:  # what was typed fast means what it means slowly
            self._accepted = True
            return
        option = self._options[self._chosen] if self._chosen is not None and self._options else None
        refusal = question.refuses(text, option)
        if refusal:
            if option is None and not text.strip():
                self.move(1)
            self._screen.footer.say(refusal, "warn")
            return
        self._close()
        question.accept(text, option)

    def pick(self, index: int) -> None:
        """A line of the list was clicked."""
        if self._question is not None and index < len(self._options):
            self._chosen = index
            self.accept()

    def cancel(self) -> None:
        question = self._question
        if question is not None:
            self._close()
            question.cancel()

    def complete(self) -> None:
        """Take the chosen option, or the first, into the line."""
        if self._question is None or not self._options:
            return
        option = self._options[self._chosen or 0]
        line = self._line
        line.value = self._question.completed(line.value, option)
        line.cursor_position = len(line.value)

    def answer(self, word: str) -> None:
        """Accept the option *word*, when it is there."""
        self.pick(next((n for n, option in enumerate(self._options) if option.text == word), len(self._options)))

    def move(self, by: int) -> None:
        if not self._options:
            return
        last = len(self._options) - 1
        if self._chosen is None:
            self._chosen = 0 if by > 0 else last
        else:
            self._chosen = max(0, min(self._chosen + by, last))
        self._choose()

    def later(self, action: Callable[[], object]) -> None:
        """Do *action* on the screen's own thread; to be called from any.

        As the app's own doing: what a pane posts while the screen does something rises no higher than the screen.
        """
        self._app.call_later(action)

    # --- the list

    @property
    def waits(self) -> bool:
        """Whether the list for what is typed is still being made."""
        question = self._question
        return question is not None and question.slow and self._offered_for != self._line.value

    def edited(self, text: str) -> None:
        """The line is *text* now."""
        self._accepted = False
        self._attempt("the list", lambda: self._edited(text))

    def _edited(self, text: str) -> None:
        question = self._question
        if question is None:
            return
        question.changed(text)
        option = question.at_once(text)
        if option is not None:
            self._close()
            question.accept(text, option)
        elif question.slow:
            self._screen.run_worker(
                lambda: self._screen.post_message(Offered(question, text, question.options(text))),
                thread=True,
                group="offers",
                exit_on_error=False,
            )
        else:
            self.offered(question, text, question.options(text))

    def offered(self, question: Question, text: str, options: Sequence[Option]) -> None:
        """The list for *text*; an answer to an older text is dropped."""
        if question is not self._question or text != self._line.value:
            return
        self._options, self._offered_for = options, text
        self._remind(question)
        at = next((n for n, option in enumerate(options) if question.at and option.means == question.at), 0)
        self._chosen = at if question.picks_first and options else None
        self._choose()
        if self._accepted:
            self._accepted = False
            self._attempt("choose", self.accept)

    def _remind(self, question: Question) -> None:
        screen = self._screen
        screen.footer.hint(asked(self._engine(), screen.stack(), question, bool(self._options), screen.size.width))

    def _choose(self) -> None:
        assert self._question is not None
        chosen = self._options[self._chosen] if self._chosen is not None else None
        self._attempt("the list", lambda: self._question.moved(chosen) if self._question else None)
        self._paint()

    def _paint(self) -> None:
        assert self._question is not None
        if not self._options:
            self._nothing()
            return
        width = self._screen.size.width
        wanted = () if self.look.spoken else self._question.looked_for(self._line.value)
        lines = Listed(self._options, width, wanted)
        foot = () if lines.has_room else self._in_full(wanted, width)
        self._show(f"{(self._chosen or 0) + 1}/{len(lines)}", lines, foot)

    def _in_full(self, wanted: "Sequence[Term]", width: int) -> Sequence[SheetLine]:
        """What is said of the chosen line; always as many rows."""
        if self._chosen is None:
            return ()
        said = self._options[self._chosen].off or self._options[self._chosen].note
        rows = [*wrap(safe_line(said, 400), width - 5), *[""] * FOOT][:FOOT]
        edge = f"  {self.look.glyphs.quote} "
        return [(row, ()) for row in with_marks([((edge, "quote"), (row, "text")) for row in rows], wanted)]

    def _nothing(self) -> None:
        question = self._question
        words = question.nothing(self._line.value) if question is not None else ""
        if words:
            rows = wrap(words, self._screen.size.width - 4)
            self._show("", [((("  ", "text"), (row, "dim")), ()) for row in rows])
        else:
            self._screen.hide_sheet()

    def _show(self, count: str, lines: Sequence[SheetLine], foot: Sequence[SheetLine] = ()) -> None:
        assert self._question is not None
        words = self._question.title or self._question.name or self._question.label
        title: SheetLine = (((words, "title"),), ((count, "dim"),))
        most = max(SHEET_LINES, self._screen.size.height // 2)
        self._screen.show_sheet(title, lines, self._chosen, foot=foot, most=most)

    # --- widgets

    def _widgets(self) -> tuple[Label, PromptLine]:
        found = self._screen.query(PromptLine)
        if found:
            return self._screen.query_one(Label), found.first()
        label, line = Label(self._screen.look), PromptLine(self, self.look)
        self._screen.mount(label, line)
        return label, line

    @property
    def _line(self) -> PromptLine:
        return self._screen.query_one(PromptLine)

    def _close(self) -> None:
        self._question, self._options, self._chosen = None, (), None
        if self._line.password:
            with self._line.prevent(self._line.Changed):
                self._line.value = ""
        self._screen.hide_sheet()
        self._screen.show_prompt(0)
        self._screen.footer.hush()
        self._screen.refocus(self._before)
