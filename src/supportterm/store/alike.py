"""Tickets that ask the same: they share the rare words of a question. Bounded, however many messages there are.

What is rare is counted in the index itself, so no language needs a list of words that say nothing.
"""

from collections import Counter
from math import log
from typing import Final, NamedTuple

from supportterm.core.terms import Role
from supportterm.core.words import tokens
from supportterm.store.sqlite import Connection

_READ: Final = 4_000
"""Characters of a question that are read."""
_COMMON: Final = 3_000
"""A word that stands in so many places says nothing."""
_WORDS: Final = 20
"""Rare words of the question that are looked for."""
_NEWEST: Final = 300
"""Messages with a word that are looked at, the newest."""
_ENOUGH: Final = 0.3
"""So much of what its words weigh must be shared."""


class Alike(NamedTuple):
    """A ticket that asks the same, and how it was answered last."""

    ticket: int
    message: int
    """The last public reply."""
    share: float
    """How much of the question it shares, of 1."""


def alike(connection: Connection, ticket: int, limit: int) -> tuple[Alike, ...]:
    """Answered tickets that ask what *ticket* asks, those that share most first, then the newest."""
    weights = _weights(connection, ticket)
    scores: Counter[int] = Counter()
    for word, weight in weights.items():
        for other in _with_word(connection, word):
            scores[other] += weight  # type: ignore[assignment]  # a Counter counts what it is given
    scores.pop(ticket, None)
    least = _ENOUGH * sum(weights.values())
    ranked = sorted(((score, other) for other, score in scores.items() if score >= least), reverse=True)
    found = []
    for score, other in ranked:
        reply = _last_reply(connection, other)
        if reply is not None:
            found.append(Alike(other, reply, score / sum(weights.values())))
        if len(found) == limit:
            break
    return tuple(found)


def _weights(connection: Connection, ticket: int) -> dict[str, float]:
    """The words of the question that say most, with what each weighs: what nobody else said weighs most of all."""
    row = connection.execute(
        "SELECT ticket.subject, (SELECT substr(body, 1, ?) FROM message WHERE message.ticket = ticket.id "
        "AND role = ? AND NOT hidden ORDER BY message.id LIMIT 1) FROM ticket WHERE ticket.id = ?",
        (_READ, int(Role.CUSTOMER), ticket),
    ).fetchone()
    words = dict.fromkeys(word for word in tokens(" ".join(filter(None, row or ()))) if len(word) > 2)
    places = {word: _places(connection, word) for word in words}
    most = max(places.values(), default=0) + 1
    weighed = {word: log(most / n) for word, n in places.items() if 0 < n < _COMMON}
    return dict(sorted(weighed.items(), key=lambda each: -each[1])[:_WORDS])


def _places(connection: Connection, word: str) -> int:
    """In how many places of the index *word* stands, counted to `_COMMON`."""
    places: int = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM message_words WHERE term = ? LIMIT ?)", (word, _COMMON)
    ).fetchone()[0]
    return places


def _with_word(connection: Connection, word: str) -> set[int]:
    """Tickets with *word* in one of the newest messages that have it."""
    found = connection.execute(
        "SELECT message.ticket FROM (SELECT rowid FROM message_fts WHERE message_fts MATCH ? ORDER BY rowid DESC "
        "LIMIT ?) AS hit CROSS JOIN message INDEXED BY message_owner ON message.id = hit.rowid",
        (f'"{word}"', _NEWEST),
    )
    return {row[0] for row in found}


def _last_reply(connection: Connection, ticket: int) -> int | None:
    row = connection.execute(
        "SELECT max(id) FROM message INDEXED BY message_ticket WHERE ticket = ? AND role = ? AND NOT hidden",
        (ticket, int(Role.REPLY)),
    ).fetchone()
    return row[0] if row else None
