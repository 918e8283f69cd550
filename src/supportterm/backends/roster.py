"""Agents or teams of a remote by their numbers there, each under the one handle that it has here."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from supportterm.core.remote import handle_of


class Named(msgspec.Struct, frozen=True, gc=False):
    number: int
    name: str
    email: str = ""


class Roster:
    def __init__(self, rows: Iterable[Named]) -> None:
        """Of two with the same name, the later has its number in its handle."""
        self._rows: Final = {row.number: row for row in rows}
        self._handles: Final[dict[int, str]] = {}
        self._numbers: Final[dict[str, int]] = {}
        for row in self._rows.values():
            handle = handle_of(row.name) or f"nameless-{row.number}"
            while handle in self._numbers:
                handle = f"{handle}-{row.number}"
            self._handles[row.number] = handle
            self._numbers[handle] = row.number

    def __contains__(self, number: object) -> bool:
        return number in self._rows

    def __iter__(self) -> Iterator[tuple[str, Named]]:
        """Handles with whom they are of."""
        return ((self._handles[number], row) for number, row in self._rows.items())

    def named(self, number: int) -> Named | None:
        return self._rows.get(number)

    def handle(self, number: int | None) -> str | None:
        """None for nobody; who has left meanwhile is known by the number alone."""
        return None if number is None else self._handles.get(number, f"user-{number}")

    def number(self, handle: str) -> int | None:
        return self._numbers.get(handle)
