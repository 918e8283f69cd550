"""The piece of a text around what was searched for."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from supportterm.core.query.tree import Expression, Term, terms
from supportterm.core.words import spans

BEFORE: Final = 40
AFTER: Final = 120
_FURTHEST: Final = 200_000
"""Characters that are looked through for a hit; behind them the text is shown from its start."""


class Excerpt(NamedTuple):
    """One line of text; the hit in it goes from *start* to *end*. *position* is where the hit stands in the whole text.

    Without a hit (it is in the subject) the text is shown from its start, and *start*, *end* and *position* are 0.
    """

    text: str
    start: int = 0
    end: int = 0
    position: int = 0


def excerpt(text: str, expression: Expression | None) -> Excerpt:
    """What to show of *text* for a hit of *expression*. The text is still as it came, not safe for a terminal."""
    found = _first(text[:_FURTHEST], tuple(terms(expression))) if expression else None
    if found is None:
        return Excerpt(_one_line(text[: BEFORE + AFTER]) + "…" * (len(text) > BEFORE + AFTER))
    start, end = found
    cut = max(0, start - BEFORE)
    if cut:
        # From the beginning of a word, when one begins in what is shown before the hit.
        space = text.find(" ", cut, start)
        cut = space + 1 if space >= 0 else cut
    before = ("…" if cut else "") + _one_line(text[cut:start], keep_end=True).lstrip()
    hit = _one_line(text[start:end])
    rest = text[end : end + AFTER]
    if len(text) > end + AFTER and not text[end + AFTER].isspace():  # what is left of a word would be another one
        rest = rest[: rest.rfind(" ") + 1] or rest
    after = _one_line(" " + rest if rest[:1].isspace() else rest, keep_start=True)
    return Excerpt(before + hit + after + "…" * (len(text) > end + AFTER), len(before), len(before) + len(hit), start)


def _first(text: str, wanted: tuple[Term, ...]) -> tuple[int, int] | None:
    """Place of the first of *wanted* in *text*."""
    if text.isascii() and (found := _pattern(wanted).search(text.lower())):
        return found.span()
    first = next(places(text, wanted), None)
    return (first[0][0], first[-1][1]) if first is not None else None


def places(text: str, wanted: Sequence[Term]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Where each of *wanted* stands in *text*, by where it ends: the places of its tokens, ends exclusive."""
    window: deque[tuple[str, int, int]] = deque(maxlen=max((len(term.tokens) for term in wanted), default=1))
    for span in spans(text):
        window.append(span)
        for term in wanted:
            held = list(window)[-len(term.tokens) :]
            if len(held) == len(term.tokens) and _is(term, [token for token, _, _ in held]):
                yield tuple((start, end) for _, start, end in held)


@lru_cache(maxsize=64)
def _pattern(wanted: tuple[Term, ...]) -> re.Pattern[str]:
    """Finds *wanted* in ASCII text in small letters (but for words so long that they were cut)."""
    ends = {True: "[0-9a-z]*", False: "(?![0-9a-z])"}
    phrases = ("[^0-9a-z]+".join(term.tokens) + ends[term.prefix] for term in wanted)
    return re.compile(f"(?<![0-9a-z])(?:{'|'.join(phrases)})")


def _is(term: Term, held: list[str]) -> bool:
    *first, last = term.tokens
    return held[:-1] == first and (held[-1].startswith(last) if term.prefix else held[-1] == last)


def _one_line(text: str, *, keep_start: bool = False, keep_end: bool = False) -> str:
    line = " ".join(text.split())
    return " " * (keep_start and text[:1].isspace()) + line + " " * (keep_end and bool(line) and text[-1:].isspace())
