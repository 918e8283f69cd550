"""Calls in the console: one that rings opens the card of who calls, one that goes on has its timer in the header."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.core.calls import clock_words
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.desk.calls import PhoneCall

_WHAT = "call"


class Calling:
    """*remind* says words of something in the header, *open* shows the card of a call, *alarm* draws attention to
    words, *key* is what to press for a command line."""

    def __init__(
        self,
        desk: "Desk",
        remind: Callable[[str, str], None],
        open: Callable[[int], None],
        alarm: Callable[[str], None],
        key: Callable[[str], str],
    ) -> None:
        self._desk = desk
        self._remind = remind
        self._open = open
        self._alarm = alarm
        self._key = key
        self._mine: PhoneCall | None = None
        self._rings: PhoneCall | None = None
        self._told: set[int] = set()
        """Calls that rang and were told."""

    def look(self) -> None:
        """The desk was changed: somebody may call, have been answered, or be gone."""
        was = self.counting
        door = self._desk.calls
        self._mine = door.mine()
        ringing = door.ringing()
        self._rings = ringing[0] if ringing else None
        new = [call for call in ringing if call.id not in self._told]
        self._told |= {call.id for call in new}
        if was or self.counting:
            self.tick()
        if new:
            self._alarm(f"{self._who(new[0])} calls")
            self._open(new[0].id)

    def tick(self) -> None:
        """A second went by."""
        if self._rings is not None and self._rings.id not in {call.id for call in self._desk.calls.ringing()}:
            self._rings = None
        self._remind(_WHAT, "; ".join(filter(None, (self._on_the_phone(), self._calls()))))

    @property
    def counting(self) -> bool:
        return self._mine is not None or self._rings is not None

    def _who(self, call: "PhoneCall") -> str:
        person = self._desk.calls.other(call)
        return safe_line((person.name if person is not None else call.name) or call.phone or "somebody", 40)

    def _on_the_phone(self) -> str:
        call = self._mine
        if call is None:
            return ""
        how = "on the phone with" if call.going_on else "not written down:"
        return f"{how} {self._who(call)} {clock_words(call.seconds(self._desk.clock()))}"

    def _calls(self) -> str:
        if self._rings is None:
            return ""
        key = self._key("call take")
        return f"{self._who(self._rings)} calls" + (f", {key} takes it" if key else "")
