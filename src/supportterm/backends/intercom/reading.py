"""Conversations and their parts → tickets with their messages."""

from collections.abc import Iterable
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.intercom.names import EXACT_PRIORITY, RATING, Names
from supportterm.backends.intercom.rest import Rest
from supportterm.backends.intercom.wire import Author, Conversation, File, Part
from supportterm.backends.intercom.words import PRIORITIES, STATUSES
from supportterm.backends.plain import text
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteFile, RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.subjects import first_line
from supportterm.core.terms import Priority, Role, Status

MOST_PARTS: Final = 500
"""That are told of a conversation, the newest."""
FIRST: Final = "first"
"""In the key of what began a conversation, which is no part."""
_NOTES: Final = ("note", "note_and_reopen")
_CONTACTS: Final = ("user", "lead", "contact", "visitor")
_CHATS: Final = ("conversation", "push", "facebook", "instagram", "twitter", "whatsapp", "sms")


class Reader:
    def __init__(self, rest: Rest, names: Names) -> None:
        self._rest = rest
        self._names = names

    def seen(self, row: Conversation) -> TicketSeen:
        """A conversation that was asked for by itself, with its parts."""
        ticket = self.ticket(row)
        whole = row.conversation_parts is None or row.conversation_parts.total_count <= MOST_PARTS
        return TicketSeen(ticket, tuple(self._messages(row, ticket.requester)), whole=whole)

    def ticket(self, row: Conversation) -> RemoteTicket:
        rating = row.conversation_rating.rating if row.conversation_rating is not None else None
        custom: dict[str, Value] = {EXACT_PRIORITY: row.priority if row.priority in PRIORITIES else None}
        custom |= {RATING: str(rating)} if rating else {}
        attributes = row.custom_attributes or {}
        custom |= {name: text(attributes.get(told.name)) for name, told in self._names.attributes().items()}
        return RemoteTicket(
            key=row.id,
            version=f"{row.updated_at} {row.parts[-1].id if row.parts else ''}",
            subject=subject(row),
            requester=self._requester(row),
            created_at=row.created_at * 1000,
            updated_at=row.updated_at * 1000,
            status=int(STATUSES.get(row.state, Status.OPEN)),
            priority=int(PRIORITIES.get(row.priority or "", Priority.NORMAL)),
            assignee=self._names.agents().handle(_id(row.admin_assignee_id)),
            team=self._names.teams().known(_id(row.team_assignee_id)),
            tags=tuple(sorted(tag.name for tag in row.tags.tags)) if row.tags is not None else (),
            fields=custom,
            channel="chat" if row.source.type in _CHATS else "email" if row.source.type == "email" else "api",
        )

    def _requester(self, row: Conversation) -> RemotePerson:
        author = row.source.author
        if author.type in _CONTACTS and author.id and author.email:
            return RemotePerson(author.id, author.name or "", author.email)
        first = next((one.id for one in (row.contacts.contacts if row.contacts is not None else ()) if one.id), None)
        return self._names.person(first) if first else RemotePerson()

    def _messages(self, row: Conversation, requester: RemotePerson) -> Iterable[RemoteMessage]:
        source = row.source
        if source.body or source.attachments or source.redacted:
            yield self._message(
                Part(f"{row.id}-{FIRST}", "comment", source.body, row.created_at, source.author, source.attachments,
                     source.redacted), row.id, requester,
            )  # fmt: skip
        for part in row.parts:
            if part.body or part.attachments or part.redacted:
                yield self._message(part, row.id, requester)

    def _message(self, part: Part, conversation: str, requester: RemotePerson) -> RemoteMessage:
        by = part.author
        customer = by.type in _CONTACTS
        person = (requester if by.id in (requester.key, "") else _person(by)) if customer else None
        return RemoteMessage(
            key=part.id,
            role=Role.NOTE if part.part_type in _NOTES else Role.CUSTOMER if customer else Role.REPLY,
            body="" if part.redacted else part.body or "",
            at=part.created_at * 1000,
            author=by.name or (person.name or person.email if person is not None else "") or by.type,
            person=person,
            agent=self._names.agents().handle(_id(by.id)) if by.type == "admin" else None,
            files=tuple(_file(file, conversation, part.id, n) for n, file in enumerate(part.attachments or ())
                        if not part.redacted),
            redacted=bool(part.redacted),
            # What we send for a colleague is theirs there; that it came by the API tells it from what they wrote.
            ours=by.type == "admin" and (by.id == self._names.me().id or bool(part.app_package_code)),
        )


def subject(row: Conversation) -> str:
    """Its title; a chat without one is called by its first line."""
    named = row.title or row.source.subject or ""
    if named.strip():
        return " ".join(named.split())
    return first_line([row.source.body or ""])


def _person(by: Author) -> RemotePerson:
    return RemotePerson(by.id or "", by.name or "", by.email or "")


def _id(told: int | str | None) -> str | None:
    """Numbers come as such and as text; 0 is nobody's."""
    return str(told) if told else None


def _file(row: File, conversation: str, part: str, place: int) -> RemoteFile:
    return there(f"{conversation}:{part}:{place}", row.name, row.content_type, row.filesize)
