"""The options that every command has."""

from collections.abc import Sequence
from typing import NamedTuple


class Globals(NamedTuple):
    """Options that every command has, and the words that are left."""

    words: list[str]
    json: bool = False
    help: bool = False
    version: bool = False
    desk: str = ""
    me: str = ""
    theme: str = ""
    keymap: str = ""
    profile: str = ""
    screen_reader: bool = False


def take_globals(words: Sequence[str]) -> Globals:
    """Take the global options out of *words*, wherever before `--` they stand."""
    from supportterm.commands.index import INDEX

    flags = {"--json": "json", "--help": "help", "--version": "version", "--screen-reader": "screen_reader"}
    valued = ("desk", "me", "theme", "keymap", "profile")
    rest: list[str] = []
    found: dict[str, object] = {}
    stream = iter(words)
    for word in stream:
        name, equals, value = word.removeprefix("--").partition("=")
        if word == "--":
            rest += [word, *stream]
        elif word in flags:
            found[flags[word]] = True
        elif word == "-h" and (not rest or " ".join(rest) in INDEX):  # later it is `not h`, or a tag taken off
            found["help"] = True
        elif word.startswith("--") and name in valued:
            text = value if equals else next(stream, None)
            if text is None:
                from supportterm.commands.usage import Usage

                raise Usage(f"{word} needs a value")
            found[name] = text
        else:
            rest.append(word)
    return Globals(rest, **found)  # type: ignore[arg-type]
