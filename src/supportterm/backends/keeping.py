"""What is asked for again and again and hardly changes: kept for a while, by name."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Generic, TypeVar

FRESH: Final = 300.0
"""Seconds that a list of agents, statuses or fields is believed."""

A = TypeVar("A")
"""What asks."""
W = TypeVar("W")
"""The settings of the connection."""
T = TypeVar("T")


class Kept:
    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, object]] = {}

    def __call__(self, name: str, make: Callable[[], T]) -> T:
        """What *make* answered under *name*; asked anew when that is too long ago."""
        found = self._kept.get(name)
        if found is None or time.monotonic() - found[0] > FRESH:
            self._kept[name] = found = (time.monotonic(), make())
        value: T = found[1]  # type: ignore[assignment]
        return value

    def forget(self) -> None:
        """Ask anew for everything: somebody wants to know how it is now."""
        self._kept.clear()


class Keeping(Generic[A, W]):
    """Base of who knows who and what there is at a remote: methods marked `kept` ask for it now and then."""

    def __init__(self, rest: A, words: W) -> None:
        self._rest = rest
        self._words = words
        self._keep = Kept()
        self._people: dict[Any, Any] = {}
        """Those that were told of or asked for one by one, by their keys."""

    def forget(self) -> None:
        """Ask anew for everything: somebody wants to know how it is now."""
        self._keep.forget()
        self._people.clear()


K = TypeVar("K", bound=Keeping[Any, Any])


def kept(ask: Callable[[K], T]) -> Callable[[K], T]:
    """A method without arguments that asks the remote: what it answers is kept for a while."""
    name = ask.__name__

    @wraps(ask)
    def known(self: K) -> T:
        return self._keep(name, lambda: ask(self))

    return known
