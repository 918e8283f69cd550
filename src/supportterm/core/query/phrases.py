"""Whether a text has the words that are asked for."""

from collections.abc import Sequence

from supportterm.core.query.tree import Either, Every, Expression, Term
from supportterm.core.words import folded


def text_holds(expression: Expression, texts: Sequence[str]) -> bool:
    """Whether one document satisfies *expression*; *texts* are its parts (subject, body), each `words.folded`."""
    match expression:
        case Term(tokens, prefix):
            phrase = " " + " ".join(tokens) + ("" if prefix else " ")
            return any(phrase in text for text in texts)
        case Every(parts):
            return all(text_holds(part, texts) for part in parts)
        case Either(parts):
            return any(text_holds(part, texts) for part in parts)


def text_found(expression: Expression, texts: Sequence[str]) -> bool:
    """`text_holds` of texts as they are. Most that lack a word are told without folding them."""
    lowered = [text.lower() for text in texts if text.isascii()]
    if len(lowered) == len(texts) and not _may_hold(expression, lowered):
        return False
    return text_holds(expression, [folded(text) for text in texts])


def _may_hold(expression: Expression, lowered: Sequence[str]) -> bool:
    """False only when *expression* can't hold: in ASCII text a token stands as it is, but for its case."""
    match expression:
        case Term(tokens, _):
            return any(all(token in text for token in tokens) for text in lowered)
        case Every(parts):
            return all(_may_hold(part, lowered) for part in parts)
        case Either(parts):
            return any(_may_hold(part, lowered) for part in parts)
