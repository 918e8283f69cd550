"""A conversation with its messages → a ticket with its messages."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from supportterm.backends.chatwoot.names import PRIORITY, STATUS, Names
from supportterm.backends.chatwoot.rest import Rest
from supportterm.backends.chatwoot.wire import Conversation, FileRow, MessageRow, Person
from supportterm.backends.chatwoot.words import PRIORITIES, STATUSES
from supportterm.backends.plain import text
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteFile, RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.subjects import first_line
from supportterm.core.terms import Priority, Role, Status

MARKER: Final = "supportterm_id"
"""Under which name our marks are kept with a message, and with a conversation."""
SUBJECT: Final = "mail_subject"
"""Where a conversation by mail keeps its subject; others have none."""
_CUSTOMER, _AGENT, _EVENT = range(3)


class Reader:
    def __init__(self, rest: Rest, names: Names) -> None:
        self._rest = rest
        self._names = names

    def seen(self, row: Conversation) -> TicketSeen:
        """A conversation with all that was said in it."""
        told = self._rest.messages(str(row.id))
        ticket = self.ticket(row, told)
        said = (one for one in told if one.message_type != _EVENT)
        return TicketSeen(ticket, tuple(self._message(one, ticket) for one in said), whole=True)

    def ticket(self, row: Conversation, said: Sequence[MessageRow] = ()) -> RemoteTicket:
        """A conversation as it stands. What our words tell less exactly is kept in fields of its own."""
        told = row.custom_attributes or {}
        custom: dict[str, Value] = {STATUS: row.status, PRIORITY: row.priority}
        custom |= {name: text(told.get(name)) for name in self._names.fields()}
        assignee, team = row.meta.assignee, row.meta.team
        subject = (row.additional_attributes or {}).get(SUBJECT)
        state = (row.status, row.priority, assignee and assignee.id, team and team.id, row.labels, told, row.active,
                 [last.id for last in row.messages], subject)  # fmt: skip
        return RemoteTicket(
            key=str(row.id),
            version=hashlib.blake2b(msgspec.json.encode(state), digest_size=9).hexdigest(),
            subject=_subject(row, said),
            requester=_person(row.meta.sender),
            created_at=int(row.created_at * 1000),
            updated_at=row.updated,
            status=int(STATUSES.get(row.status, Status.OPEN)),
            priority=int(PRIORITIES.get(row.priority or "", Priority.NORMAL)),
            assignee=self._names.agents().handle(assignee.id) if assignee is not None else None,
            team=self._names.teams().known(team.id) if team is not None else None,
            tags=tuple(sorted(row.labels)),
            fields=custom,
            channel="chat",
        )

    def marker(self, row: MessageRow) -> str:
        """Our mark, which counts only where our own account wrote."""
        me = self._names.me().id
        ours = row.message_type == _AGENT and row.sender is not None and row.sender.id == me
        return str((row.content_attributes or {}).get(MARKER) or "") if ours else ""

    def _message(self, row: MessageRow, ticket: RemoteTicket) -> RemoteMessage:
        customer = row.message_type == _CUSTOMER
        person = ticket.requester if row.sender is None else _person(row.sender)
        agent = row.message_type == _AGENT and row.sender is not None and row.sender.type in ("user", "")
        gone = bool((row.content_attributes or {}).get("deleted"))  # what it says then is that it was deleted
        return RemoteMessage(
            key=str(row.id),
            role=Role.NOTE if row.private else Role.CUSTOMER if customer else Role.REPLY,
            body="" if gone else row.content or "",
            at=int(row.created_at * 1000),
            author=person.name or person.email if customer or row.sender is not None else "",
            person=person if customer else None,
            agent=self._names.agents().handle(row.sender.id) if agent and row.sender is not None else None,
            markdown=not customer,
            files=() if gone else tuple(_file(file, row, ticket.key) for file in row.attachments),
            marker=self.marker(row),
            redacted=gone,
        )


def _subject(row: Conversation, said: Sequence[MessageRow]) -> str:
    """Of what has none, the first words that were said."""
    told = (row.additional_attributes or {}).get(SUBJECT)
    if told:
        return " ".join(str(told).split())
    return first_line(one.content or "" for one in (*said, *row.messages) if one.message_type == _CUSTOMER)


def _person(row: Person) -> RemotePerson:
    return RemotePerson(str(row.id), row.name or "", row.email or "", row.phone_number or "")


def _file(row: FileRow, message: MessageRow, conversation: str) -> RemoteFile:
    return RemoteFile(f"{conversation}-{message.id}-{row.id}", row.name, size=row.file_size or 0)
