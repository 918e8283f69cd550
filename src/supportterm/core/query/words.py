"""The words that a query looks for in what was written."""

from collections.abc import Iterator

from supportterm.core.query import QueryError, parse
from supportterm.core.query.tree import All, Any, Node, Term, Text, terms


def words_of(text: str) -> tuple[str, ...]:
    """The search tokens that a query asks for in messages, those it excludes left out."""
    return tuple(dict.fromkeys(token for term in typed_terms(text) for token in term.tokens))


def typed_terms(text: str) -> tuple[Term, ...]:
    """As `terms_of`, of a query that is still being typed; none of what is no query."""
    try:
        return terms_of(parse(text, typing=True).tree)
    except QueryError:
        return ()


def terms_of(tree: Node) -> tuple[Term, ...]:
    """The words and phrases that a query asks for in messages and subjects, those it excludes left out."""
    return tuple(dict.fromkeys(_terms(tree)))


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Text(expression):
            yield from terms(expression)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _terms(part)
