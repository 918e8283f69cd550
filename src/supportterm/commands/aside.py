"""What a person at a shell is told beside what a command prints."""

import os
import sys

from supportterm.core.safe import safe


def say_aside(words: str) -> None:
    """*words* on standard error, under our name; at a terminal no word is cut where a line of it ends."""
    said = safe(f"supportterm: {words}", keep_newlines=True)
    if sys.stderr is not None and sys.stderr.isatty():
        from textwrap import wrap

        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
        lines = (wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""] for line in said.split("\n"))
        said = "\n".join(part for line in lines for part in line)
    print(said, file=sys.stderr)
