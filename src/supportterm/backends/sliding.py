"""What changed, from lists that are sorted by the moment of the last change and can be asked for from a moment on.

Each page begins at the moment the one before ended with: what changes while pages are read moves to the end of the
list, so that a second page of it would lack what slid up. Only where more have one moment than fit into a page are
there further pages, and those are gone through until nothing more of that moment comes up.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from supportterm.backends.errors import RateLimited
from supportterm.backends.windows import Window
from supportterm.core.remote import Item

_PAUSE: Final = 60.0
"""Seconds, where a remote that has had enough does not say how long."""


class Row(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def updated(self) -> int:
        """Milliseconds."""


R = TypeVar("R", bound=Row)


class Place(msgspec.Struct, omit_defaults=True):
    """How far a list was read."""

    window: Window
    page: int = 1
    """Of those that have the moment of the window's start, or came later."""
    news: bool = False
    """Whether this time through them something was there that had not been."""


class Turn(NamedTuple):
    items: tuple[Item, ...]
    more: bool
    pause: float
    """Seconds that the remote wants; it stopped us within this turn."""


class Sliding(Generic[R]):
    """One list."""

    def __init__(
        self,
        listed: Callable[[int, int], Sequence[R]],
        read: Callable[[R], Item | None],
        *,
        size: int,
        overlap: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """*listed* answers the rows since a moment, of a page from 1 on, *size* of them but for the last page; *read*
        a row with all that belongs to it, None when it is gone. *overlap*: milliseconds after which a change has
        certainly been written down."""
        self._listed = listed
        self._read = read
        self._size = size
        self._overlap = overlap
        self._clock = clock
        self._kept: tuple[tuple[int, int], Sequence[R], int] | None = None
        """A page that is being read, where it is from, and how many of it have been."""

    def turn(self, place: Place, most: int) -> Turn:
        """The next that changed, at most so many; *place* is moved behind them. After the last, a round begins anew."""
        window, now = place.window, int(self._clock() * 1000)
        at = (window.start, place.page)
        if self._kept is None or self._kept[0] != at:
            self._kept = (at, self._listed(*at), 0)
        _, rows, done = self._kept
        items: list[Item] = []
        pause = 0.0
        while done < len(rows) and len(items) < most:
            row = rows[done]
            new = window.told.get(row.key, (None, 0))[0] != row.updated
            if window.fresh(row.key, row.updated, now):
                try:
                    item = self._read(row)
                except RateLimited as error:
                    if not items:
                        raise
                    # What was read is not read again, or a small allowance would never be enough.
                    del window.told[row.key]
                    pause = error.retry_after or _PAUSE
                    break
                items += [item] if item is not None else []
                place.news = place.news or new
            done += 1
        over = done == len(rows)
        self._kept = None if over else (at, rows, done)
        return Turn(tuple(items), not over or self._go_on(place, rows, now), pause)

    def _go_on(self, place: Place, rows: Sequence[R], now: int) -> bool:
        """Behind a page; False at the end of the round."""
        window, full = place.window, len(rows) == self._size
        behind = not full or rows[-1].updated > window.start
        if not behind:
            place.page += 1
            return True
        again = place.page > 1 and place.news  # something may have slid from one page to the one before
        place.page, place.news = 1, False
        if again:
            return True
        if full:
            window.go_on(rows[-1].updated, 0, self._overlap)
        else:
            window.end(now, self._overlap)
        return full
