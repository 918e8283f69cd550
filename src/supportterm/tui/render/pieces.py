"""A long Markdown text cut where one piece may be parsed without the next."""

from collections.abc import Iterator

_SOFT = 4_000
"""Characters after which a piece ends at the next place that is good for it."""
_HARD = 16_000
"""Characters after which it ends anyway: some short texts take a parser time that grows with their square."""


def pieces(source: str) -> Iterator[tuple[str, bool]]:
    """Parts of *source* in order, each with whether it may be parsed.

    A cut is made at a blank line, outside fenced code, before a line that starts a block of its own. A part in
    which there is no such place is longer than a parser is trusted with and is to be shown as it stands.
    """
    start = 0
    while start < len(source):
        if len(source) - start <= _SOFT:
            yield source[start:], True
            return
        end = _good_end(source, start)
        if end is None:
            end = _line_end(source, start + _HARD)
            yield source[start:end].strip("\n"), False
        else:
            yield source[start:end].rstrip("\n"), True
        start = end
        while start < len(source) and source[start] == "\n":
            start += 1


def _good_end(source: str, start: int) -> int | None:
    limit = min(start + _HARD, len(source))
    if len(source) - start <= _HARD:
        last: int | None = len(source)
    else:
        last = None
    fenced = False
    at = start
    while at < limit:
        newline = source.find("\n", at, limit)
        if newline < 0:
            break
        row = source[at:newline].lstrip()
        if row.startswith(("```", "~~~")):
            fenced = not fenced
        blank = not row
        if blank and not fenced and at - start >= _SOFT and _starts_block(source, newline + 1):
            return newline + 1
        at = newline + 1
    return last


def _starts_block(source: str, at: int) -> bool:
    """False for a line that may belong to a list or paragraph above: indented, or one more item."""
    head = source[at : at + 4]
    return bool(head) and not head[0].isspace() and not head[0].isdigit() and head[:2] not in ("- ", "* ", "+ ")


def _line_end(source: str, limit: int) -> int:
    """The line end before *limit*, else *limit*."""
    if limit >= len(source):
        return len(source)
    newline = source.rfind("\n", limit - _HARD + 1, limit)
    return newline + 1 if newline >= 0 else limit
