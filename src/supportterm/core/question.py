"""What a question asks for: its words without those that say nothing, cut so that their other forms are found. Pure."""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from supportterm.core.function_words import FUNCTION_WORDS
from supportterm.core.words import tokens

READ: Final = 4_000
"""Characters of a question that are read."""
_SHORTEST_STEM: Final = 3
_ENDINGS: Final = ("ings", "ing", "ies", "ied", "ed", "es", "er", "ly", "s", "e", "y")


class Sought(NamedTuple):
    """A word of a question. *begins*: what begins with it counts too, as "deliver" stands for "delivered"."""

    text: str
    begins: bool

    def found_in(self, words: Iterable[str]) -> bool:
        return any(w.startswith(self.text) for w in words) if self.begins else self.text in words


def telling(text: str) -> list[str]:
    """The words of *text* that say what it is about, as they stand there."""
    return [word for word in tokens(text[:READ]) if len(word) > 1 and word not in FUNCTION_WORDS]


def sought(text: str, most: int) -> tuple[Sought, ...]:
    """What *text* asks for, at most *most* different words, in its order."""
    found: dict[str, Sought] = {}
    for word in telling(text):
        stem = _stem(word)
        found.setdefault(stem, Sought(stem, begins=word.isascii() and word.isalpha() and len(word) > _SHORTEST_STEM))
        if len(found) == most:
            break
    return tuple(found.values())


def share(weights: dict[Sought, float], words: Collection[str]) -> float:
    """How much of what the sought words weigh stands in *words*, of 1."""
    return sum(w for one, w in weights.items() if one.found_in(words)) / (sum(weights.values()) or 1.0)


def _stem(word: str) -> str:
    """An English word without its ending; other words nearly always as they are. Too short a rest is left alone."""
    if not (word.isascii() and word.isalpha()) or len(word) <= _SHORTEST_STEM or word.endswith("ss"):
        return word
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_STEM), "")
    stem = word.removesuffix(ending)
    doubled = len(stem) > _SHORTEST_STEM + 1 and stem[-1] == stem[-2] and stem[-1] not in "lsz"
    return stem[:-1] if ending and doubled else stem  # "stopped" is "stop"
