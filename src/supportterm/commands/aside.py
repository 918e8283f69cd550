"""What a person at a shell is told beside what a command prints."""

import os
import sys
from typing import TextIO

from supportterm.core.safe import safe


def say_aside(words: str) -> None:
    """*words* on standard error, under our name; at a terminal no word is cut where a line of it ends."""
    print(parted(safe(f"supportterm: {words}", keep_newlines=True), sys.stderr), file=sys.stderr)


def parted(text: str, stream: TextIO | None, room: int = 0) -> str:
    """*text* in lines that end between words, where *stream* is a terminal, *room* cells narrower than that; else as it
    is."""
    if stream is None or not stream.isatty():
        return text
    from supportterm.commands.call import Hung
    from supportterm.commands.reading import hung

    width = (os.get_terminal_size(stream.fileno()).columns or 80) - room
    return "\n".join(hung((Hung.of(line, 0) for line in text.split("\n")), width))
