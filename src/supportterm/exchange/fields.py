"""Header fields of a mail by name, for what `ParsedMail` does not carry: marks of machines, filters and hosts."""

from collections.abc import Iterator
from typing import Final

from supportterm.exchange import headers

_MOST: Final = 2_000
"""Characters of one field that are looked at; what marks a mail stands at its beginning."""


class Fields:
    """The header of a mail. Names are asked in lower case; values are decoded text, without spaces around them."""

    def __init__(self, raw: bytes, block: headers.Block | None = None) -> None:
        """*block*: the header of *raw*, where that was split already."""
        self._values: dict[str, list[bytes]] = {}
        for name, value in (block or headers.split(raw)).fields:
            self._values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        """Each name once, topmost first."""
        return iter(self._values)

    def count(self, name: str) -> int:
        return len(self._values.get(name, ()))

    def all(self, name: str) -> Iterator[str]:
        """Values of all fields of this *name*, topmost first: the last host that had the mail wrote on top."""
        return map(_decoded, self._values.get(name, ()))

    def first(self, name: str) -> str:
        found = self._values.get(name)
        return _decoded(found[0]) if found else ""

    def word(self, name: str) -> str:
        """What the topmost field of this *name* says before any parameter or comment, in lower case."""
        return self.first(name).partition(";")[0].partition("(")[0].strip().lower()


def _decoded(value: bytes) -> str:
    return headers.decode_words(headers.text_of(value[:_MOST])).strip()
