"""Web and mail addresses in text: found, marked, and never more than marked."""

import re
from collections.abc import Iterator

from supportterm.tui.render.line import Line, Span

_URL = re.compile(r"(?:https?://|mailto:)[^\s<>\"`{}|\\^]+", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "["}


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where the addresses in *text* start and end; punctuation of the sentence around one is left out."""
    for match in _URL.finditer(text):
        end = match.end()
        while end > match.start() and _trailing(text[match.start() : end]):
            end -= 1
        if end - match.start() > len("https://"):
            yield match.start(), end


def _trailing(url: str) -> bool:
    last = url[-1]
    if last in _CLOSERS:
        return url.count(last) > url.count(_CLOSERS[last])
    return last in ".,;:!?'*_"


def mark(text: str, style: str = "") -> tuple[Span, ...]:
    """*text* as spans, its addresses in style `link`."""
    if "://" not in text and "mailto:" not in text:
        return (Span(text, style),)
    spans: list[Span] = []
    at = 0
    for start, end in find(text):
        if start > at:
            spans.append(Span(text[at:start], style))
        spans.append(Span(text[start:end], f"{style} link".strip()))
        at = end
    if at < len(text) or not spans:
        spans.append(Span(text[at:], style))
    return tuple(spans)


def mark_row(text: str, style: str = "") -> Line:
    return Line(mark(text, style))
