"""Values that know where they were written, and what may be wrong with them.

Scalars stay the text that was written: `no`, `12:30` and `~` are not turned into something else.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from supportterm.core.spelling import nearest


class Place(NamedTuple):
    """Where something was written. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing to mend, as a plain sentence."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class ConfigError(Exception):
    """What is wrong with a file, all of it. Nothing of the file was used."""

    def __init__(self, errors: Iterable[Problem]) -> None:
        self.errors = tuple(sorted(errors))
        super().__init__("\n".join(map(str, self.errors)))


class Problems:
    """Collects errors and warnings while a file is read."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def error(self, place: Place, text: str) -> None:
        self.errors.append(Problem(place, text))

    def warn(self, place: Place, text: str) -> None:
        self.warnings.append(Problem(place, text))

    def raise_any(self) -> None:
        """Raises ConfigError when there is an error."""
        if self.errors:
            raise ConfigError(self.errors)


class Text(msgspec.Struct, frozen=True):
    """A scalar as it was written."""

    value: str
    place: Place
    quoted: bool = False
    one_line: bool = True
    """It is written on one line, so that what is in it has a column too."""

    def at(self, column: int) -> Place:
        """Where the character *column* of the text stands, counted from 1; a text of several lines begins there."""
        if not self.one_line or column < 1:
            return self.place
        return self.place._replace(column=self.place.column + column - 1 + self.quoted)

    @property
    def is_null(self) -> bool:
        """Nothing, `null` or `~`, not in quotes."""
        return not self.quoted and self.value in ("", "null", "~")


class Items(msgspec.Struct, frozen=True):
    items: "tuple[Node, ...]"
    place: Place


class Entry(NamedTuple):
    """One `key: value` of a table."""

    key: Text
    value: "Node"


class Table(msgspec.Struct, frozen=True):
    """Keys in the order written, each once."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> "Node | None":
        return next((e.value for e in self.entries if e.key.value == key), None)


Node = Text | Items | Table


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'open'?`, or the empty text when nothing is near."""
    near = nearest(word, known)
    return f"; did you mean {near[0]!r}?" if near else ""
