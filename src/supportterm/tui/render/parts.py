"""A body cut into what was written now, what it quotes, and the signature under it."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    TEXT = "text"
    QUOTE = "quote"
    SIGNATURE = "signature"


class Part(NamedTuple):
    kind: Kind
    text: str


_LOOKED_AT = 262_144
"""Characters in which quotes are looked for; what follows in a longer body is shown as text."""


def parts(body: str) -> Iterator[Part]:
    """The parts of *body* in order, joined they are the body but for the line ends between them."""
    head = body if len(body) <= _LOOKED_AT else body[: body.rfind("\n", 0, _LOOKED_AT) + 1]
    lines: list[str] = []
    kind = Kind.TEXT
    for row in head.split("\n"):
        signed = row == "-- " or kind is Kind.SIGNATURE
        now = Kind.QUOTE if row.startswith(">") else Kind.SIGNATURE if signed else Kind.TEXT
        if now is not kind and lines:
            yield Part(kind, "\n".join(lines))
            lines = []
        kind = now
        lines.append(row)
    if lines:
        yield Part(kind, "\n".join(lines))
    if len(head) < len(body):
        yield Part(Kind.TEXT, body[len(head) :])
