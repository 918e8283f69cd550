"""How the words of a query are asked of the full-text index, so that every question is a short walk.

The index holds whole words and prefixes of two and three letters. A longer unfinished word is spelled out as the words
that begin with it; when those are too many, its first three letters are asked for and each match is read. One letter is
not asked for at all. So the question may find too much, never too little, and says whether matches must be read.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from supportterm.core.query.tree import Either, Every, Expression, Term, terms
from supportterm.store.compile import TextMatch, match_of
from supportterm.store.sqlite import Connection

INDEXED_PREFIX: Final = 3
"""The longest prefix that the index holds by itself."""


class Question(NamedTuple):
    """*match* is for FTS5; None when the index can't narrow it down. *exact*: it finds no message too many."""

    match: str | None
    exact: bool


def ask(connection: Connection, text: TextMatch, most: int) -> Question:
    """The question for *text*, with an unfinished word spelled out as at most *most* words."""
    asked = _spelled(connection, text.expression, most)
    if asked is None:
        return Question(None, False)
    match = match_of(asked.expression, subject=text.subject)
    for excluded in text.without:
        # Messages that have such a word need no look at their tickets; a prefix would cost more than it saves.
        if not any(term.prefix for term in terms(excluded)):
            match = f"({match}) NOT {match_of(excluded)}"
    return Question(match, asked.exact)


class _Spelled(NamedTuple):
    expression: Expression
    exact: bool


def _spelled(connection: Connection, expression: Expression, most: int) -> _Spelled | None:
    """*expression* in what the index holds, which may match more; None when that would be everything."""
    if isinstance(expression, Term):
        return _term_spelled(connection, expression, most)
    parts = [_spelled(connection, part, most) for part in expression.parts]
    known = tuple(part for part in parts if part is not None)
    exact = len(known) == len(parts) and all(part.exact for part in known)
    if isinstance(expression, Either):
        return _Spelled(Either(tuple(part.expression for part in known)), exact) if len(known) == len(parts) else None
    return _Spelled(Every(tuple(part.expression for part in known)), exact) if known else None


def _term_spelled(connection: Connection, term: Term, most: int) -> _Spelled | None:
    *first, last = term.tokens
    if not term.prefix or 1 < len(last) <= INDEXED_PREFIX:
        return _Spelled(term, True)
    if len(last) == 1:
        return _Spelled(Term(tuple(first)), False) if first else None
    words = list(islice(_words_from(connection, last), most + 1))
    if len(words) > most:
        return _Spelled(Term((*first, last[:INDEXED_PREFIX]), prefix=True), False)
    spelled = tuple(Term((*first, word)) for word in words or [last])
    return _Spelled(spelled[0] if len(spelled) == 1 else Either(spelled), True)


def _words_from(connection: Connection, prefix: str) -> Iterator[str]:
    """The words of the index that begin with *prefix*, in order."""
    at = prefix
    while True:
        # A row of this table is one place of one word: asking for the first at or behind a word is one look into the
        # index, where listing the words would go through all their places.
        row = connection.execute("SELECT term FROM message_words WHERE term >= ? LIMIT 1", (at,)).fetchone()
        if row is None or not row[0].startswith(prefix):
            return
        yield row[0]
        at = row[0] + "\0"
