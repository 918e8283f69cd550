"""Search as you type: the newest matches first, in bounded time over any number of messages.

A message's id is its time, so walking the index backwards is walking back in time, and each match costs the same
however many there are. What would not be bounded is avoided:

- Words are asked of the index as asking.py says; one letter is looked for in the newest messages only.
- When the query names a ticket, person or anything else with few messages, those are read and nothing else.
- Conditions on the ticket are asked of each match, newest first; a budget ends a walk that finds too little, and the
  page says how far it looked.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from supportterm.core.excerpt import excerpt
from supportterm.core.ids import message_time
from supportterm.core.query import Context, Query
from supportterm.core.query.phrases import text_found
from supportterm.store.asking import ask
from supportterm.store.compile import Filter, TextMatch, compile_filter
from supportterm.store.concerning import FOR
from supportterm.store.sqlite import Connection
from supportterm.store.unsent import CONFLICT, UNSENT

NEWEST: Final = 10_000
"""How many messages are looked at for one letter."""
LAST: Final = (1 << 63) - 1


class Budget(NamedTuple):
    """How much work a page may cost."""

    matches: int = 1_500
    """Matches of the words that are looked at; reading one's text counts for `READING` of them."""
    words: int = 48
    """Words that an unfinished one is spelled out as."""


READING: Final = 4
FEW: Final = 400
"""So many messages are all read rather than searched."""
_TICKETS_BY: Final = {
    "id": "SELECT id FROM ticket WHERE (id = :id AND number = '') OR (number = CAST(:id AS TEXT) AND number <> '')",
    "ids": "SELECT value FROM json_each(:ids)",
    "link": "SELECT ticket FROM ticket_link WHERE kind = :link",
    "linked": "SELECT ticket FROM ticket_link WHERE other = :linked",
    "handed": "SELECT id FROM ticket WHERE handed_at IS NOT NULL",
    "waiting": "SELECT id FROM ticket WHERE waits_since IS NOT NULL",
    "snoozed": "SELECT id FROM ticket WHERE snoozed_until IS NOT NULL",
    "unsent": UNSENT,
    "conflict": CONFLICT,
    "tag": "SELECT ticket FROM ticket_tag WHERE tag = :tag",
    "assignee": "SELECT id FROM ticket WHERE assignee = :assignee",
    "for": f"{FOR} :for",
    "team": "SELECT id FROM ticket WHERE team = :team",
    "requester": "SELECT id FROM ticket WHERE requester = :requester",
    "organization": "SELECT id FROM ticket WHERE organization = :organization",
}
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
    wanted = compile_filter(query, context, connection)
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
    plan = _plan(connection, wanted, budget)
    reader = _Reader(connection, wanted.text)
    pairs: list[tuple[int, int]] = []
    seen: set[int] = set()
    looked = 0
    last: int | None = None
    for message, ticket, holds in _matches(connection, wanted, plan, before):
        if len(pairs) == limit:
            return _Found(pairs, False, None, last)
        spent = looked if plan.reads_all else looked + READING * reader.read
        if last is not None and spent >= plan.most:
            return _Found(pairs, False, message_time(last), last)
        last = message
        looked += 1
        if not holds or (tickets and ticket in seen) or reader.excluded(ticket):
            continue
        if not plan.exact and not reader.found_in(message):
            continue
        if tickets:
            seen.add(ticket)
            if before is not None and reader.found_since(ticket, before):
                continue
        pairs.append((ticket, message))
    return _Found(pairs, True, None, None)


class _Plan(NamedTuple):
    """Where matches are taken from: the index by *match*; else the messages of *few* tickets; else all messages."""

    match: str | None
    exact: bool
    """What is found needs not be read."""
    most: int
    """How much the walk may cost."""
    few: str | None = None
    reads_all: bool = False
    """Every message is read, so that only their number counts."""


def _plan(connection: Connection, wanted: Filter, budget: Budget) -> _Plan:
    if wanted.text is None:
        return _Plan(None, True, budget.matches)
    for column, _ in wanted.equalities:
        tickets = _TICKETS_BY[column]
        (count,) = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM message WHERE ticket IN ({tickets}) LIMIT {FEW + 1})",
            dict(wanted.equalities),
        ).fetchone()
        if count <= FEW:
            return _Plan(None, False, LAST, few=tickets)
    question = ask(connection, wanted.text, budget.words)
    if question.match is None:
        return _Plan(None, False, NEWEST, reads_all=True)
    return _Plan(question.match, question.exact, budget.matches)


def _matches(
    connection: Connection, wanted: Filter, plan: _Plan, before: int | None
) -> Iterator[tuple[int, int, bool]]:
    """Message, ticket and whether the ticket is wanted, newest first, read from the index while it is asked for."""
    ticket = "CROSS JOIN ticket ON ticket.id = message.ticket"
    if plan.match is not None:
        # message_owner holds just what is needed here, many messages to a page; the messages themselves lie far apart.
        key, source = "message_fts.rowid", f"message_fts CROSS JOIN message INDEXED BY message_owner {ticket}"
        condition = "message_fts MATCH :match AND message.id = message_fts.rowid"
    else:
        key, source, condition = "message.id", f"message {ticket}", "NOT message.hidden"
        if plan.few is not None:
            source = f"message INDEXED BY message_ticket {ticket}"
            condition += f" AND message.ticket IN ({plan.few})"
    rows = connection.execute(
        f"SELECT {key}, message.ticket, ({wanted.where or '1'}) IS TRUE FROM {source} WHERE {condition}"
        f" AND {key} < :before ORDER BY {key} DESC",
        {**wanted.params, **dict(wanted.equalities), "match": plan.match, "before": LAST if before is None else before},
    )
    try:
        yield from rows
    finally:
        rows.close()


class _Reader:
    """Looks into the messages themselves, where the index can't tell. *read* counts them."""

    def __init__(self, connection: Connection, text: TextMatch | None) -> None:
        self.connection = connection
        self.text = text
        self.read = 0
        self._excluded: dict[int, bool] = {}

    def found_in(self, message: int) -> bool:
        """Whether the words are in this message."""
        return self._found("id = ?", message)

    def found_since(self, ticket: int, message: int) -> bool:
        """Whether *ticket* has a match as new as *message*: then a page before this one had it."""
        return self._found("ticket = ? AND id >= ? AND NOT hidden", ticket, message)

    def excluded(self, ticket: int) -> bool:
        """Whether a message of *ticket* has what none may have."""
        if not self.text or not self.text.without:
            return False
        known = self._excluded.get(ticket)
        if known is None:
            without = self.text.without
            rows = self._texts("ticket = ? AND NOT hidden", ticket)
            known = self._excluded[ticket] = any(text_found(each, texts) for texts in rows for each in without)
        return known

    def _found(self, condition: str, *values: int) -> bool:
        text = self.text
        if text is None:
            return any(True for _ in self._texts(condition, *values))
        return any(
            text_found(text.expression, texts[:1] if text.subject else texts)
            for texts in self._texts(condition, *values)
        )

    def _texts(self, condition: str, *values: int) -> list[tuple[str, str]]:
        """Subject and body of messages."""
        rows = self.connection.execute(f"SELECT subject, body FROM message WHERE {condition}", values).fetchall()
        self.read += len(rows)
        return rows


def _hit(connection: Connection, message: int, text: TextMatch | None) -> Hit:
    ticket, role, author, at, body = connection.execute(
        "SELECT ticket, role, author, at, body FROM message WHERE id = ?", (message,)
    ).fetchone()
    shown = excerpt(body, None if text is None or text.subject else text.expression)
    return Hit(message, ticket, role, author, at, shown.text, shown.start, shown.end, shown.position)
