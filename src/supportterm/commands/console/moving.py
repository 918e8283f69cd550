"""`move`, `page`, `half-page`, `top`, `bottom`: the cursor of whatever has the focus. A count multiplies."""

from supportterm.commands.call import Call
from supportterm.commands.kinds import Number
from supportterm.commands.registry import CONSOLE, command


@command("move", faces=(CONSOLE,), group="moving")
def move(call: Call, lines: Number = 1) -> None:
    """Move the cursor by lines, upwards when negative."""
    call.console.move(lines * (call.count or 1))


@command("page", faces=(CONSOLE,), group="moving")
def page(call: Call, pages: Number = 1) -> None:
    """Move by screenfuls, upwards when negative."""
    call.console.move_pages(pages * (call.count or 1))


@command("half-page", faces=(CONSOLE,), group="moving")
def half_page(call: Call, halves: Number = 1) -> None:
    """Move by halves of a screen, upwards when negative."""
    call.console.move_pages(halves * (call.count or 1) / 2)


@command("top", faces=(CONSOLE,), group="moving")
def top(call: Call) -> None:
    """Go to the first line; with a count, to that line."""
    call.console.move_to(False)
    if call.count:
        call.console.move(call.count - 1)


@command("bottom", faces=(CONSOLE,), group="moving")
def bottom(call: Call) -> None:
    """Go to the last line; with a count, to that line."""
    if call.count:
        call.console.move_to(False)
        call.console.move(call.count - 1)
    else:
        call.console.move_to(True)
