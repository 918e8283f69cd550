"""`next-message`, `quote-fold`, `attachments` …: inside an open ticket; `article`: inside the knowledge base."""

from supportterm.commands.call import Call
from supportterm.commands.kinds import ArticleName, Number, Path, Text, Word
from supportterm.commands.registry import CONSOLE, command


@command("next-message", faces=(CONSOLE,), contexts=("ticket", "chat"), group="reading")
def next_message(call: Call, by: Number = 1) -> None:
    """Go to the next message, or with -1 to the one before."""
    call.console.next_message(by * (call.count or 1))


@command("quote-fold", faces=(CONSOLE,), contexts=("ticket", "chat"), group="reading")
def quote_fold(call: Call) -> None:
    """Show the quoted text of the message, or fold it away."""
    call.console.fold_quotes()


@command("attachments", faces=(CONSOLE,), contexts=("ticket", "chat"), group="reading")
def attachments(call: Call) -> None:
    """List the files of the ticket."""
    call.console.attachments("list")


@command("open-attachment", faces=(CONSOLE,), contexts=("ticket", "chat"), group="reading")
def open_attachment(call: Call, name: Word = "") -> None:
    """Open a file with the program the system has for it."""
    call.console.attachments("open", name)


@command("save-attachment", faces=(CONSOLE,), contexts=("ticket", "chat"), group="reading")
def save_attachment(call: Call, path: Path = "") -> None:
    """Save a file, to a folder or under a name."""
    call.console.attachments("save", path)


@command("pipe-attachment", faces=(CONSOLE,), contexts=("ticket", "chat"), group="reading")
def pipe_attachment(call: Call, program: Text) -> None:
    """Give a file to a program and show what it prints."""
    call.console.attachments("pipe", program)


@command("article", faces=(CONSOLE,), group="reading", examples=("article reset-password",))
def article(call: Call, name: ArticleName) -> None:
    """Show an article of the knowledge base."""
    call.console.library.show(name)
