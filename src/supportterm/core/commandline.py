"""A command line cut into words, as a shell would, with the place of each; and its options sorted out.

Quotes are `'…'` and `"…"`; a backslash takes the next character as it is outside `'…'`. Nothing is ever
expanded: no variable, no pattern, no command. A line that begins with `!` or `|` is for a shell: it is the command
`pipe`, and what follows is one word, as it stands.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple


class Word(NamedTuple):
    """Its text without quotes, and where it stands in the line (end exclusive)."""

    text: str
    start: int
    end: int
    open: bool = False
    """A quote was not closed."""


class Given(NamedTuple):
    """A word, or the value behind `--option=`, and which word of the line it came with."""

    text: str
    at: int


class Sorted(NamedTuple):
    loose: list[Given]
    named: dict[str, Given | None]
    """By option, without its dashes; None for a flag."""


class WrongOption(ValueError):
    """There is no such option, or, with *lacks*, its value is missing."""

    def __init__(self, name: str, at: int, *, lacks: bool = False) -> None:
        super().__init__(name)
        self.name = name
        self.at = at
        self.lacks = lacks


SHELL: Final = ("!", "|")
"""What a line for a shell begins with: it is given tickets as JSON, or as text."""
_OPTIONS: Final = re.compile(r"\s*(?:--[a-z]+(?:\s+|$))*")
_OPTION: Final = re.compile(r"--[a-z]+")


def texts(line: str) -> tuple[str, ...]:
    """The words of *line* as they are meant, without quotes."""
    return _split(line)[1]


def split(line: str) -> tuple[Word, ...]:
    """The words of *line*. An open quote runs to the end and marks its word."""
    return _split(line)[0]


@lru_cache(256)
def _split(line: str) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Kept, since the line of a key is looked at by several on its way, each time the key is pressed."""
    words = tuple(_for_a_shell(line) if line.startswith(SHELL) else _words(line))
    return words, tuple(word.text for word in words)


def _words(line: str) -> list[Word]:
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


def pieces(text: str) -> list[str]:
    """The command lines in *text*: a semicolon or a line's end between them, where no quote is open."""
    lines, start, quote, escaped = [], 0, "", False
    for at, c in enumerate(text):
        if escaped:
            escaped = False
        elif c == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in ";\n":
            lines.append(text[start:at])
            start = at + 1
    return [line.strip() for line in (*lines, text[start:]) if line.strip()]


def _for_a_shell(line: str) -> list[Word]:
    """`!--note jq .subject` is `pipe --json --note -- 'jq .subject'`."""
    words = [Word("pipe", 0, 0), Word("--json", 0, 1)] if line.startswith("!") else [Word("pipe", 0, 1)]
    options = _OPTIONS.match(line, 1)
    assert options is not None  # it matches nothing at all, too
    words += [Word(found[0], found.start(), found.end()) for found in _OPTION.finditer(line, 1, options.end())]
    words.append(Word("--", options.end(), options.end()))
    rest = line[options.end() :].strip()
    start = line.find(rest, options.end())
    return [*words, Word(rest, start, start + len(rest))] if rest else words


def quoted(text: str) -> str:
    """*text* as one word of a command line."""
    if text and not text.startswith(SHELL) and not any(c.isspace() or c in "'\"\\" for c in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sort_out(words: Sequence[str], options: Mapping[str, bool], several: Collection[str] = ()) -> Sorted:
    """Loose words and *options*, each of which is a flag or not. After `--` all words are loose. Raises WrongOption.

    Of an option that is given again the last counts; of *several* all do, a line each.
    """
    loose: list[Given] = []
    named: dict[str, Given | None] = {}
    rest = iter(enumerate(words))
    for at, word in rest:
        if word == "--":
            loose.extend(Given(text, place) for place, text in rest)
        elif not word.startswith("--"):
            loose.append(Given(word, at))
        else:
            name, equals, value = word[2:].partition("=")
            if name not in options:
                raise WrongOption(name, at)
            following = (at, value) if equals else None if options[name] else next(rest, None)
            if following is None and not options[name]:
                raise WrongOption(name, at, lacks=True)
            before = named.get(name) if name in several else None
            given = None if following is None or options[name] else Given(following[1], following[0])
            named[name] = given._replace(text=f"{before.text}\n{given.text}") if before and given else given
    return Sorted(loose, named)
