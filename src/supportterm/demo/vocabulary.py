"""Words and sentences for desks of any size: a few thousand support words, the common ones common.

The words are everyday ones and words of the trade (content/words.txt), the latter also put together (re+sync, lock+ed,
button+label); how often each is used follows Zipf's law, so that a search meets words that are in every message, in
one of a thousand, in one.
"""

from functools import cache
from itertools import accumulate, product
from random import Random
from typing import Final

from supportterm.demo.content import CONTENT

_BEFORE: Final = ("un", "re", "pre", "auto", "sub", "multi", "over")
_AFTER: Final = ("s", "ing", "ed", "er", "less")


@cache
def _lists() -> list[tuple[str, ...]]:
    """The paragraphs of words.txt: everyday words, words of the trade, tags, first names, last names."""
    return [tuple(part.split()) for part in (CONTENT / "words.txt").read_text("utf-8").split("\n\n")]


def tags() -> tuple[str, ...]:
    return _lists()[2]


def first_names() -> tuple[str, ...]:
    return _lists()[3]


def last_names() -> tuple[str, ...]:
    return _lists()[4]


def words() -> tuple[str, ...]:
    """All words, the commonest first. Always the same."""
    everyday, trade = _lists()[:2]
    rare = [b + s for b, s in product(_BEFORE, trade)] + [s + a for s, a in product(trade, _AFTER)]
    Random(1).shuffle(rare)
    return tuple(dict.fromkeys((*everyday, *trade, *rare)))


def sentences(random: Random, how_many: int) -> list[str]:
    """Sentences of 4 to 14 words, drawn by Zipf's law."""
    all_words = words()
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(all_words))))
    drawn = []
    for _ in range(how_many):
        text = " ".join(random.choices(all_words, cum_weights=weights, k=random.randint(4, 14)))
        drawn.append(text[0].upper() + text[1:] + ".")
    return drawn
