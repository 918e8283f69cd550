"""What a conversation is called that nobody gave a subject: chats, and what comes over a line for programs."""

from collections.abc import Iterable
from typing import Final

LONGEST: Final = 80


def first_line(texts: Iterable[str]) -> str:
    """The first line of *texts* with anything in it, cut where it is long; empty when there is none."""
    lines = (" ".join(line.split()) for text in texts for line in text.splitlines())
    first = next(filter(None, lines), "")
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"
