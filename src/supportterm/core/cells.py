"""How wide text is on a terminal, and text cut or filled to a width.

A cell is one column. Wide East Asian characters take two, combining marks none.
"""

from collections.abc import Sequence
from unicodedata import combining, east_asian_width


def width(text: str) -> int:
    """Columns that *text* takes; it holds no control characters."""
    if text.isascii():
        return len(text)
    return sum(_cells(c) for c in text)


def fit(text: str, columns: int) -> str:
    """*text* in exactly *columns* columns: filled with spaces, or cut with an ellipsis."""
    have = width(text)
    if have <= columns:
        return text + " " * (columns - have)
    if columns <= 0:
        return ""
    kept, used = [], 0
    for c in text:
        cells = _cells(c)
        if used + cells > columns - 1:
            break
        kept.append(c)
        used += cells
    return "".join(kept) + "…" + " " * (columns - 1 - used)


def columns(rows: Sequence[Sequence[str]], most: int) -> list[str]:
    """The rows as lines, each column as wide as what stands in it but for *most* cells: longer text pushes its line."""
    widths = [min(max(map(width, column)), most) for column in zip(*rows, strict=True)]
    return [
        "  ".join(fit(text, max(wide, width(text))) for text, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _cells(c: str) -> int:
    if combining(c) or c in "\u200d\ufe0e\ufe0f":
        return 0
    return 2 if east_asian_width(c) in "WF" else 1
