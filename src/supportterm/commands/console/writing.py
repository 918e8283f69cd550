"""`send`, `discard`, `editor`, `attach`, `versions`, `scroll` …: while something is being written."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import Moment, Number, Path, Text, Word, choice
from supportterm.commands.registry import CONSOLE, command
from supportterm.commands.usage import Usage
from supportterm.core.terms import Status
from supportterm.core.writing import After

Put = Annotated[str, choice("what", "article", "macro", "colleague")]


@command("send", faces=(CONSOLE,), contexts=("compose",), group="writing")
def send(call: Call, *, solve: bool = False, pending: bool = False, next: bool = False) -> None:
    """Send what is written; `--solve` or `--pending` says what the ticket is then, `--next` goes on to the next one."""
    if solve and pending:
        raise Usage("either --solve or --pending")
    status = Status.SOLVED if solve else Status.PENDING if pending else None
    call.console.writing.send(After(status, next))


@command("send at", faces=(CONSOLE,), contexts=("compose",), group="writing", examples=("send at fri 9:00",))
def send_at(call: Call, when: Moment, *, solve: bool = False, pending: bool = False, next: bool = False) -> None:
    """Send what is written at a moment: `fri 9:00`, `tomorrow 8am`, `2h`.

    Until then it lies in the outbox, also when everything is switched off and on again. When somebody else writes on
    the ticket before, you are asked whether it still fits.
    """
    if solve and pending:
        raise Usage("either --solve or --pending")
    status = Status.SOLVED if solve else Status.PENDING if pending else None
    call.console.writing.send(After(status, next, when))


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


@command("detach", faces=(CONSOLE,), contexts=("compose",), group="writing")
def detach(call: Call, name: Word = "") -> None:
    """Take an attached file away again, by its name or its place."""
    call.console.writing.detach(name)


@command("put", faces=(CONSOLE,), contexts=("compose",), group="writing", examples=("put article",))
def put(call: Call, what: Put) -> None:
    """Put an article, a macro's text or a colleague in at the cursor; typed in the text: `??`, `::`, `@@`."""
    call.console.writing.put(what)


@command("versions", faces=(CONSOLE,), contexts=("compose",), group="writing")
def versions(call: Call) -> None:
    """Bring an earlier text of what is being written back: one that was lost, sent or thrown away."""
    call.console.writing.versions()


@command("scroll", faces=(CONSOLE,), contexts=("compose",), group="writing")
def scroll(call: Call, lines: Number = 1) -> None:
    """Scroll the ticket beside what is being written, upwards when negative."""
    call.console.writing.scroll(lines * (call.count or 1))


@command("insert", faces=(CONSOLE,), contexts=("compose", "kb", "output"), group="writing")
def insert(call: Call, text: Text = "") -> None:
    """Put a text, the article under the cursor or what a program printed into what is being written."""
    call.console.writing.insert(text)
