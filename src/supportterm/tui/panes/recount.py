"""What a pane has counted in a thread again and again: once at a time, and with a pause between."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from textual.message import Message

from supportterm.core.refusal import Refused
from supportterm.store.errors import StoreError

if TYPE_CHECKING:
    from textual.widget import Widget

W = TypeVar("W")

PAUSE: Final = 1.0
"""Seconds between two counts, at least: a desk on which much happens is not counted all the time."""


class Recount(Generic[W]):
    """*work* is called in a thread with what is wanted; *failed* makes a message of why that could not be counted.

    The pane calls `done` when it has heard of either.
    """

    def __init__(
        self,
        pane: "Widget",
        work: Callable[[W], Message],
        failed: Callable[[str], Message],
        *,
        group: str,
        pause: float = PAUSE,
    ) -> None:
        self._pane, self._work, self._failed, self._group, self._pause = pane, work, failed, group, pause
        self._busy = False
        self._owed: W | None = None

    def count(self, wanted: W, *, at_once: bool = False) -> None:
        """*at_once*: something else is wanted than what is being counted."""
        if self._busy and not at_once:
            self._owed = wanted
            return
        self._busy, self._owed = True, None

        def work() -> None:
            try:
                self._pane.post_message(self._work(wanted))
            except (StoreError, Refused) as error:
                self._pane.post_message(self._failed(str(error)))

        self._pane.run_worker(work, thread=True, group=self._group, exit_on_error=False)

    def done(self) -> None:
        self._pane.set_timer(self._pause, self._rested)

    def _rested(self) -> None:
        self._busy = False
        if self._owed is not None:
            self.count(self._owed)
