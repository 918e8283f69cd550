"""What is asked for again and again and hardly changes: kept for a while, by name."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

FRESH: Final = 300.0
"""Seconds that a list of agents, statuses or fields is believed."""

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


class Keeping:
    """Base of who knows what there is at a remote: methods marked `kept` ask for it now and then."""

    def __init__(self) -> None:
        self._keep = Kept()

    def forget(self) -> None:
        """Ask anew for everything: somebody wants to know how it is now."""
        self._keep.forget()


K = TypeVar("K", bound=Keeping)


def kept(ask: Callable[[K], T]) -> Callable[[K], T]:
    """A method without arguments that asks the remote: what it answers is kept for a while."""
    name = ask.__name__

    @wraps(ask)
    def known(self: K) -> T:
        return self._keep(name, lambda: ask(self))

    return known
