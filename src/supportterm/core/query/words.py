"""The words that a query looks for in what was written."""

from collections.abc import Iterator

from supportterm.core.query import QueryError, parse
from supportterm.core.query.tree import All, Any, Either, Every, Expression, Node, Term, Text


def words_of(text: str) -> tuple[str, ...]:
    """The search tokens that a query asks for in messages, those it excludes left out."""
    try:
        return tuple(dict.fromkeys(_tokens(parse(text, typing=True).tree)))
    except QueryError:
        return ()


def _tokens(node: Node | Expression) -> Iterator[str]:
    match node:
        case Term(tokens):
            yield from tokens
        case Text(expression):
            yield from _tokens(expression)
        case All(parts) | Any(parts) | Every(parts) | Either(parts):
            for part in parts:
                yield from _tokens(part)
