"""Which-key: what may follow the keys pressed so far, in as many columns as fit."""

from collections.abc import Callable

from supportterm.core.safe import safe_line
from supportterm.tui.keys.engine import Pending
from supportterm.tui.widgets.cells import fit, width_of
from supportterm.tui.widgets.sheet import Piece, SheetLine

GAP = 3
WIDEST = 30


def which(pending: Pending, width: int, why_not: Callable[[str], str]) -> tuple[SheetLine, list[SheetLine]]:
    """Title and lines of the sheet: read down the columns, as a dictionary is.

    What can't be done now is faint; why stands under it all. *why_not* says that of a command line.
    """
    title: SheetLine = (((pending.shown, "key"), (f"  {pending.title}", "title")), (("esc", "key"), (" cancel", "dim")))
    ways = pending.continuations
    if not ways:
        return title, []
    off = {way.key: why_not(way.command) if way.command else "" for way in ways}
    key_width = max(width_of(way.key) for way in ways)
    word_width = min(max(width_of(way.title) for way in ways), WIDEST)
    column = key_width + 1 + word_width + GAP
    across = max(1, min((width - 2) // column, len(ways)))
    down = -(-len(ways) // across)
    lines: list[SheetLine] = []
    for row in range(down):
        pieces: list[Piece] = [("  ", "text")]
        for way in ways[row::down]:
            role = "dim" if off[way.key] else "text" if way.command else "accent"
            pieces += [(fit(way.key, key_width, right=True), "key"), (f" {fit(way.title, word_width)}", role)]
            pieces.append((" " * GAP, "text"))
        lines.append((tuple(pieces), ()))
    reasons = (f"  {safe_line(reason, width - 4)}" for reason in dict.fromkeys(filter(None, off.values())))
    return title, [*lines, *((((reason, "warn"),), ()) for reason in reasons)]
