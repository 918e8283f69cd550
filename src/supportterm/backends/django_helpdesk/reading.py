"""A ticket with its follow-ups → a ticket with its messages and its history."""

import hashlib
from collections.abc import Sequence

from supportterm.backends.attaching import there
from supportterm.backends.django_helpdesk.names import PRIORITY, STATUS, Names
from supportterm.backends.django_helpdesk.rest import Ticket
from supportterm.backends.django_helpdesk.wire import FileRow, FollowUp, TicketRow, moment
from supportterm.backends.django_helpdesk.words import PRIORITIES
from supportterm.backends.plain import text
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteEvent, RemoteFile, RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.terms import Priority, Role, Status


class Reader:
    def __init__(self, names: Names) -> None:
        self._names = names

    def seen(self, ticket: Ticket, now: int) -> TicketSeen:
        """A ticket with all its messages and history. *now*: when it was read, for one of which no moment is told."""
        told = self.ticket(ticket, now)
        said = ticket.row.followup_set
        first = said[0] if said and _opens(said[0], ticket.row) else None
        rest = said[1:] if first is not None else said
        messages = tuple(self._message(one, told) for one in rest if one.comment or one.followupattachment_set)
        events = tuple(self._events(said))
        return TicketSeen(told, (self._first(ticket.row, told, first), *messages), events, whole=True)

    def ticket(self, ticket: Ticket, now: int) -> RemoteTicket:
        """A ticket as it stands. It has no moment of its own: those of its follow-ups stand for it."""
        row, said = ticket.row, ticket.row.followup_set
        tables = self._names.tables()
        word, status = tables.statuses.get(row.status, (None, int(Status.OPEN)))
        custom: dict[str, Value] = {STATUS: word, PRIORITY: tables.priorities.get(row.priority)}
        custom |= {name: text(getattr(row, place, None)) for place, name in tables.fields.items()}
        return RemoteTicket(
            key=str(row.id),
            version=hashlib.sha1(ticket.raw, usedforsecurity=False).hexdigest(),  # the fastest one
            subject=row.title,
            requester=RemotePerson(email=row.submitter_email or ""),
            created_at=(moment(said[0].date) if said else None) or now,
            updated_at=(moment(said[-1].date) if said else None) or now,
            status=int(Status.ON_HOLD) if row.on_hold and status < Status.SOLVED else status,
            priority=int(PRIORITIES.get(row.priority, Priority.NORMAL)),
            assignee=tables.agents.handle(row.assigned_to),
            team=tables.queues.handle(row.queue, "queue"),
            due=moment(row.due_date),
            fields=custom,
            merged_into="" if row.merged_to is None else str(row.merged_to),
        )

    # --- messages

    def _first(self, row: TicketRow, told: RemoteTicket, opened: FollowUp | None) -> RemoteMessage:
        """What opened the ticket: the customer's words, also when an agent wrote them down."""
        return RemoteMessage(
            key=f"ticket-{row.id}",
            role=Role.CUSTOMER,
            body=row.description or "",
            at=told.created_at,
            author=told.requester.email,
            person=told.requester,
            message_id=(opened.message_id or "").strip("<>") if opened is not None else "",
            files=tuple(map(_file, opened.followupattachment_set)) if opened is not None else (),
        )

    def _message(self, row: FollowUp, ticket: RemoteTicket) -> RemoteMessage:
        agent = self._names.tables().agents.handle(row.user)
        # What nobody wrote and nobody was told of is the help desk's own: an escalation, a merge.
        itself = row.user is None and not row.message_id and row.email_recipients is None
        spoken = Role.CUSTOMER if agent is None else Role.REPLY
        return RemoteMessage(
            key=str(row.id),
            role=spoken if row.public and not itself else Role.NOTE,
            body=row.comment or "",
            at=moment(row.date) or ticket.updated_at,
            author=agent or ("" if itself else ticket.requester.email),
            person=ticket.requester if agent is None and not itself else None,
            agent=agent,
            markdown=agent is not None,
            message_id=(row.message_id or "").strip("<>"),
            files=tuple(map(_file, row.followupattachment_set)),
        )

    # --- history

    def _events(self, said: Sequence[FollowUp]) -> list[RemoteEvent]:
        """Of all changes, only those of the status are told."""
        found, old, statuses = [], int(Status.OPEN), self._names.tables().statuses
        for row in said:
            new = old if row.new_status is None else statuses.get(row.new_status, ("", old))[1]
            if new == old:
                continue
            actor = self._names.tables().agents.handle(row.user) or "customer"
            found.append(RemoteEvent(f"{row.id}-status", moment(row.date) or 0, actor, "status", new, old))
            old = new
        return found


def _opens(first: FollowUp, row: TicketRow) -> bool:
    """Whether a follow-up only says once more what is in the ticket; a mail's may have what it quotes behind it."""
    said, description = _words(first.comment), _words(row.description)
    return said == description or bool(description and first.message_id and said.startswith(description))


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _file(row: FileRow) -> RemoteFile:
    return there(str(row.id), row.filename, row.mime_type, row.size)
