"""A command line cut into words, as a shell would, with the place of each.

Quotes are `'…'` and `"…"`; a backslash takes the next character as it is outside `'…'`. Nothing is ever
expanded: no variable, no pattern, no command.
"""

from typing import NamedTuple


class Word(NamedTuple):
    """Its text without quotes, and where it stands in the line (end exclusive)."""

    text: str
    start: int
    end: int
    open: bool = False
    """A quote was not closed."""


def split(line: str) -> list[Word]:
    """The words of *line*. An open quote runs to the end and marks its word."""
    words: list[Word] = []
    at, size = 0, len(line)
    while at < size:
        if line[at].isspace():
            at += 1
            continue
        start, text, quote = at, "", ""
        while at < size and (quote or not line[at].isspace()):
            c = line[at]
            if quote:
                if c == quote:
                    quote = ""
                elif c == "\\" and quote == '"' and at + 1 < size and line[at + 1] in '"\\':
                    at += 1
                    text += line[at]
                else:
                    text += c
            elif c in "'\"":
                quote = c
            elif c == "\\" and at + 1 < size:
                at += 1
                text += line[at]
            else:
                text += c
            at += 1
        words.append(Word(text, start, at, bool(quote)))
    return words


def quoted(text: str) -> str:
    """*text* as one word of a command line."""
    if text and not any(c.isspace() or c in "'\"\\" for c in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
