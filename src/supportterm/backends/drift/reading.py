"""Conversations and messages → tickets with their messages."""

from collections.abc import Sequence
from typing import Final

from supportterm.backends.drift.names import Names
from supportterm.backends.drift.rest import Rest
from supportterm.backends.drift.wire import Conversation, Message
from supportterm.backends.drift.words import STATUSES
from supportterm.core.remote import RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.subjects import first_line
from supportterm.core.terms import Role, Status

_SAID: Final = ("chat", "private_note", "edit")


class Reader:
    def __init__(self, rest: Rest, names: Names) -> None:
        self._rest = rest
        self._names = names

    def seen(self, row: Conversation) -> TicketSeen:
        return self.told(row, self._rest.messages(str(row.id)))

    def told(self, row: Conversation, messages: Sequence[Message]) -> TicketSeen:
        """A conversation with all its *messages*."""
        told = [message for message in messages if message.type in _SAID]
        requester = self._names.person(row.contactId) if row.contactId else RemotePerson()
        return TicketSeen(
            self._ticket(row, told, requester), tuple(self._message(m, requester) for m in told), whole=True
        )

    def _ticket(self, row: Conversation, told: Sequence[Message], requester: RemotePerson) -> RemoteTicket:
        last = told[-1].id if told else 0
        return RemoteTicket(
            key=str(row.id),
            version=f"{row.updatedAt} {row.status} {last}",
            subject=first_line(message.body or "" for message in told) or requester.name or f"Chat {row.id}",
            requester=requester,
            created_at=row.createdAt,
            updated_at=row.updatedAt,
            status=int(STATUSES.get(row.status, Status.OPEN)),
            channel="chat",
        )

    def _message(self, row: Message, requester: RemotePerson) -> RemoteMessage:
        agent = row.author.type != "contact"
        note = row.type == "private_note"
        known = self._names.users().get(row.author.id) if agent else None
        return RemoteMessage(
            key=str(row.id),
            role=Role.NOTE if note else Role.REPLY if agent else Role.CUSTOMER,
            body=row.body or "".join(f"({file.fileName} lies at Drift)\n" for file in row.attachments),
            at=row.createdAt,
            author=(known.name or "") if known is not None else requester.name or requester.email,
            person=None if agent else requester,
            agent=self._names.agents().handle(row.author.id) if agent else None,
        )
