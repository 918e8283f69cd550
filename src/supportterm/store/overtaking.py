"""What people wrote on a ticket since the author of what waits had looked at it."""

from supportterm.core.nouns import Ticket
from supportterm.core.operations import Wrote
from supportterm.core.sla_story import by_machine
from supportterm.core.terms import Role
from supportterm.store import timeline
from supportterm.store.append import ENVELOPE, operation_from
from supportterm.store.outbox import ConflictRow, Entry
from supportterm.store.sqlite import Connection

_OPERATION = ", ".join(f"operation.{column}" for column in (*ENVELOPE.split(", "), "payload"))


def written_since(connection: Connection, ticket: Ticket, entry: Entry, *, notes: bool) -> ConflictRow | None:
    """The newest message of somebody else that the author of *entry* had not seen; with *notes* also internal ones.

    By their place in the log, not by their time: what was written earlier elsewhere may come later. What the desk says
    by itself (a rule, a survey) answers nobody, and nobody's answer is wrong because of it.
    """
    marks = ", ".join(map(str, timeline.family(connection, ticket)))
    found = connection.execute(
        f"SELECT message.author, message.at, {_OPERATION} FROM operation JOIN message "
        "ON message.id = json_extract(CAST(operation.payload AS TEXT), '$.message') "
        f"WHERE operation.subject_kind = 'ticket' AND operation.subject IN ({marks}) AND operation.seq > ? "
        "AND operation.kind = 'message' AND message.id <> ? AND NOT message.hidden "
        "AND ifnull(message.agent, '') <> ? ORDER BY operation.seq DESC",
        (entry.seen_upto, entry.message or 0, entry.actor),
    )
    for author, at, *row in found:
        operation = operation_from(tuple(row))
        assert isinstance(operation.payload, Wrote)
        wrote = operation.payload
        if wrote.role != Role.CUSTOMER and by_machine(operation.actor, wrote):
            continue
        if notes or wrote.role in (Role.CUSTOMER, Role.REPLY):
            return ConflictRow(entry.id, "message", entry.seen_upto, entry.message or 0, wrote.message, author, at)
    return None
