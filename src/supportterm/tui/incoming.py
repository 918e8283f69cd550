"""What the bytes of a terminal mean: Textual's parser, and a way past it for what most keys are.

A letter that comes alone is a key, unless it is in the middle of a sequence or of something pasted. Textual's parser
takes a tenth of a key's time to say so.
"""

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from typing import Final

from textual import constants
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.message import Message

ESCAPE: Final = constants.ESCAPE_DELAY + 0.005
"""Seconds after which an escape without more is the key."""
BURST: Final = 16
"""Bytes at once that nobody types."""
_STEERS: Final = frozenset([*range(32), 127]) - frozenset(b"\t\n\r")
_PASTE, _PASTED = b"\x1b[200~", b"\x1b[201~"


class Incoming:
    def __init__(self, *, debug: bool = False) -> None:
        self._parser = XTermParser(debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._tail = b""
        self._pasting = False

    @property
    def unfinished(self) -> bool:
        """Whether more may belong to what came last: `tick` is wanted after `ESCAPE` seconds without any."""
        return self._parser._timeout_time is not None

    def feed(self, data: bytes, *, into_text: Callable[[], bool] = lambda: False) -> Iterable[Message]:
        """*into_text*: whether a text of several lines has the keys. What comes there in a burst of nothing but text
        was pasted, also where a terminal between (GNU screen, say) does not tell; by letters it would take a minute.
        """
        plain = not self._pasting and not self.unfinished
        if plain and len(data) >= BURST and _STEERS.isdisjoint(data) and into_text():
            return (Paste(self._decode(data).replace("\r\n", "\n").replace("\r", "\n")),)
        if plain and len(data) == 1 and data.isalnum():
            letter = data.decode("ascii")
            return (Key(letter, letter),)
        if not plain or b"\x1b" in data:
            self._look_for_pastes(data)
        text = self._decode(data)
        return self._parser.feed(text) if text else ()  # half a letter; the parser would take it for the end

    def tick(self) -> Iterable[Message]:
        """Nothing more came."""
        return self._parser.tick()

    def _look_for_pastes(self, data: bytes) -> None:
        seen = self._tail + data
        begun, ended = seen.rfind(_PASTE), seen.rfind(_PASTED)
        if begun != ended:
            self._pasting = begun > ended
        self._tail = seen[1 - len(_PASTE) :]
