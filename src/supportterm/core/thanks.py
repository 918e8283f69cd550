"""Whether a customer's message says thanks and nothing else, so that what is solved need not be opened for it.

Only what is made of known phrases altogether counts: one word that is none of them, a question or a number, and a
person looks. To open a ticket for a thanks costs a key; to leave a question in a solved one costs a customer.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from supportterm.core import thanks_words as table

LONGEST: Final = 300
"""Characters: who writes more says more."""

_SAYS_MORE: Final = re.compile(r"[?？؟¿\d]|https?:|www\.")
_APART: Final = re.compile(r"[\W_]+")
_LETTERS: Final = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i", "'": None, "’": None})


def is_thanks(text: str, names: Iterable[str] = ()) -> bool:
    """Whether *text*, without what it quotes and its signature, says thanks and nothing else.

    *names* of people may stand in it: of who wrote, and of who is thanked.
    """
    if len(text) > LONGEST or _SAYS_MORE.search(text):
        return False
    called = {word for name in names for word in _plain(name).split()}
    left, thanked = _without_unspaced(_plain(text))
    while left:
        phrase = max((part.match(left) for part in _phrases()), key=lambda found: found.end() if found else 0)
        if phrase:
            thanked = thanked or phrase.re is _phrases()[0]
            left = left[phrase.end() :]
        else:
            word, _, left = left.partition(" ")
            if word not in called:
                return False
    return thanked


def _plain(text: str) -> str:
    """Small letters without accents; each word has a space behind it, and there is nothing else."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c)))
    return "".join(f"{word} " for word in _APART.split(bare.translate(_LETTERS)) if word)


def _without_unspaced(text: str) -> tuple[str, bool]:
    """*text* without the phrases of languages whose words are not parted, and whether one of them says thanks."""
    left = text
    for phrase in _plain(table.UNSPACED).split():
        left = left.replace(phrase, " ")
    thanked = left != text
    for phrase in _plain(table.UNSPACED_AROUND).split():
        left = left.replace(phrase, " ")
    return "".join(f"{word} " for word in left.split()), thanked


@cache
def _phrases() -> tuple[re.Pattern[str], ...]:
    """What thanks, and what may stand about it."""
    return tuple(_pattern(phrases) for phrases in (table.THANKS, table.DONE, table.AROUND))


def _pattern(phrases: str) -> re.Pattern[str]:
    each = (re.sub(r"\s*/\s*", "/", phrase).split() for phrase in phrases.split(","))
    # The longest first: the first that fits is taken.
    made = sorted(("".join(map(_words, phrase)) for phrase in each), key=len, reverse=True)
    return re.compile("|".join(made))


def _words(element: str) -> str:
    """`[a/b-c]` → an optional `a ` or `b c `."""
    wanted = element.strip("[]")
    one = "|".join(re.escape(word.replace("-", " ")) for word in wanted.split("/"))
    return f"(?:(?:{one}) )?" if element.startswith("[") else f"(?:{one}) "
