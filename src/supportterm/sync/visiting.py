"""The customers' side among the consoles of a desk: it speaks for all who chat, over one socket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from supportterm.sync.presence import Presence, Word

_AT_ONCE: Final = 80
"""Chats of which a word tells."""


class Visiting(Presence):
    """Hears the consoles as one of them does; they hear who is at which chat, and who types there."""

    def __init__(self, desk: Path) -> None:
        self._here: dict[int, bool] = {}
        super().__init__(desk, "")

    def visitor(self, chat: int, types: bool | None) -> None:
        """The customer of *chat* is there, and types or does not, or with None has left."""
        if types is None:
            known = self._here.pop(chat, None) is not None
        else:
            known = self._here.get(chat) is not types
            self._here[chat] = types
        if known:
            self._tell(msgspec.structs.replace(self._me, chats=((chat, types),)))

    def say_again(self) -> bool:
        gone = super().say_again()
        for word in self._all():
            self._tell(word)
        return gone

    def _answer(self, console: str) -> None:
        for word in self._all():
            self._send(console, word)

    def _all(self) -> Iterator[Word]:
        """All who are there, in as many words as that takes."""
        here = tuple(self._here.items())
        for begin in range(0, max(len(here), 1), _AT_ONCE):
            yield msgspec.structs.replace(self._me, chats=here[begin : begin + _AT_ONCE], whole=begin == 0)
