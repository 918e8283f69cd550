"""Agents or teams of a remote by their keys there, each under the one handle that it has here."""

from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

import msgspec

from supportterm.core.remote import RemoteAgent, RemoteTeam, handle_of

K = TypeVar("K", int, str)


class Named(msgspec.Struct, Generic[K], frozen=True, gc=False):
    key: K
    name: str
    email: str = ""


class Roster(Generic[K]):
    def __init__(self, rows: Iterable[Named[K]]) -> None:
        """Of two with the same name, the later has its key in its handle."""
        self._rows: Final[dict[K, Named[K]]] = {row.key: row for row in rows}
        self._handles: Final[dict[K, str]] = {}
        self._keys: Final[dict[str, K]] = {}
        for row in self._rows.values():
            told = handle_of(str(row.key))
            handle = handle_of(row.name) or f"nameless-{told}"
            while handle in self._keys:
                handle = f"{handle}-{told}"
            self._handles[row.key] = handle
            self._keys[handle] = row.key

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __bool__(self) -> bool:
        return bool(self._rows)

    def __iter__(self) -> Iterator[tuple[str, Named[K]]]:
        """Handles with whom they are of."""
        return ((self._handles[key], row) for key, row in self._rows.items())

    def named(self, key: K) -> Named[K] | None:
        return self._rows.get(key)

    def handle(self, key: K | None, kind: str = "user") -> str | None:
        """None for nobody; who has left meanwhile is known by the key alone."""
        return None if key is None else self._handles.get(key, f"{kind}-{key}")

    def known(self, key: K | None) -> str | None:
        """None for nobody, and for who is not among them."""
        return None if key is None else self._handles.get(key)

    def key(self, handle: str) -> K | None:
        return self._keys.get(handle)

    def agents(self) -> tuple[RemoteAgent, ...]:
        return tuple(RemoteAgent(handle, str(row.key), row.name, row.email) for handle, row in self)

    def teams(self) -> tuple[RemoteTeam, ...]:
        return tuple(RemoteTeam(handle, str(row.key), row.name) for handle, row in self)
