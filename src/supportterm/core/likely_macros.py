"""Macros by how much they share with a question: those whose words are rare among macros first. Pure."""

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Final

from supportterm.core.nouns import Macro
from supportterm.core.question import Sought, sought
from supportterm.core.words import tokens

_WORDS: Final = 40
_ENOUGH: Final = 2.0
"""What the shared words must weigh; one that half of the macros have weighs 0.7."""
_TITLE: Final = 3.0
"""How much more a word weighs that stands in a macro's title."""


def likely(macros: Sequence[Macro], question: str, most: int) -> tuple[Macro, ...]:
    """At most *most* of *macros*, the likeliest first; none that shares too little."""
    asked = sought(question, _WORDS)
    said = [(set(tokens(f"{m.name} {m.title}")), set(tokens(f"{m.reply} {m.note}"))) for m in macros]
    having = Counter(word for word in asked for title, text in said if word.found_in(title | text))
    weights = {word: log(1 + len(macros) / having[word]) for word in asked if having[word]}

    def worth(word: Sought, title: set[str], text: set[str]) -> float:
        return _TITLE if word.found_in(title) else 1.0 if word.found_in(text) else 0.0

    scores = [sum(w * worth(word, *each) for word, w in weights.items()) for each in said]
    ranked = sorted(zip(scores, macros, strict=True), key=lambda pair: (-pair[0], pair[1].name))
    return tuple(macro for score, macro in ranked[:most] if score >= _ENOUGH)
