"""Search as you type: the newest matches first, in bounded time over any number of messages.

A message's id is its time, so walking the index backwards is walking back in time, and each match costs the same
however many there are. What would not be bounded is avoided:

- An unfinished word of two or three letters has an index of its own. A longer one is spelled out as the words that
  begin with it; when those are too many, the matches of its first three letters are looked at one by one.
- One letter is looked for in the newest messages only.
- Conditions on the ticket are asked of each match, newest first; a budget ends a walk that finds too little, and the
  page says how far it looked.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from supportterm.core.excerpt import excerpt
from supportterm.core.ids import message_time
from supportterm.core.query import Context, Query
from supportterm.core.query.evaluate import text_holds
from supportterm.core.query.tree import Either, Every, Expression, Term, terms
from supportterm.core.words import folded
from supportterm.store.compile import Filter, TextMatch, compile_filter, match_of
from supportterm.store.sqlite import Connection

NEWEST: Final = 10_000
"""How many messages are looked at for one letter."""
INDEXED_PREFIX: Final = 3
"""The longest prefix that the index holds by itself (and 2)."""
LAST: Final = (1 << 63) - 1


class Budget(NamedTuple):
    """How much work a page may cost."""

    matches: int = 2_000
    """Matches of the words that are looked at; reading one's text counts for `READING` of them."""
    words: int = 96
    """Words that an unfinished one is spelled out as."""


READING: Final = 4
WHOLE_HISTORY: Final = Budget(matches=LAST)


class Hit(NamedTuple):
    """A message that was found. The text is as it came; *start* and *end* mark the hit in the excerpt.

    *position* is where the hit stands in the message's body, for a pane that opens at it.
    """

    message: int
    ticket: int
    role: int
    author: str
    at: int
    excerpt: str
    start: int
    end: int
    position: int


class Page(NamedTuple):
    """Newest first. *complete*: nothing older matches; else `before=next` goes on.

    *looked_back_to* (ms) is set when the budget ended the walk: what is older was not looked at.
    """

    hits: tuple[Hit, ...]
    complete: bool
    looked_back_to: int | None
    next: int | None


class TicketPage(NamedTuple):
    """As `Page`, but of tickets: pairs of ticket and its newest matching message."""

    tickets: tuple[tuple[int, int], ...]
    complete: bool
    looked_back_to: int | None
    next: int | None


class _Found(NamedTuple):
    pairs: list[tuple[int, int]]
    complete: bool
    looked_back_to: int | None
    next: int | None


def search(
    connection: Connection,
    query: Query,
    context: Context,
    *,
    limit: int = 50,
    before: int | None = None,
    budget: Budget = Budget(),  # noqa: B008  # a value
) -> Page:
    """The newest messages that match, those older than message *before*. Without words: of the tickets that match."""
    wanted = compile_filter(query, context)
    found = _walk(connection, wanted, limit, before, budget, tickets=False)
    hits = tuple(_hit(connection, message, wanted.text) for _, message in found.pairs)
    return Page(hits, found.complete, found.looked_back_to, found.next)


def matching(
    connection: Connection,
    wanted: Filter,
    *,
    limit: int,
    before: int | None = None,
    budget: Budget = Budget(),  # noqa: B008  # a value
) -> TicketPage:
    """The tickets that match, each once, those with the newest matching message first.

    *before* is `next` of the page before; a ticket of an earlier page does not come again.
    """
    found = _walk(connection, wanted, limit, before, budget, tickets=True)
    return TicketPage(tuple(found.pairs), found.complete, found.looked_back_to, found.next)


def _walk(
    connection: Connection, wanted: Filter, limit: int, before: int | None, budget: Budget, *, tickets: bool
) -> _Found:
    plan = _plan(connection, wanted.text, budget)
    pairs: list[tuple[int, int]] = []
    seen: set[int] = set()
    looked = cost = 0
    last: int | None = None
    for message, ticket, holds in _matches(connection, wanted, plan, before):
        if len(pairs) == limit:
            return _Found(pairs, False, None, last)
        if last is not None and (looked >= NEWEST if plan.only_newest else cost >= budget.matches):
            return _Found(pairs, False, message_time(last), last)
        last = message
        looked += 1
        cost += 1
        if not holds or (tickets and ticket in seen):
            continue
        if plan.check is not None:
            cost += READING - 1
            if not text_holds(plan.check, _texts(connection, message, wanted.text)):
                continue
        if tickets:
            seen.add(ticket)
            if before is not None and _found_since(connection, wanted.text, ticket, before):
                continue
        pairs.append((ticket, message))
    return _Found(pairs, True, None, None)


class _Plan(NamedTuple):
    """What the index is asked: *match* finds all messages wanted, and others too when *check* must be asked of each."""

    match: str | None
    check: Expression | None = None
    only_newest: bool = False


def _plan(connection: Connection, text: TextMatch | None, budget: Budget) -> _Plan:
    if text is None:
        return _Plan(None)
    asked = _spelled(connection, text.expression, budget.words)
    if asked is None:
        return _Plan(None, text.expression, only_newest=True)
    match = match_of(asked.expression, subject=text.subject)
    for excluded in text.without:
        # Messages that have such a word need no look at their tickets; a prefix costs more than it saves.
        if not any(term.prefix for term in terms(excluded)):
            match = f"({match}) NOT {match_of(excluded)}"
    return _Plan(match, None if asked.exact else text.expression)


class _Spelled(NamedTuple):
    expression: Expression
    exact: bool


def _spelled(connection: Connection, expression: Expression, most: int) -> _Spelled | None:
    """*expression* in words that the index finds at once, which may match more; None when it would be everything."""
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
        # index, where listing words would go through all their places.
        row = connection.execute("SELECT term FROM message_words WHERE term >= ? LIMIT 1", (at,)).fetchone()
        if row is None or not row[0].startswith(prefix):
            return
        yield row[0]
        at = row[0] + "\0"


def _matches(
    connection: Connection, wanted: Filter, plan: _Plan, before: int | None
) -> Iterator[tuple[int, int, bool]]:
    """Message, ticket and whether the ticket is wanted, newest first, read from the index while it is asked for."""
    tables = "message CROSS JOIN ticket ON ticket.id = message.ticket"
    if plan.match is None:
        key, source, condition = "message.id", tables, "NOT message.hidden"
    else:
        key, source = "message_fts.rowid", f"message_fts CROSS JOIN {tables}"
        condition = "message_fts MATCH :match AND message.id = message_fts.rowid"
    rows = connection.execute(
        f"SELECT {key}, message.ticket, ({wanted.where or '1'}) IS TRUE FROM {source} WHERE {condition}"
        f" AND {key} < :before ORDER BY {key} DESC",
        {**wanted.params, "match": plan.match, "before": LAST if before is None else before},
    )
    try:
        yield from rows
    finally:
        rows.close()


def _texts(connection: Connection, message: int, text: TextMatch | None) -> tuple[str, ...]:
    subject, body = connection.execute("SELECT subject, body FROM message WHERE id = ?", (message,)).fetchone()
    return _parts(subject, body, text)


def _parts(subject: str, body: str, text: TextMatch | None) -> tuple[str, ...]:
    return (folded(subject),) if text and text.subject else (folded(subject), folded(body))


def _found_since(connection: Connection, text: TextMatch | None, ticket: int, message: int) -> bool:
    """Whether *ticket* has a match as new as *message*: then a page before this one had it."""
    newer = connection.execute(
        "SELECT subject, body FROM message WHERE ticket = ? AND id >= ? AND NOT hidden", (ticket, message)
    )
    return any(text is None or text_holds(text.expression, _parts(subject, body, text)) for subject, body in newer)


def _hit(connection: Connection, message: int, text: TextMatch | None) -> Hit:
    ticket, role, author, at, body = connection.execute(
        "SELECT ticket, role, author, at, body FROM message WHERE id = ?", (message,)
    ).fetchone()
    shown = excerpt(body, None if text is None or text.subject else text.expression)
    return Hit(message, ticket, role, author, at, shown.text, shown.start, shown.end, shown.position)
