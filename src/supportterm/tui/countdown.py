"""How long the reply just sent can still be taken back: it counts down in the header, wherever the person is then."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.outbox import Takeable

_WHAT = "leaving"


class Countdown:
    """*remind* says words of something in the header, *key* is what to press to undo."""

    def __init__(self, desk: "Desk", remind: Callable[[str, str], None], key: Callable[[], str]) -> None:
        self._desk = desk
        self._remind = remind
        self._key = key
        self._reply: Takeable | None = None

    def look(self) -> None:
        """The desk was changed: a reply may have been sent, or taken back."""
        was, self._reply = self._reply, None
        if self._desk.connections():
            self._reply = self._desk.takeable(self._desk.me, self._desk.clock())
        if was is not None or self._reply is not None:
            self.tick()

    def tick(self) -> None:
        """A second went by."""
        reply = self._reply
        if reply is None:
            self._remind(_WHAT, "")
            return
        seconds = -(-(reply.until - self._desk.clock()) // 1000)
        if seconds <= 0:
            self._reply = None
            self._remind(_WHAT, "")
            return
        how = f", {self._key()} takes it back" if reply.is_last and self._key() else ""
        self._remind(_WHAT, f"{self._desk.label(reply.ticket)} leaves in {seconds} s{how}")

    @property
    def counting(self) -> bool:
        return self._reply is not None
