"""What commands may ask of the console, done: each call goes to the pane, the question or the list it is about."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from supportterm.commands.able import why_not_here
from supportterm.config.keymap import stack
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused
from supportterm.tui.arranging import Arranging
from supportterm.tui.choosing import Choosing
from supportterm.tui.dialogs.asker import Asker
from supportterm.tui.dialogs.commandline import CommandLine
from supportterm.tui.dialogs.lists import Choose, Confirm, Reading, hanging, keys_here, palette, summary_of
from supportterm.tui.dialogs.question import Option, Question
from supportterm.tui.figures import FiguresFace
from supportterm.tui.filtering import Filtering
from supportterm.tui.following import Following
from supportterm.tui.history import History, file_of
from supportterm.tui.itself import Itself
from supportterm.tui.keys.hints import by_use, hints, key_of, way_out, worth_saying
from supportterm.tui.panecalls import PaneCalls
from supportterm.tui.radar import RadarFace
from supportterm.tui.runner import Runner
from supportterm.tui.writing import Writing

if TYPE_CHECKING:
    from supportterm.config.keytrie import Live
    from supportterm.core.query.tree import Term
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.keys.recording import Recordings
    from supportterm.tui.library import Library
    from supportterm.tui.listing import Listing
    from supportterm.tui.marks import Marks
    from supportterm.tui.onward import Onward
    from supportterm.tui.screen import DeskScreen
    from supportterm.tui.tabs import Tabs


class Frame:
    """Implements `commands.face.Console` over the screen."""

    def __init__(self, app: "SupportTerm", screen: "DeskScreen") -> None:
        self._app = app
        self._screen = screen
        self.desk = screen.desk
        self.confirm, self.program_seconds = app.settings.confirm, app.settings.program_seconds
        self.viewing, self.teaching = app.viewing, app.teaching
        self.runner = Runner(self)
        self._filtering = Filtering(screen, self.viewing, self.runner.run)
        self._calls = PaneCalls(screen, self.viewing, self.runner.attempt)
        self.trail = self._calls.trail
        self.writing = Writing(screen, self._calls, self.open, app.settings.editor)
        self.chosen = Choosing(screen, self.say)
        self.itself = Itself(app, self)
        self.layout = Arranging(screen)
        self.figures = FiguresFace(self._calls)
        self.radar = RadarFace(self, screen, self._calls)
        self._history = History(file_of(paths().state, screen.desk.me))
        self.following = Following(app, screen, self.runner.attempt)

    def run(self, line: str, count: int | None = None) -> None:
        self.runner.run(line, count)

    def why_not(self, line: str) -> str:
        """Why a command line can't be done to what is chosen now; empty when it can."""
        return why_not_here(self.desk, self.subjects(), line)

    def hint(self) -> None:
        """The footer reminds of the keys that work where the focus is, and colleagues hear where that is."""
        if self._app.company is not None:
            self._app.company.moved()
        if not self.asker.asking:
            self.viewing.tell()
            screen = self._screen
            keys, composing = self._app.keys.engine, screen.shown.composing
            screen.footer.hint(hints(keys, screen.stack(), self._wanted, composing=composing))

    @property
    def _wanted(self) -> Sequence[str]:
        return worth_saying(self._screen.here(), filtered=bool(self.viewing.filter))

    def _keys_here(self) -> "Sequence[Live]":
        return by_use(self._wanted, self._app.keys.engine.bindings(self._screen.stack()))

    # --- where one is

    def move(self, rows: int) -> None:
        (self._app.reader or self._screen.here()).move(rows)

    def move_pages(self, pages: float) -> None:
        self._screen.here().page(pages)

    def move_to(self, end: bool) -> None:
        (self._app.reader or self._screen.here()).jump(end)

    def next_message(self, by: int) -> None:
        self._calls.reader("next_message")(by)

    def open(self, ticket: int, message: int | None = None) -> None:
        self.open_at(ticket, message)

    def open_at(
        self,
        ticket: int,
        message: int | None = None,
        words: "tuple[Term, ...]" = (),
        at: int | None = None,
        *,
        onward: bool = False,
        ask: Callable[[], None] | None = None,
    ) -> None:
        """At *message*, with *words* marked, or as it was *at* a moment. *onward*, *ask*: as for the way back."""
        row = self.desk.row(ticket)
        self._put_by(ticket)
        name = "chat" if row.channel == "chat" and at is None else "ticket"
        if not onward:
            self.trail.leave(name, ticket, ask=ask)
        self._screen.queue.step(lambda window: window.find(ticket))
        self._screen.focus_pane(name)
        if at is None:
            self._calls.tell(name, "show", ticket, message, words)
        else:
            self._calls.tell(name, "show_past", ticket, at)
        if "customer" in self._screen.places(*self._screen.size):
            self._calls.tell("customer", "show", ticket)

    def _put_by(self, ticket: int) -> None:
        if other := self.writing.put_by(ticket):
            self.say(f"what you write on {self.desk.label(other)} is kept; `reply` or `note` there goes on with it")

    def activate(self) -> None:
        self._screen.here().activate()

    def back(self) -> None:
        screen = self._screen
        if self.asker.asking:
            self.asker.cancel()
        elif screen.shown.sheet:
            screen.hide_sheet()
        elif screen.here().back():
            return
        elif screen.shown.focus == "composer":
            self._screen.focus_pane(screen.shown.opened or "queue")
        elif screen.shown.zoomed:
            screen.zoom()
        elif screen.shown.focus not in ("queue", screen.shown.opened):
            screen.focus_pane(screen.shown.opened or "queue")
        elif self.trail.back():
            return
        elif screen.shown.opened:
            screen.close_opened()
        elif screen.queue.selected:
            self.chosen.none()
        elif self.onward.leave():
            return
        elif self.viewing.filter:
            self.filter("")
        else:
            screen.footer.say(f"there is nothing to go back to; {self.ways_out()}", "dim")

    def focus_pane(self, name: str) -> None:
        name = {"kb": "knowledge", "compose": "composer"}.get(name, name)
        if name == "composer" and not self._screen.shown.composing:
            raise Refused("nothing is being written; `reply` answers, `note` writes a note, `new` opens a ticket")
        if name == "ticket" and not self._screen.shown.opened:
            self._screen.queue.activate()
        elif name == "customer":
            self.customer()
        elif name == "knowledge":
            self.library.open()
        elif name == "outbox":
            self.outbox()
        else:
            self._screen.focus_pane(name)

    def built(self, name: str) -> None:
        """The pane *name* was shown for the first time."""
        if name == "views":
            self._calls.tell("views", "show", self.viewing.views(), self.viewing.view.name)
            self.viewing.count(views_too=True)
        elif name == "customer" and self.subjects():
            self._calls.tell("customer", "show", self.subjects()[0])

    def view(self, name: str) -> None:
        self.viewing.show(self.viewing.named(name))
        self._screen.focus_pane("queue")

    def filter(self, query: str | None) -> None:
        if query is not None:
            self._filtering.narrow(query)
            return
        self.ask(self._filtering.question())

    def look_further(self) -> None:
        self._filtering.look_further()

    def search(self, text: str | None) -> None:
        from supportterm.tui.dialogs.search import search

        search(self, text or "")

    @cached_property
    def onward(self) -> "Onward":
        from supportterm.tui.onward import Onward

        return Onward(self, self._screen, lambda: self._app.company.held if self._app.company else {})

    @cached_property
    def library(self) -> "Library":
        from supportterm.tui.library import Library

        return Library(self._screen, self._calls, self.subjects)

    @cached_property
    def marks(self) -> "Marks":
        from supportterm.tui.marks import Marks

        return Marks(self.desk, lambda: next(iter(self.subjects()), None), self.open, self.ask, self.say)

    @cached_property
    def listing(self) -> "Listing":
        from supportterm.tui.listing import Listing

        return Listing(self.desk, self.viewing, self.trail.look_behind)

    @cached_property
    def tabs(self) -> "Tabs":
        from supportterm.tui.tabs import Tabs

        self.viewing.tabs = Tabs(self.viewing, self.say)
        return self.viewing.tabs

    # --- what is chosen

    def subjects(self) -> tuple[int, ...]:
        """Tickets that a command acts on now."""
        return self._screen.here().subjects()

    # --- reading: what these mean is the pane's

    def attachments(self, action: str, argument: str = "") -> None:
        self._calls.reader("attachments")(action, argument)

    def fold_quotes(self) -> None:
        self._calls.reader("fold_quotes")()

    def message(self) -> int:
        """The message one is at; 0 where none is open."""
        found: Any = self._screen.find_pane(self._screen.shown.opened)
        message = getattr(found, "message", None)
        return message.id if message is not None else 0

    def next_chat(self, by: int) -> None:
        self._calls.reader("next_chat")(by)

    def customer(self) -> None:
        subjects = self.subjects()
        self._screen.focus_pane("customer")
        if subjects:
            self._calls.tell("customer", "show", subjects[0])

    def caller(self, call: int, *, rings: bool = False) -> None:
        """The card of who is on the phone; of who *rings* beside what one is at, where there is room."""
        if not (rings and "customer" in self._screen.places(*self._screen.size)):
            self._screen.focus_pane("customer")
        self._calls.tell("customer", "show_call", call)

    def outbox(self) -> None:
        self._calls.open("outbox")
        self._calls.tell("outbox", "show")

    def decide(self, how: str) -> None:
        self._calls.tell_open("outbox", "decide", how)

    def chat(self) -> None:
        subjects = self.subjects()
        self._calls.open("chat", *subjects[:1])
        if subjects:
            self._put_by(subjects[0])
            self._calls.tell("chat", "show", subjects[0], None)

    def composer_closed(self, then: str, ticket: int | None) -> None:
        """The composer has nothing more to say; *then* is `next` or `close`, *ticket* is one just made."""
        shown = self._screen.shown._replace(composing=False)
        self._screen.arrange_panes(shown)
        self._screen.focus_pane(shown.opened or "queue")
        self.onward.go_on(then)
        if ticket is not None:
            self.open(ticket)

    # --- showing

    def log(self, ticket: int) -> None:
        self._put_by(ticket)
        self._calls.open("log", ticket)
        self._calls.tell("log", "show", ticket)

    def past(self, ticket: int, moment: int) -> None:
        self.open_at(ticket, at=moment)

    def change(self) -> bytes:
        return bytes(self._calls.under("log", "change"))

    def explain(self) -> None:
        from supportterm.tui.explain import explain

        explain(self._screen.here(), self.desk, self.lines)

    def help(self) -> None:
        self.ask(keys_here(self._keys_here(), self._screen.here().context, self.why_not, self.run, self._does))

    def _does(self, line: str) -> str:
        """What a command line does: of a view which one it shows, of all else what the command says of itself."""
        title = self.viewing.title_of(line)
        return summary_of(line) if title == line else f"Show {title}"

    def palette(self) -> None:
        self.ask(palette(self._keys_here(), self.why_not, self.run))

    def command_line(self, start: str = "") -> None:
        self.ask(CommandLine(self.runner, self._history, self.subjects(), start))

    def history(self) -> None:
        self.ask(Choose("history", [Option(line) for line in self._history.lines()], self.command_line))

    def lines(self, title: str, lines: Sequence[str]) -> None:
        self.ask(Reading(title, lines, self._screen.size.width - 3))

    def ways_out(self) -> str:
        return way_out(self._app.keys.engine, self._screen.stack())

    def key_of(self, line: str, context: str = "") -> str:
        """What to press here, or in a pane, for a command line; empty when no key does it."""
        there = stack(context) if context else self._screen.stack()
        return key_of(self._app.keys.engine, there, line)

    def consider(self, question: str, lines: Sequence[str], line: str) -> None:
        """Show *lines*, what a command line would do, and run it once the person says yes."""
        rows = [row for text in lines for row in hanging(text, self._screen.size.width - 3)]
        self.ask(Confirm(question, line, lambda: self.runner.run(line), rows))

    def say_way_out(self, line: str, words: str, does: str) -> None:
        """*words*, and the key here for the command *line*, which *does* something about it."""
        self._screen.footer.say(f"{words}; {self.key_of(line) or f':{line}'} {does}", "dim")

    def output(self, title: str, text: str, tickets: Sequence[int]) -> None:
        self._calls.open("output")
        self._calls.tell("output", "show", title, text, tuple(tickets))

    def say(self, words: str, *, warning: bool = False) -> None:
        self._screen.footer.say(words, "warn" if warning else "ok")

    # --- the console itself

    @property
    def recordings(self) -> "Recordings":
        return self._app.recordings

    @property
    def busy(self) -> bool:
        """Whether something that the last key asked for is still being read."""
        return self.asker.waits or not self._screen.queue.window.settled

    def tutor(self, what: str) -> None:
        self.teaching.tutor(what)

    def repeat(self) -> None:
        self.runner.repeat()

    def cancel(self) -> None:
        self.runner.cancel()

    # --- questions

    @cached_property
    def asker(self) -> Asker:
        return Asker(self._screen, self.runner.attempt, lambda: self._app.keys.engine)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        self._screen.set_timer(seconds, action)

    def ask(self, question: Question) -> None:
        self.asker.ask(question)

    def answer(self, word: str) -> None:
        self.asker.answer(word)

    def complete(self) -> None:
        self.asker.complete()

    def narrow(self) -> None:
        self.asker.narrow()

    def edit_text(self, text: str) -> str | None:
        """`$EDITOR` on *text*; the screen is the editor's meanwhile."""
        from supportterm.tui.editor import edit

        return edit(self._app, text, self._app.settings.editor)
