"""Routing: a ticket without an agent is led to a team and an agent once there is news of it, within the stroke."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from supportterm.core import verbs
from supportterm.core.operations import Operation, Set
from supportterm.core.pools import Pools
from supportterm.core.query import Context
from supportterm.core.query.record import Asked, Document, Record
from supportterm.core.router import Choice, Staff, calls, choose, why_not
from supportterm.core.routing import Route
from supportterm.core.terms import Role
from supportterm.store import definitions, messages, people, tickets, waiting
from supportterm.store.book import Book
from supportterm.store.facts import StrokeFacts
from supportterm.store.roster import WORKED_ON
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

_PAST: Final = 50
"""How many of a customer's tickets are looked through for who answered last."""


class Look(NamedTuple):
    """What routing makes of a ticket now."""

    why_not: str
    """Why it is not routed; empty: it is."""
    choice: Choice


class StoredFacts:
    """What routing asks about agents and a ticket's customer, read when it is asked for, as it is stored."""

    def __init__(self, connection: Connection, asked: Asked) -> None:
        self._connection = connection
        self._asked = asked

    def load(self, agent: str) -> int:
        return load(self._connection, agent)

    def last(self, agent: str) -> int | None:
        return last(self._connection, agent)

    def answered(self) -> str | None:
        return self._answered

    def manager(self) -> str | None:
        organization = self._asked.organization
        return organization.manager if organization is not None else None

    @cached_property
    def _answered(self) -> str | None:
        row = self._connection.execute(
            "SELECT message.agent FROM "
            f"(SELECT id FROM ticket WHERE requester = ? ORDER BY updated_at DESC LIMIT {_PAST}) AS past "
            "CROSS JOIN message ON message.ticket = past.id "
            f"WHERE message.role = {int(Role.REPLY)} AND message.agent IS NOT NULL AND NOT message.hidden "
            "ORDER BY message.id DESC LIMIT 1",
            (self._asked.ticket.requester,),
        ).fetchone()
        return row[0] if row else None


def load(connection: Connection, agent: str) -> int:
    """How many new and open tickets are theirs."""
    held: int = connection.execute(
        f"SELECT count(*) FROM ticket WHERE assignee = ? AND {WORKED_ON}", (agent,)
    ).fetchone()[0]
    return held


def last(connection: Connection, agent: str) -> int | None:
    """When a ticket last went to them, in milliseconds; None: never, as far as is known."""
    row = connection.execute("SELECT at FROM turn WHERE agent = ?", (agent,)).fetchone()
    return row[0] if row else None


def look(connection: Connection, number: int, now: int) -> Look:
    """What routing makes of a ticket as it is stored; nothing is done. Raises Refused when there is none."""
    ticket, book = tickets.get(connection, number), Book(definitions.load(connection))
    organization = people.organization(connection, ticket.organization) if ticket.organization is not None else None
    said = sorted(messages.said_on(connection, number).items())
    documents = tuple(
        Document(body, "" if n else ticket.subject, Role(role)) for n, (_, (role, body)) in enumerate(said)
    )
    record = Record(ticket, people.person(connection, ticket.requester), organization, documents)
    asked = Asked(record, Context(now))
    reason = why_not(ticket, book.looks_after(ticket), now)
    return Look(reason, _choice(connection, book, book.roads.fitting(asked), asked))


def follow(stroke: "Stroke", book: Book, facts: StrokeFacts) -> Sequence[Operation]:
    """Route a ticket if what was done to it in *stroke* calls for it; what came of that."""
    ticket = facts.ticket
    if not book.roads.routes or why_not(ticket, book.looks_after(ticket), stroke.now):
        return ()
    done = (o for o in stroke.done if o.subject.kind == "ticket" and o.subject.id == ticket.id)
    cause = next((operation for operation in done if calls(operation.payload)), None)
    return lead(stroke, book, facts, cause) if cause is not None else ()


def lead(stroke: "Stroke", book: Book, facts: StrokeFacts, cause: Operation | None) -> Sequence[Operation]:
    """Give a ticket the team and the agent that its routes find; what came of that."""
    fitting = list(book.roads.fitting(facts.asked()))
    if not fitting and facts.ticket.waits_since is None:
        return ()
    stroke.flush()  # how many tickets an agent has is read from what is stored
    before = len(stroke.done)
    pools = stroke.roster.pools(stroke.work.connection, book, stroke.now)
    choice = _choice(stroke.work.connection, book, fitting, facts.asked(), pools)
    rules = book.scene(stroke.now).rules
    waits = facts.ticket.waits_since
    given = [replace(routed, waited=waits) if routed.agent else routed for routed in choice.given]
    for routed in (*given, *filter(None, [choice.nobody if waits is None else None])):
        with stroke.on_behalf(f"route:{routed.route}", cause):
            stroke.do(verbs.route(facts.ticket, rules, routed))
    note_turns(stroke, stroke.done[before:])
    if facts.ticket.waits_since is not None:
        waiting.note(stroke.work.connection, facts.ticket.id, choice.awaited)
    return stroke.done[before:]


def note_turns(stroke: "Stroke", operations: Iterable[Operation]) -> None:
    """Note to whom tickets went, whoever gave them: they were not idle then.

    Each turn is later than the one before it, also within one stroke, so that many tickets at once go round. When the
    last was is kept beside them: there may be thousands.
    """
    turns = [
        (operation.payload.value, stroke.now)
        for operation in operations
        if isinstance(operation.payload, Set) and operation.payload.field == "assignee" and operation.payload.value
    ]
    if not turns:
        return
    connection = stroke.work.connection
    last = connection.execute(
        "SELECT coalesce((SELECT value FROM meta WHERE key = 'turned'), (SELECT max(at) FROM turn), 0)"
    ).fetchone()[0]
    for agent, at in turns:
        last = max(at, 1 + last)
        connection.execute("INSERT OR REPLACE INTO turn VALUES (?, ?)", (agent, last))
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('turned', ?)", (last,))


def _choice(
    connection: Connection, book: Book, fitting: Iterable[Route], asked: Asked, pools: Pools | None = None
) -> Choice:
    now = asked.context.now
    rules = book.scene(now).rules
    staff = Staff(rules.agents, rules.teams, now, pools)
    return choose(asked.ticket, fitting, staff, StoredFacts(connection, asked))
