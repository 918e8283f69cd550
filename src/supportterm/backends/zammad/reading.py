"""A ticket with its articles and history → a ticket with its messages."""

from collections.abc import Sequence
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.plain import text
from supportterm.backends.stamps import exact
from supportterm.backends.zammad.names import NOBODY, PRIORITY, STATUS, Names
from supportterm.backends.zammad.rest import Whole
from supportterm.backends.zammad.wire import ArticleRow, FileRow, HistoryRow, TicketRow, UserRow
from supportterm.backends.zammad.words import MERGED
from supportterm.core.nouns import Value
from supportterm.core.remote import RemoteEvent, RemoteFile, RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.terms import Priority, Role, Status
from supportterm.exchange import addresses
from supportterm.exchange.html import to_text

MARKER: Final = "supportterm_id"
"""Under which name our marks are kept in the preferences of tickets and articles."""
_CUSTOMER: Final = 2
"""The kind of sender that a customer is, as every Zammad is set up."""
_FIELDS: Final = {
    "title": "subject", "state": "status", "priority": "priority", "owner": "assignee", "group": "team",
}  # fmt: skip
"""What the history calls a field → what we do."""


class Reader:
    def __init__(self, names: Names) -> None:
        self.names = names

    def seen(self, whole: Whole) -> TicketSeen:
        """A ticket with all its messages and history; of one that was merged, the messages went elsewhere."""
        ticket = self.ticket(whole.row, whole)
        events = tuple(event for row in whole.history if (event := self.event(row)) is not None)
        if ticket.merged_into:
            return TicketSeen(ticket, (), events)
        messages = tuple(self._message(row, whole, at == 0) for at, row in enumerate(whole.articles))
        return TicketSeen(ticket, messages, events, whole=True)

    def ticket(self, row: TicketRow, whole: Whole | None = None) -> RemoteTicket:
        """A ticket as it stands. What our words tell less exactly is kept in fields of its own; those of the site are
        only known of a whole one."""
        tables = self.names.tables()
        state, kind, status = tables.states.get(row.state_id, ("", "", int(Status.OPEN)))
        called, priority = tables.priorities.get(row.priority_id, ("", int(Priority.NORMAL)))
        custom: dict[str, Value] = {STATUS: state, PRIORITY: called}
        if whole is not None:
            custom |= {name: text(getattr(row, place, None)) for place, name in tables.fields.items()}
        history = whole.history if whole is not None else ()
        into = next((h.id_to for h in reversed(history) if h.type == "merged_into"), None)
        return RemoteTicket(
            key=str(row.id),
            version=f"{row.updated_at} {history[-1].id if history else 0}",
            subject=row.title,
            requester=self._customer(row, whole),
            created_at=exact(row.created_at),
            updated_at=row.updated,
            number=row.number,
            status=status,
            priority=priority,
            assignee=None if row.owner_id == NOBODY else tables.agents.handle(row.owner_id),
            team=tables.groups.known(row.group_id),
            due=exact(row.escalation_at) or None,
            tags=whole.tags if whole is not None else (),
            fields=custom,
            merged_into=str(into) if into is not None and kind == MERGED else "",
            actor=self.names.who_did(history[-1].created_by_id) if history else "",
        )

    def marker(self, row: TicketRow | ArticleRow) -> str:
        """Our mark, which counts only where our own account wrote."""
        ours = row.created_by_id == self.names.me().id
        return str((row.preferences or {}).get(MARKER) or "") if ours else ""

    def _customer(self, row: TicketRow, whole: Whole | None) -> RemotePerson:
        user = whole.users.get(str(row.customer_id)) if whole is not None else None
        return self._person(user, whole) if user is not None else RemotePerson(str(row.customer_id))

    def _person(self, user: UserRow, whole: Whole | None) -> RemotePerson:
        organization = whole.organizations.get(str(user.organization_id)) if whole is not None else None
        name = organization.name if organization is not None else ""
        return RemotePerson(str(user.id), user.name, user.email or "", user.phone or "", name)

    # --- messages

    def _message(self, row: ArticleRow, whole: Whole, first: bool) -> RemoteMessage:
        # What opened a ticket are the customer's words, also when an agent wrote them down.
        customer = row.sender_id == _CUSTOMER or (first and not row.internal)
        role = Role.NOTE if row.internal else Role.CUSTOMER if customer else Role.REPLY
        wrote = row.origin_by_id or row.created_by_id
        if first and role is Role.CUSTOMER and row.sender_id != _CUSTOMER:
            wrote = whole.row.customer_id
        user = whole.users.get(str(wrote), UserRow(wrote))
        html = "html" in (row.content_type or "")
        return RemoteMessage(
            key=str(row.id),
            role=role,
            body=to_text(row.body or "") if html else row.body or "",
            at=exact(row.created_at),
            author=user.name or user.email or "",
            person=self._person(user, whole) if role is Role.CUSTOMER else None,
            agent=None if role is Role.CUSTOMER else self.names.agent_handle(wrote),
            to=_addresses(row.to) if role is Role.REPLY else (),
            cc=_addresses(row.cc),
            message_id=(row.message_id or "").strip("<>"),
            in_reply_to=(row.in_reply_to or "").strip("<>"),
            files=tuple(_file(file, row) for file in row.attachments),
            marker=self.marker(row),
        )

    # --- history

    def event(self, row: HistoryRow) -> RemoteEvent | None:
        """What a line of the history says of a field; None when it is about something else."""
        known = row.attribute in _FIELDS or row.attribute in self.names.fields()
        if row.object != "Ticket" or row.type != "updated" or not known:
            return None
        field = _FIELDS.get(row.attribute, f"field.{row.attribute}")
        new, old = self._value(field, row.value_to, row.id_to), self._value(field, row.value_from, row.id_from)
        return RemoteEvent(str(row.id), exact(row.created_at), self.names.who_did(row.created_by_id), field, new, old)

    def _value(self, field: str, value: object, number: int | None) -> Value:
        match field:
            case "status":
                return int(self.names.status(number))
            case "priority":
                return int(self.names.priority(number))
            case "assignee":
                return self.names.agent_handle(number)
            case "team":
                return self.names.tables().groups.known(number)
        return text(value)


def since(before: Sequence[HistoryRow], after: Sequence[HistoryRow]) -> list[HistoryRow]:
    """What was written down between two looks."""
    known = {row.id for row in before}
    return [row for row in after if row.id not in known]


def _addresses(text: str | None) -> tuple[str, ...]:
    return tuple(entry.address for entry in addresses.parse(text) if "@" in entry.address) if text else ()


def _file(row: FileRow, article: ArticleRow) -> RemoteFile:
    return there(f"{article.ticket_id}-{article.id}-{row.id}", row.filename, row.media_type, row.size)
