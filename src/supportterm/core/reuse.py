"""An answer that was given to somebody, made to fit somebody else: their name, their address, the ticket's number."""

import re
from collections.abc import Iterator

from supportterm.core.greeting import NAMELESS, called, first_name, without_names
from supportterm.core.nouns import Person, Ticket

_SHORTEST = 3
"""Letters of a first name that is looked for by itself."""


def readdressed(text: str, was: tuple[Ticket, Person], now: tuple[Ticket, Person]) -> str:
    """*text*, an answer on the first ticket to the first person, as one on the second to the second.

    Where nothing is known of how the second person is called, the name of the first stays out of the text.
    """
    swaps = dict(_swaps(was, now))
    if not swaps:
        return text
    known = "|".join(re.escape(word) for word in sorted(swaps, key=len, reverse=True))
    return without_names(re.sub(rf"(?<![\w@.-])(?:{known})(?![\w@-])", lambda found: swaps[found[0]], text))


def _swaps(was: tuple[Ticket, Person], now: tuple[Ticket, Person]) -> Iterator[tuple[str, str]]:
    """From what is said of the first to what is said of the second."""
    (old, asked), (new, asks) = was, now
    first, full = first_name(asked.name), called(asked.name)
    yield f"#{old.number or old.id}", f"#{new.number or new.id}"
    if len(first) >= _SHORTEST:
        yield first, first_name(asks.name) or NAMELESS
    if " " in full:
        yield full, called(asks.name) or NAMELESS
    if asked.email:
        yield asked.email, asks.email
