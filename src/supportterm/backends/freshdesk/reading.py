"""Tickets and conversations → tickets with their messages."""

from collections.abc import Sequence
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.errors import NotThere
from supportterm.backends.freshdesk.names import KIND, STATUS, Names
from supportterm.backends.freshdesk.rest import Rest
from supportterm.backends.freshdesk.wire import AttachmentRow, Conversation, TicketRow
from supportterm.backends.freshdesk.words import FORWARDED, OUTBOUND, PRIORITIES, Words
from supportterm.backends.plain import text
from supportterm.backends.stamps import moment
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteFile, RemoteMessage, RemoteTicket, TicketSeen
from supportterm.core.terms import Priority, Role
from supportterm.exchange.html import to_text

SHOWN: Final = 10
"""Messages that a ticket is told with; where there are so many, there may be more."""


class Reader:
    def __init__(self, rest: Rest, names: Names, words: Words) -> None:
        self._rest = rest
        self._names = names
        self._words = words

    def listed(self, row: TicketRow) -> TicketSeen | None:
        """A ticket of a list with all its messages; None for one that is gone since."""
        if row.requester is not None:
            self._names.meet(row.requester)
        try:
            return self.whole(row.key)
        except NotThere:
            return None

    def whole(self, key: str) -> TicketSeen:
        """Raises NotThere."""
        row = self._rest.ticket(key, whole=True)
        said = self.conversations(row)
        ticket = self.ticket(row, max((one.id for one in said), default=0))
        return TicketSeen(ticket, (self._first(row, ticket), *(self._message(one, row) for one in said)), whole=True)

    def conversations(self, row: TicketRow) -> Sequence[Conversation]:
        """All of them, the oldest first."""
        said: Sequence[Conversation] = row.conversations
        if len(said) >= SHOWN:
            said = list(self._rest.pages(f"tickets/{row.id}/conversations", Conversation))
        return sorted(said, key=lambda one: (one.created_at, one.id))

    def ticket(self, row: TicketRow, last: int = 0) -> RemoteTicket:
        """A ticket as it stands. *last*: its newest message, since two changes within a second have one moment."""
        lists = self._names.lists()
        status = lists.statuses.get(row.status, "")
        custom: dict[str, Value] = {KIND: row.type, STATUS: status or str(row.status)}
        told = row.custom_fields
        # Choices within choices are told one by one under names of their own.
        custom |= {name: text(told[field.name]) for name, field in lists.fields.items() if field.name in told}
        return RemoteTicket(
            key=row.key,
            version=f"{row.updated_at} {last}",
            subject=row.subject or "",
            requester=self._names.person(row.requester_id),
            created_at=moment(row.created_at),
            updated_at=row.updated,
            status=int(self._words.status(row.status, status)),
            priority=int(PRIORITIES.get(row.priority, Priority.NORMAL)),
            assignee=lists.agents.handle(row.responder_id),
            team=lists.groups.handle(row.group_id),
            due=moment(row.due_by) or None,
            tags=tuple(sorted(row.tags)),
            fields=custom,
        )

    def _first(self, row: TicketRow, ticket: RemoteTicket) -> RemoteMessage:
        """What opened a ticket are the customer's words, unless an agent's mail did."""
        ours = row.source == OUTBOUND
        return RemoteMessage(
            key=f"ticket-{row.id}",
            role=Role.REPLY if ours else Role.CUSTOMER,
            body=to_text(row.description or ""),
            at=ticket.created_at,
            author="" if ours else ticket.requester.name or ticket.requester.email,
            person=None if ours else ticket.requester,
            files=tuple(_file(row.id, file) for file in row.attachments),
        )

    def _message(self, said: Conversation, row: TicketRow) -> RemoteMessage:
        author = self._names.person(said.user_id)
        by_customer = said.incoming and not said.private
        agent = None if by_customer else self._names.lists().agents.handle(said.user_id)
        forwarded = said.source == FORWARDED and not said.incoming
        spoken = Role.CUSTOMER if by_customer else Role.FORWARD if forwarded else Role.REPLY
        return RemoteMessage(
            key=str(said.id),
            role=Role.NOTE if said.private and not forwarded else spoken,
            body=to_text(said.body or ""),
            at=moment(said.created_at),
            author=author.name or author.email,
            person=author if by_customer else None,
            agent=agent,
            to=tuple(said.to_emails or ()) if forwarded else (),
            cc=tuple(said.cc_emails or ()),
            files=tuple(_file(row.id, file) for file in said.attachments),
            ours=not said.incoming and said.user_id == self._names.me().id,
        )


def _file(ticket: int, row: AttachmentRow) -> RemoteFile:
    """Its address is good for minutes, and is told with its ticket alone."""
    return there(f"{ticket}-{row.id}", row.name, row.content_type, row.size)
