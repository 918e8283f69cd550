"""Which-key: what may follow the keys pressed so far, in as many columns as fit."""

from supportterm.tui.keys.engine import Pending
from supportterm.tui.widgets.cells import fit, width_of
from supportterm.tui.widgets.sheet import Piece, SheetLine

GAP = 3
WIDEST = 30


def which(pending: Pending, width: int) -> tuple[SheetLine, list[SheetLine]]:
    """Title and lines of the sheet: read down the columns, as a dictionary is."""
    title: SheetLine = (((pending.shown, "key"), (f"  {pending.title}", "title")), (("esc", "key"), (" cancel", "dim")))
    ways = pending.continuations
    if not ways:
        return title, []
    key_width = max(width_of(way.key) for way in ways)
    word_width = min(max(width_of(way.title) for way in ways), WIDEST)
    column = key_width + 1 + word_width + GAP
    across = max(1, min((width - 2) // column, len(ways)))
    down = -(-len(ways) // across)
    lines: list[SheetLine] = []
    for row in range(down):
        pieces: list[Piece] = [("  ", "text")]
        for way in ways[row::down]:
            role = "text" if way.command else "accent"
            pieces += [(fit(way.key, key_width, right=True), "key"), (f" {fit(way.title, word_width)}", role)]
            pieces.append((" " * GAP, "text"))
        lines.append((tuple(pieces), ()))
    return title, lines
