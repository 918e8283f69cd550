"""`command`, `history`, `palette`, `theme`, `keymap`, `bind`, `repeat`, `cancel`, `quit` …: the console itself."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Text, Word
from supportterm.commands.look_names import KeymapName, ThemeName
from supportterm.commands.profile_names import DeskName
from supportterm.commands.registry import CONSOLE, command


@command("command", faces=(CONSOLE,), group="console")
def command_line(call: Call, start: Text = "") -> None:
    """Open the command line, beginning with a text."""
    call.console.command_line(start)


@command("history", faces=(CONSOLE,), group="console")
def history(call: Call) -> None:
    """Find a command line that was run before, and have it again to change or run."""
    call.console.history()


@command("palette", faces=(CONSOLE,), group="console")
def palette(call: Call) -> None:
    """Find a command by what it does."""
    call.console.palette()


@command("explain", faces=(CONSOLE,), group="console")
def explain(call: Call) -> None:
    """Say where the deadline and the numbers of the ticket come from."""
    call.console.explain()


@command("theme", faces=(CONSOLE,), group="console", examples=("theme dark",))
def theme(call: Call, name: ThemeName = "") -> None:
    """Change the colours; without a name, choose from the list."""
    call.console.itself.theme(name)


@command("keymap", faces=(CONSOLE,), group="console", examples=("keymap vim",))
def keymap(call: Call, name: KeymapName = "") -> None:
    """Change the keys; without a name, choose from the list."""
    call.console.itself.keymap(name)


@command(
    "bind", faces=(CONSOLE,), group="console",
    examples=("bind T take", "bind 'g x' view urgent --in global", "bind J null"),
)  # fmt: skip
def bind(call: Call, keys: Word, line: Text, *, in_: Word = "") -> Outcome:
    """Give a key another meaning where you are, in your own keymap; `null` takes its meaning away.

    Keys after each other are quoted. `--in` is another context, as a keymap names it; `global` is everywhere.
    """
    return Outcome(call.console.itself.bind(keys, line, in_))


@command("switch", faces=(CONSOLE,), group="console", examples=("switch acme", "switch ~/acme.desk"))
def switch(call: Call, desk: DeskName) -> None:
    """Go to another desk: to a profile's by its name, or to one by its file. What is being written is kept."""
    call.console.itself.switch(desk)


@command("reload", faces=(CONSOLE,), group="console")
def reload(call: Call) -> None:
    """Read keymap, theme and desk again."""
    call.console.itself.reload()


@command("redraw", faces=(CONSOLE,), group="console")
def redraw(call: Call) -> None:
    """Paint the whole screen again, as when another program wrote over it."""
    call.console.itself.redraw()


@command("repeat", faces=(CONSOLE,), group="console")
def repeat(call: Call) -> None:
    """Do again what was last done to a ticket, to the one under the cursor."""
    call.console.repeat()


@command("cancel", faces=(CONSOLE,), group="console")
def cancel(call: Call) -> None:
    """End what is running: a program that was given tickets, or a command of your own."""
    call.console.cancel()


@command("background", faces=(CONSOLE,), group="console")
def background(call: Call) -> None:
    """Stop the console and go to the shell; `fg` brings it back."""
    call.console.itself.suspend()


@command("quit", faces=(CONSOLE,), group="console", aliases=("q",))
def quit_(call: Call) -> None:
    """Leave; what is being written is kept as a draft."""
    call.console.itself.quit()
