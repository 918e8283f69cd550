"""What the log says of rules: when they fired, and the past of a ticket for one to be tried on."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from supportterm.core.operations import Operation, Subject, Undo
from supportterm.core.rule_trial import Story
from supportterm.store import messages, people, tickets
from supportterm.store.append import entries_of
from supportterm.store.sqlite import Connection


class Fired(NamedTuple):
    times: int
    last: int
    """Milliseconds."""
    skipped: int
    """How often it could not do all that it is there for."""


def fired(connection: Connection) -> dict[str, Fired]:
    """Of each rule that has ever fired, by name: how often, and when last."""
    found = connection.execute(
        "SELECT substr(actor, 6), count(DISTINCT change || subject), max(at), sum(kind = 'skipped') FROM operation "
        "WHERE actor >= 'rule:' AND actor < 'rule;' GROUP BY actor"
    )
    return {name: Fired(times, last, skipped) for name, times, last, skipped in found}


def story(connection: Connection, number: int) -> Story:
    """A ticket's past. What people did in one stroke belongs together; of history, what has one moment."""
    ticket = tickets.get(connection, number)
    log = [
        entry.operation
        for entry in entries_of(connection, Subject("ticket", number))
        if not entry.undone and not isinstance(entry.operation.payload, Undo)
    ]
    live = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT change.id FROM operation JOIN change ON change.id = operation.change "
            "WHERE operation.subject_kind = 'ticket' AND operation.subject = ?",
            (number,),
        )
    }
    organization = people.organization(connection, ticket.organization) if ticket.organization is not None else None
    said = {id: body for id, (_, body) in messages.said_on(connection, number).items()}
    return Story(number, _strokes(log, live), said, people.person(connection, ticket.requester), organization)


def _strokes(log: Sequence[Operation], live: set[bytes]) -> list[Sequence[Operation]]:
    groups = groupby(log, key=lambda o: (o.change, 0 if o.change in live else o.at))
    return [tuple(operations) for _, operations in groups]
