"""Long texts as lines of a terminal."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from supportterm.commands.call import Bold, Dim, Hung, Painted

WIDEST: Final = 100
"""Longer lines are hard to read, however wide the terminal is."""

_LEAD: Final = re.compile(r"[>\s]*")


def wrapped(text: str, columns: int | None, indent: str = "") -> Iterator[str]:
    """*text* in lines that fit a terminal of *columns*, as it is where there is none; quotes stay quotes."""
    for line in text.splitlines() or [""]:
        if columns is None or len(indent) + len(line) <= min(columns, WIDEST):
            yield indent + line
            continue
        from textwrap import wrap

        lead = indent + _LEAD.match(line)[0][:20]  # type: ignore[index]
        pieces = wrap(
            line.lstrip("> \t"), min(columns, WIDEST), initial_indent=lead, subsequent_indent=lead,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        yield from pieces or [lead]


def hung(lines: Iterable[str], columns: int | None) -> Iterator[str]:
    """*lines* in rows that fit a terminal of *columns*, as they are where there is none; what goes on is set in."""
    for line in lines:
        if columns is None or len(line) <= columns:
            yield line
            continue
        from textwrap import wrap

        indent = " " * (line.margin if isinstance(line, Hung) else len(line) - len(line.lstrip(" ")) + 4)
        for piece in wrap(
            line, columns, subsequent_indent=indent, replace_whitespace=False, break_long_words=False,
            break_on_hyphens=False,
        ):  # fmt: skip
            yield type(line)(piece) if isinstance(line, Bold | Dim) else piece


def diff_painted(line: str) -> str:
    """A line of a diff, as `kb diff` shows it."""
    style = {"+": "green", "-": "red"}.get(line[:1], "")
    return Dim(line) if line.startswith(("+++", "---", "@@")) else Painted.of([(line, style)]) if style else line
