"""Tickets, comments and audits → tickets with their messages."""

from collections.abc import Mapping, Sequence
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.stamps import moment
from supportterm.backends.zendesk.names import KIND, RATING, STATUS, Names
from supportterm.backends.zendesk.rest import Rest, number
from supportterm.backends.zendesk.wire import CommentRow, TicketRow
from supportterm.backends.zendesk.words import PRIORITIES, STATUSES
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.terms import Priority, Role, Status

MARKER: Final = "supportterm-id"
"""Under which name our marks are kept with an audit."""


class Reader:
    def __init__(self, rest: Rest, names: Names) -> None:
        self._rest = rest
        self._names = names

    def whole(self, rows: Sequence[TicketRow]) -> tuple[TicketSeen, ...]:
        """Tickets with all their messages; people are asked for once for all of them."""
        told = {row.id: self.comments(row.id) for row in rows}
        everybody = [one.author_id for comments in told.values() for one in comments]
        self._names.meet([*everybody, *(row.requester_id for row in rows)])
        return tuple(self._seen(row, told[row.id]) for row in rows)

    def comments(self, ticket: int) -> list[CommentRow]:
        return [row for page in self._rest.pages(f"tickets/{ticket}/comments") for row in page.comments]

    def markers(self, key: str) -> dict[int, str]:
        """Our markers by audit, of those that our own account wrote."""
        me = self._names.me().id
        audits = (row for page in self._rest.pages(f"tickets/{number(key)}/audits") for row in page.audits)
        return {row.id: marker for row in audits if row.author_id == me and (marker := row.marker(MARKER))}

    def _seen(self, row: TicketRow, comments: Sequence[CommentRow]) -> TicketSeen:
        last = max((one.id for one in comments), default=0)
        ticket = self.ticket(row, last)
        ours = self._names.me().id in {one.author_id for one in comments}
        markers = self.markers(str(row.id)) if ours else {}
        messages = tuple(self._message(one, ticket.requester, at == 0, markers) for at, one in enumerate(comments))
        return TicketSeen(ticket, messages, whole=True)

    def ticket(self, row: TicketRow, last: int = 0) -> RemoteTicket:
        """A ticket as it stands. *last*: its newest comment, since two changes within a second have one moment."""
        own = self._names.statuses().get(row.custom_status_id or 0)
        fields = {field.id: field.text() for field in row.custom_fields}
        custom: dict[str, Value] = {KIND: row.type}
        custom |= {STATUS: own.agent_label} if own is not None else {}
        rated = row.satisfaction_rating
        custom |= {RATING: rated.score} if rated is not None and rated.score in ("good", "bad") else {}
        custom |= {name: fields[field.id] for name, field in self._names.fields().items() if field.id in fields}
        return RemoteTicket(
            key=str(row.id),
            version=f"{row.updated_at} {last}",
            subject=row.subject or "",
            requester=self._names.person(row.requester_id),
            created_at=moment(row.created_at),
            updated_at=row.updated,
            status=int(STATUSES.get(row.status, Status.OPEN)),
            priority=int(PRIORITIES.get(row.priority or "", Priority.NORMAL)),
            assignee=self._names.roster().handle(row.assignee_id),
            team=self._names.groups().known(row.group_id),
            due=moment(row.due_at) or None,
            tags=tuple(sorted(row.tags)),
            fields=custom,
        )

    def _message(
        self, row: CommentRow, requester: RemotePerson, first: bool, markers: Mapping[int, str]
    ) -> RemoteMessage:
        # What opened a ticket are the customer's words, also when an agent wrote them down.
        agent = self._names.is_agent(row.author_id) and not (first and row.public)
        spoken = Role.REPLY if agent else Role.CUSTOMER
        by_agent = self._names.is_agent(row.author_id)
        person = None if agent else requester if by_agent else self._names.person(row.author_id)
        return RemoteMessage(
            key=str(row.id),
            role=spoken if row.public else Role.NOTE,
            body=row.body or "",
            at=moment(row.created_at),
            author=self._names.user(row.author_id).name if person is None else person.name or person.email,
            person=person,
            agent=self._names.roster().handle(row.author_id) if agent else None,
            files=tuple(there(str(f.id), f.file_name, f.content_type, f.size) for f in row.attachments
                        if not f.gone),
            marker=markers.get(row.audit_id, ""),
            redacted=row.redacted,
        )


def marked(audits: Mapping[int, str], marker: str) -> int | None:
    return next((audit for audit, told in audits.items() if told == marker), None)
