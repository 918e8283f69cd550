"""`send`, `discard`, `editor`, `attach`, `article`: while something is being written."""

from supportterm.commands.call import Call
from supportterm.commands.kinds import Path, Text
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.refusal import Refused


@command("send", faces=(CONSOLE,), contexts=("compose",), group="writing")
def send(call: Call, *, solve: bool = False, pending: bool = False, next: bool = False) -> None:
    """Send what is written; `--solve`, `--pending` or `--next` say what happens to the ticket then."""
    chosen = [word for word, given in (("solve", solve), ("pending", pending), ("next", next)) if given]
    if len(chosen) > 1:
        raise Refused(f"either --{chosen[0]} or --{chosen[1]}")
    call.console.writing.send(chosen[0] if chosen else "")


@command("discard", faces=(CONSOLE,), contexts=("compose",), group="writing")
def discard(call: Call) -> None:
    """Throw away what is being written."""
    call.console.writing.discard()


@command("editor", faces=(CONSOLE,), contexts=("compose", "prompt"), group="writing")
def editor(call: Call) -> None:
    """Go on writing in $EDITOR."""
    call.console.writing.edit()


@command("attach", faces=(CONSOLE,), contexts=("compose",), group="writing")
def attach(call: Call, path: Path) -> None:
    """Attach a file to what is being written."""
    call.console.writing.attach(path)


@command("insert", faces=(CONSOLE,), contexts=("compose", "kb", "output"), group="writing")
def insert(call: Call, text: Text = "") -> None:
    """Put a text, the article under the cursor or what a program printed into what is being written."""
    call.console.writing.insert(text)
