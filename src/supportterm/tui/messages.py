"""What panes and widgets tell the frame."""

from textual.message import Message


class Run(Message):
    """The person wants this command line run, as if it had been typed after `:`."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class Open(Message):
    """The person wants to see a ticket, at a message when one is named."""

    def __init__(self, ticket: int, message: int | None = None) -> None:
        super().__init__()
        self.ticket = ticket
        self.message = message


class Say(Message):
    """A sentence for the status line. *tone* is a role of the look: ok, warn, error or dim."""

    def __init__(self, words: str, tone: str = "ok") -> None:
        super().__init__()
        self.words = words
        self.tone = tone
