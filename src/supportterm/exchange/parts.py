"""The tree of parts inside a mail, flattened: where each leaf lies, how it is wrapped, which alternative it is of.

An explicit stack, not recursion; depth, parts and bytes scanned are capped. What lies beyond a cap is one
leaf, kept as it is.
"""

import re
from typing import Final, NamedTuple

from supportterm.exchange import headers

MAX_DEPTH: Final = 50
MAX_PARTS: Final = 1_000
MAX_SCANNED: Final = 200_000_000
"""Bytes that may be searched for boundaries in one mail, counted once for each level."""
_MAX_LINES: Final = 50_000
"""Lines that begin like a boundary and are none."""

_GUESS: Final = re.compile(rb"^--([^\s-][^\r\n]{3,69}?|-+[=_][^\r\n]{3,69}?)[ \t]*\r?\n", re.MULTILINE)


class Leaf(NamedTuple):
    """One part without parts in it."""

    kind: str
    """Media type in lower case; `text/plain` when the part says nothing."""
    parameters: dict[str, str]
    fields: dict[str, bytes]
    start: int
    end: int
    branch: tuple[tuple[int, int], ...]
    """(alternative, branch of it) for every multipart/alternative around."""
    cut: bool = False
    """A cap was reached here: a whole tree of parts that nobody looked into."""


class Tree(NamedTuple):
    leaves: list[Leaf]
    notices: list[str]


class _Open(NamedTuple):
    start: int
    end: int
    depth: int
    branch: tuple[tuple[int, int], ...]
    default: str


def flatten(raw: bytes, top: headers.Block, fields: dict[str, bytes], kind: str, params: dict[str, str]) -> Tree:
    """The leaves of a multipart mail in the order of the mail."""
    leaves: list[Leaf] = []
    notices: list[str] = []
    alternatives = 0
    scanned = 0
    stack: list[tuple[_Open, str, dict[str, str], dict[str, bytes]]] = [
        (_Open(top.body, len(raw), 0, (), "text/plain"), kind, params, fields)
    ]
    while stack:
        here, kind, params, fields = stack.pop()
        if not kind.startswith("multipart/"):
            leaves.append(Leaf(kind, params, fields, here.start, here.end, here.branch))
            continue
        scanned += here.end - here.start
        if here.depth >= MAX_DEPTH or scanned > MAX_SCANNED:
            notices.append(f"parts lie in each other more than {MAX_DEPTH} deep; the rest is kept as one file")
            leaves.append(Leaf(kind, params, fields, here.start, here.end, here.branch, cut=True))
            continue
        room = MAX_PARTS - len(leaves) - len(stack)
        spans, notice = _split(raw, here.start, here.end, params.get("boundary", ""), room)
        if notice:
            notices.append(notice)
        if not spans:
            leaves.append(Leaf("text/plain", {}, fields, here.start, here.end, here.branch))
            continue
        alternative = kind == "multipart/alternative"
        alternatives += alternative
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        children = []
        for number, (start, end) in enumerate(spans):
            block = headers.split(raw, start, end)
            inner = first_of_each(block.fields)
            branch = (*here.branch, (alternatives, number)) if alternative else here.branch
            child_kind, child_params = media_type(inner, default)
            children.append((_Open(block.body, end, here.depth + 1, branch, default), child_kind, child_params, inner))
        stack.extend(reversed(children))
    return Tree(leaves, notices)


def first_of_each(fields: list[tuple[str, bytes]]) -> dict[str, bytes]:
    """Fields by name; of a repeated one the first that says something."""
    found: dict[str, bytes] = {}
    for name, value in fields:
        if not found.get(name):
            found[name] = value
    return found


def media_type(fields: dict[str, bytes], default: str = "text/plain") -> tuple[str, dict[str, str]]:
    """Media type in lower case and parameters; *default* when it is missing or unreadable."""
    raw = fields.get("content-type")
    if not raw:
        return default, {}
    kind, params = headers.parameters(headers.text_of(raw))
    main, slash, sub = kind.partition("/")
    if kind == "text":
        return "text/plain", params
    if kind == "multipart" or (main == "multipart" and not sub):
        return "multipart/mixed", params
    if not slash or not main or not sub:
        if "boundary" in params:
            return "multipart/mixed", params
        named = "name" in params
        return ("application/octet-stream" if named else default), params
    return kind, params


def _split(raw: bytes, start: int, end: int, boundary: str, room: int) -> tuple[list[tuple[int, int]], str]:
    """Spans of the parts between boundaries, and what was wrong. No spans: there is no boundary to be found."""
    mark = boundary.encode("utf-8", "replace")[:200].rstrip()
    spans, cut = _spans(raw, start, end, mark, room) if mark else ([], False)
    notice = ""
    if not spans:
        guess = _GUESS.search(raw, start, min(end, start + 65_536))
        if guess:
            spans, cut = _spans(raw, start, end, guess[1], room)
        notice = "the boundary of the parts is missing or wrong" + ("; it was guessed" if spans else "")
    if cut:
        notice = f"the mail has more than {MAX_PARTS} parts; the rest was left out"
    return spans, notice


def _spans(raw: bytes, start: int, end: int, mark: bytes, room: int) -> tuple[list[tuple[int, int]], bool]:
    spans: list[tuple[int, int]] = []
    line = b"--" + mark
    needle = b"\n" + line
    size = len(line)
    opened: int | None = None
    at = start if raw.startswith(line, start) else _next(raw, needle, start, end)
    for _ in range(_MAX_LINES):
        if at < 0:
            break
        after = at + size
        tail_end = raw.find(b"\n", after, min(end, after + 200))
        tail = raw[after : tail_end if tail_end >= 0 else min(end, after + 200)].strip()
        closing = tail.startswith(b"--")
        if tail and not closing:
            at = _next(raw, needle, after, end)  # another boundary that begins like this one
            continue
        if opened is not None:
            spans.append((opened, _before(raw, opened, at)))
            if len(spans) >= max(room, 1):
                return spans, True
        if closing:
            return spans, False
        opened = tail_end + 1 if tail_end >= 0 else end
        at = _next(raw, needle, max(after - 1, opened - 1), end)
    if opened is not None and opened < end:
        spans.append((opened, end))
    return spans, False


def _next(raw: bytes, needle: bytes, start: int, end: int) -> int:
    found = raw.find(needle, start, end)
    return found + 1 if found >= 0 else -1


def _before(raw: bytes, floor: int, at: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if at - 1 >= floor and raw[at - 1] == 10:
        at -= 1
    if at - 1 >= floor and raw[at - 1] == 13:
        at -= 1
    return at
