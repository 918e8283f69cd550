"""A body cut into what was written now, what it quotes, and the signature under it."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from supportterm.exchange.quoting import spans

Kind = Literal["text", "quote", "signature"]

_LOOKED_AT = 32_768
"""Characters in which quotes are looked for; what follows goes on as what stands there."""


class Part(NamedTuple):
    kind: Kind
    text: str
    """Whole lines, without the last line end."""


def parts(body: str) -> Iterator[Part]:
    """The parts of *body* in order; joined by line ends they are the body."""
    head, rest = _head(body)
    lines = head.split("\n")
    at = 0
    for span in spans(head):
        if span.start > at:
            yield Part("text", "\n".join(lines[at : span.start]))
        at = span.end
        goes_on = at == len(lines) and span.kind == "quote"
        yield Part(span.kind, "\n".join(lines[span.start : at]) + (rest if goes_on else ""))
        rest = "" if goes_on else rest
    if at < len(lines):
        yield Part("text", "\n".join(lines[at:]) + rest)
    elif rest:
        yield Part("text", rest.removeprefix("\n"))


def _head(body: str) -> tuple[str, str]:
    if len(body) <= _LOOKED_AT:
        return body, ""
    end = body.rfind("\n", 0, _LOOKED_AT)
    return (body[:end], body[end:]) if end > 0 else ("", body)
