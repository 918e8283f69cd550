"""Words that a slip of the fingers may have meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """At most *most* of the *known* words that are like *word*, the likest first; none when none is."""
    from difflib import get_close_matches

    return get_close_matches(word, list(known), most, 0.6)
