"""How the desk says no."""

from collections.abc import Iterable

Part = tuple[str | int, ...]
"""Where in a definition: names of fields, and places in lists counted from 1."""


class Refused(Exception):
    """A person asked for something that can't be; the text says why and, where it helps, what to do.

    Nothing has changed when this is raised.
    """


class MovedOn(Refused):
    """The ticket changed since its author last looked; *newer* are the ids of the messages that came since."""

    def __init__(self, words: str, newer: tuple[int, ...]) -> None:
        super().__init__(words)
        self.newer = newer


class Misdefined(Refused):
    """What is being defined can't be. *part* is where in it; *column* counts characters of that text from 1."""

    def __init__(self, what: str, words: str, part: Part = (), column: int = 0) -> None:
        """*what*: `rule vip`."""
        where = "".join(f", line {p}" if isinstance(p, int) else f": `{p}`" for p in part)
        super().__init__(f"{what}{where}: {f'column {column}: ' if column else ''}{words}")
        self.what = what
        self.words = words
        self.part = part
        self.column = column


def refuse(mistakes: Iterable[Misdefined]) -> None:
    """Raises the first of *mistakes*, if there is one."""
    for mistake in mistakes:
        raise mistake
