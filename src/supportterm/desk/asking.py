"""Reading from the store, by whichever thread asks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

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

    def _read(self, read: "Callable[Concatenate[Connection, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """*read* with this thread's connection. Raises StoreError when the machine can't."""
        with plainly(self._store.path):
            return read(self._store.reader(), *args, **kwargs)
