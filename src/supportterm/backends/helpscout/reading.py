"""Conversations and threads → tickets with their messages."""

from collections.abc import Sequence
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.helpscout.names import TEAM, Names, field_name, field_value
from supportterm.backends.helpscout.rest import Rest
from supportterm.backends.helpscout.wire import AttachmentRow, Conversation, Thread
from supportterm.backends.helpscout.words import PUBLISHED, STATUSES
from supportterm.backends.stamps import moment
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteFile, RemoteMessage, RemoteTicket, TicketSeen
from supportterm.core.terms import Role, Status
from supportterm.exchange.html import to_text

_ROLES: Final = {
    "customer": Role.CUSTOMER, "message": Role.REPLY, "note": Role.NOTE, "phone": Role.CUSTOMER,
    "forwardparent": Role.FORWARD, "forwardchild": Role.NOTE,
}  # fmt: skip
_BY_AUTHOR: Final = ("chat", "beaconchat")
_CHANNELS: Final = {"phone": "call", "chat": "chat", "email": "mail"}


class Reader:
    def __init__(self, rest: Rest, names: Names) -> None:
        self._rest = rest
        self.names = names

    def seen(self, row: Conversation) -> TicketSeen:
        """A ticket with all its messages, the oldest first."""
        said = [thread for thread in self._threads(row) if thread.state == PUBLISHED]
        said.sort(key=lambda thread: (thread.created_at, thread.id))
        messages = tuple(told for thread in said if (told := self._message(thread, row.id)) is not None)
        return TicketSeen(self.ticket(row), messages, whole=True)

    def _threads(self, row: Conversation) -> Sequence[Thread]:
        """Those that came along, or all where not all came: of chats they are cut."""
        came = row.embedded.threads
        shown = sum(thread.state == PUBLISHED and thread.type != "lineitem" for thread in came)
        if row.type != "chat" and shown >= row.threads:
            return came
        return [thread for page in self._rest.pages(f"conversations/{row.id}/threads") for thread in page.threads]

    def ticket(self, row: Conversation) -> RemoteTicket:
        lists = self.names.lists()
        team = row.assignee is not None and row.assignee.type == "team"
        custom: dict[str, Value] = {field_name(told.name, told.id): field_value(told) for told in row.custom_fields}
        custom |= {TEAM: row.assignee.name or None} if team and row.assignee is not None else {}
        number = row.assignee.id if row.assignee is not None and not team else None
        return RemoteTicket(
            key=str(row.id),
            version=f"{row.user_updated_at} {row.print()}",
            subject=row.subject or "",
            requester=self.names.person(row.primary_customer),
            created_at=moment(row.created_at),
            updated_at=row.updated,
            number=str(row.number or row.id),
            status=int(STATUSES.get(row.status, Status.OPEN)),
            assignee=lists.agents.handle(number),
            team=lists.inboxes.known(row.mailbox_id),
            tags=tuple(sorted(tag.tag for tag in row.tags)),
            fields=custom,
            channel=_CHANNELS.get(row.type, "api"),
        )

    def _message(self, thread: Thread, conversation: int) -> RemoteMessage | None:
        """None for what is no message: a line that says what was done."""
        author = thread.created_by
        agent = author.type == "user"
        role = _ROLES.get(thread.type)
        if thread.type in _BY_AUTHOR:
            role = Role.REPLY if agent else Role.CUSTOMER
        if role is None:
            return None
        person = None if role is not Role.CUSTOMER else self.names.person(author)
        by_us = author.id == self.names.me().id and role is not Role.CUSTOMER
        return RemoteMessage(
            key=str(thread.id),
            role=role,
            body=to_text(thread.body or ""),
            at=moment(thread.created_at),
            author=author.name or author.email or "",
            person=person,
            agent=self.names.lists().agents.handle(author.id) if role is not Role.CUSTOMER else None,
            to=tuple(thread.to) if role is Role.FORWARD else (),
            cc=tuple(thread.cc),
            files=tuple(_file(conversation, row) for row in thread.embedded.attachments),
            ours=by_us and agent,
        )


def _file(conversation: int, row: AttachmentRow) -> RemoteFile:
    return there(f"{conversation}-{row.id}", row.filename, row.mime_type, row.size)
