"""What panes and widgets tell the frame."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from supportterm.core.nouns import View
    from supportterm.core.query.tree import Term
    from supportterm.tui.dialogs.question import Question


class Run(Message):
    """The person wants this command line run, as if it had been typed after `:`."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class Open(Message):
    """The person wants to see a ticket: at a message, with *words* marked that led there; or as it was *at* a time."""

    def __init__(
        self, ticket: int, message: int | None = None, words: "tuple[Term, ...]" = (), *, at: int | None = None
    ) -> None:
        super().__init__()
        self.ticket = ticket
        self.message = message
        self.words = words
        self.at = at


class Say(Message):
    """A sentence for the status line. *tone* is a role of the look: ok, warn, error or dim."""

    def __init__(self, words: str, tone: str = "ok") -> None:
        super().__init__()
        self.words = words
        self.tone = tone


class Ask(Message):
    """The person must choose, or a list is to be chosen from: the frame asks the question at the bottom."""

    def __init__(self, question: "Question") -> None:
        super().__init__()
        self.question = question


class Listed(Message):
    """The queue shall list what a view says that nobody saved: the tickets behind a number."""

    def __init__(self, view: "View") -> None:
        super().__init__()
        self.view = view


class Marked(Message):
    """More, or fewer, tickets are selected."""


class Elsewhere(Message):
    """A pane shows something else, or what is under its cursor is of another kind, and so are the keys for it."""


class Built(Message):
    """The pane *name* is on the screen for the first time, or again, and wants to be told what to show."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Typed(Message):
    """Something was typed into an answer to a customer; *on*: and stands there."""

    def __init__(self, on: bool) -> None:
        super().__init__()
        self.on = on


class ComposerClosed(Message):
    """The composer has nothing more to say: what was written is sent, kept or thrown away.

    *then*: `next` when the person wants the next ticket now, `close` when none. *ticket*: one that was just opened, to
    be shown.
    """

    def __init__(self, then: str = "", ticket: int | None = None) -> None:
        super().__init__()
        self.then = then
        self.ticket = ticket
