"""Text → search tokens: the one definition that the index and the evaluation in memory share.

The index is FTS5 with `tokenize=ascii`: it splits at every ASCII character that is no letter and no digit, folds the
case of A–Z, and takes every other code point for a part of a word. So ASCII text needs no preparation; in other text
only the characters beyond ASCII do: accents go, case folds, punctuation becomes a space, and a character of a script
written without spaces stands alone, so that a phrase finds it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

LONGEST: Final = 64
"""Longer tokens (encoded files, keys) are cut to this many characters, in the index and in what is searched for."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
# Patterns that most desks seldom need are compiled when used first (`re` keeps them): starting up must cost nothing.
_NO_WORD = r"[\W_]+"
_PART = r"[0-9A-Za-z\x80-\U0010ffff]"
_TOO_LONG = rf"(?<!{_PART})({_PART}{{{LONGEST}}}){_PART}+"
_UNSPACED = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af]"  # Han
)
_SPLIT_AND_LOWER = bytes(
    c if c > 127 else ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(256)
)  # what the ascii tokenizer does, as a table over UTF-8 bytes
_PARTS = bytes(32 if c == 32 else 120 for c in _SPLIT_AND_LOWER)
_TOO_MANY = b"x" * (LONGEST + 1)


def _fold(run: str) -> str:
    """A run of characters beyond ASCII as the index wants it."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", run).casefold())
    bare = "".join([c for c in folded if unicodedata.category(c)[0] != "M"])
    return re.sub(_UNSPACED, r" \g<0> ", re.sub(_NO_WORD, " ", bare.casefold()))


_fold_short = lru_cache(maxsize=8192)(_fold)


def _fold_match(run: re.Match[str]) -> str:
    # Dashes, quotes, accents and whole words come again and again; a page without a space does not.
    text = run[0]
    return _fold_short(text) if len(text) <= 32 else _fold(text)


def index_text(text: str) -> str:
    """*text* as FTS5's ascii tokenizer must get it to make exactly `tokens(text)` of it."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_fold_match, text)
    # Looked for among bytes, which is ten times as fast; of these there are no fewer than characters.
    if len(text) > LONGEST and _TOO_MANY in text.encode().translate(_PARTS):
        return re.sub(_TOO_LONG, r"\1", text)
    return text


def tokens(text: str) -> list[str]:
    """The words of *text*, folded, in order."""
    words = index_text(text).encode().translate(_SPLIT_AND_LOWER).split()
    return [word.decode() for word in words]


def folded(text: str) -> str:
    """The tokens between single spaces, one also at either end.

    So `" a b " in folded(text)` finds a phrase, `" a b" in folded(text)` one whose last word is unfinished.
    """
    return " " + b" ".join(index_text(text).encode().translate(_SPLIT_AND_LOWER).split()).decode() + " "


def stands_alone(token: str) -> bool:
    """Whether *token* is a character of a script written without spaces: nothing longer begins with it."""
    return len(token) == 1 and not token.isascii() and re.match(_UNSPACED, token) is not None


def lower_ascii(text: str) -> str:
    """A–Z to a–z and nothing else: the case folding that SQLite's `lower` and NOCASE know."""
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each token with the place in *text* it comes from (end exclusive)."""
    for run in re.finditer(rf"{_UNSPACED}|(?:(?!{_UNSPACED}){_PART})+", text):
        for start, end in _words_in(run[0]):
            for token in tokens(run[0][start:end]):
                yield token, run.start() + start, run.start() + end


def _words_in(run: str) -> Iterator[tuple[int, int]]:
    """Places of the words in a run without ASCII punctuation; dashes and quotes beyond ASCII part them."""
    start = 0
    if not run.isascii():
        for at, c in enumerate(run):
            if not (c.isalnum() or unicodedata.category(c)[0] == "M" or tokens(c)):
                if start < at:
                    yield start, at
                start = at + 1
    if start < len(run):
        yield start, len(run)
