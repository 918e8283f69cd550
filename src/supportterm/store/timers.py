"""What happens by time alone: what is due next, read by an index, and doing it once.

Whatever does it, does it in one stroke whose id follows from what is due, in the transaction that notes it as done. If
the machine dies before that, it is still due; after it, it was done.
"""

import hashlib
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from supportterm.core.moments import age_words
from supportterm.core.operations import Snooze, Subject
from supportterm.core.outbox import State
from supportterm.core.terms import Role
from supportterm.core.watching import brought, looked
from supportterm.store import (
    chats,
    clocks,
    definitions,
    handing_out,
    later,
    messages,
    outbox,
    settling,
    waiting,
    watching,
)
from supportterm.store.aftermath import fire as fire_rule
from supportterm.store.departing import Departing
from supportterm.store.facts import StrokeFacts
from supportterm.store.sqlite import Connection
from supportterm.store.unsent import OPEN

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


class Due(NamedTuple):
    """Something that is to happen to a ticket at a moment, in milliseconds."""

    at: int
    kind: Literal["snooze", "warning", "later", "rule", "bot", "free", "chat"]
    ticket: int
    name: str = ""
    """Of the rule, or the id of what waits in the outbox, in hexadecimal; how many warnings there were before; who may
    be free."""

    @property
    def actor(self) -> str:
        return {"rule": f"rule:{self.name}", "bot": "bot"}.get(self.kind, "timer")

    @property
    def change(self) -> bytes:
        """Id of the change that it is done in."""
        return hashlib.blake2b(repr(tuple(self)).encode(), digest_size=16).digest()


_NEXT: Final = (
    ("snooze", "SELECT snoozed_until, id, '' FROM ticket WHERE snoozed_until IS NOT NULL ORDER BY snoozed_until, id"),
    (
        "warning",
        "SELECT warn_at, ticket, (SELECT CAST(count(*) AS TEXT) FROM operation WHERE subject_kind = 'ticket' "
        "AND subject = clock.ticket AND kind = 'warned') FROM clock WHERE warn_at IS NOT NULL ORDER BY warn_at, ticket",
    ),
    (
        "later",
        "SELECT not_before, ticket, lower(hex(id)) FROM outbox WHERE connection = '' AND kind = 'later' "
        f"AND state = 'queued' AND {OPEN} ORDER BY not_before, seq",
    ),
    (
        "rule",
        "SELECT watch.at, watch.ticket, watch.rule FROM watch LEFT JOIN definition "
        "ON definition.what = 'rule' AND definition.name = watch.rule WHERE watch.at IS NOT NULL "
        "ORDER BY watch.at, definition.place, watch.ticket",
    ),
    ("bot", "SELECT at, ticket, '' FROM bot_turn ORDER BY at, ticket"),
    ("chat", "SELECT here, ticket, '' FROM chat WHERE owed > 0 ORDER BY here, ticket"),
    (
        "free",
        "SELECT waiting.at, waiting.ticket, waiting.agent FROM waiting JOIN ticket ON ticket.id = waiting.ticket "
        f"WHERE waiting.at IS NOT NULL ORDER BY waiting.at, {waiting.URGENCY}",
    ),
)
"""Of each kind the statement that lists what is due, first things first."""


def next_due(connection: Connection, without: frozenset[Due] = frozenset()) -> Due | None:
    """What is due first, whenever that is; None when nothing is. *without*: what can't be done now."""
    found = []
    for kind, statement in _NEXT:
        for at, ticket, name in connection.execute(f"{statement} LIMIT ?", (1 + len(without),)):
            due = Due(at, kind, ticket, name)  # type: ignore[arg-type]  # as the table says
            if due not in without:
                found.append(due)
                break
    return min(found, default=None, key=lambda due: due.at)


def fire(stroke: "Stroke", due: Due, too_late: int) -> None:
    """Do what is due, if it still is. What customers would see more than *too_late* late is asked about first."""
    match due.kind:
        case "snooze":
            ticket = stroke.work.ticket_or_none(due.ticket)
            if ticket is not None and ticket.snoozed_until == due.at:
                stroke.record(Subject("ticket", due.ticket), Snooze(), base={"snoozed": due.at})
        case "warning":
            clocks.warn(stroke, due.ticket)
        case "later":
            entry = outbox.get(stroke.work.connection, bytes.fromhex(due.name))
            if entry is not None and entry.state is State.QUEUED and entry.not_before == due.at:
                later.send(stroke, stroke.book().scene(stroke.now).rules, entry, too_late)
        case "rule":
            _rule(stroke, due)
        case "bot":
            from supportterm.store import bot_turns

            bot_turns.take(stroke, stroke.book(), due.ticket, due.at)
        case "chat":
            _left(stroke, due)
        case "free":
            handing_out.look_again(stroke, due.ticket)
    stroke.follow()
    if stroke.now - due.at > too_late:
        _ask_first(stroke, stroke.now - due.at)


def _rule(stroke: "Stroke", due: Due) -> None:
    connection, book = stroke.work.connection, stroke.book()
    watch = watching.get(connection, due.name, due.ticket)
    if watch is None or watch.at != due.at:
        return
    automation = book.rules.automation(due.name)
    ticket = stroke.work.ticket_or_none(due.ticket)
    if automation is None or ticket is None or not book.serves(ticket):
        watching.put(connection, due.name, due.ticket, None)
        return
    watch = brought(watch, watching.Sighted(automation, StrokeFacts(stroke, due.ticket)), stroke.now)
    after, fires = looked(watch, book.ripening(automation, ticket), stroke.now)
    watching.put(connection, due.name, due.ticket, after)
    if fires:
        fire_rule(stroke, book, due.ticket, automation.rule, None)


def _left(stroke: "Stroke", due: Due) -> None:
    """Who chatted has left: what they have not seen of it goes on by mail, signed by who said it last."""
    ticket = stroke.work.ticket_or_none(due.ticket)
    unseen = chats.settle(stroke.work.connection, due.ticket, due.at)
    if ticket is None or not unseen:
        return
    connections = {c.name: c for c in definitions.all_of(stroke.work.connection, "connection")}
    with stroke.on_behalf(messages.get(stroke.work.connection, unseen[-1]).agent or due.actor, None):
        Departing(stroke, connections).unseen(ticket, unseen)


def _ask_first(stroke: "Stroke", late: int) -> None:
    """What was written to customers waits for a person: they know whether it still is to be said."""
    connection = stroke.work.connection
    for entry in outbox.of_change(connection, stroke.id):
        role = messages.get(connection, entry.message).role if entry.message is not None else None
        if entry.state is State.QUEUED and role in (Role.REPLY, Role.FORWARD):
            settling.ask(stroke, entry, f"nobody was awake at its moment: it would arrive {age_words(late)} late")
