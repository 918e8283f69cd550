"""Reading from the store, by whichever thread asks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from supportterm.store.connection import Store
from supportterm.store.errors import plainly

if TYPE_CHECKING:
    from supportterm.store.sqlite import Connection

T = TypeVar("T")
P = ParamSpec("P")


class Asking:
    """What every door of the desk stands on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read_once: dict[str, Any] = {}
        """What was read once. Another dictionary takes its place when that may have changed."""

    def _read(self, read: "Callable[Concatenate[Connection, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """*read* with this thread's connection. Raises StoreError when the machine can't."""
        with plainly(self._store.path):
            return read(self._store.reader(), *args, **kwargs)

    def _once(self, what: str, read: Callable[[], T]) -> T:
        """What *read* answers, read once and again after a change."""
        known = self._read_once  # what another thread made old meanwhile goes into the old one
        if what not in known:
            known[what] = read()
        found: T = known[what]
        return found

    def _forget(self) -> None:
        """What was read once is to be read again."""
        self._read_once = {}
