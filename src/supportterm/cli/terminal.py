"""What the terminal behind the shell can show. The console needs nothing else of this face before its first row."""

import os
import sys
from io import TextIOWrapper
from typing import TextIO


def any_terminal() -> None:
    """From now on a character that the terminal's encoding lacks is shown as `?` instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not speaks_unicode(stream):
            stream.reconfigure(errors="replace")


def is_painted() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def speaks_unicode(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().replace("-", "") == "utf8"
