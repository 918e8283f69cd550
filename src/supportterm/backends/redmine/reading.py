"""An issue with its journals → a ticket with its messages and its history."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.attaching import there
from supportterm.backends.redmine.names import PRIORITY, STATUS, TRACKER, Names
from supportterm.backends.redmine.wire import AttachmentRow, Detail, Issue, Journal, Ref, due_of, moment
from supportterm.backends.redmine.words import Words
from supportterm.core.nouns import Value
from supportterm.core.remote import (
    RemoteEvent,
    RemoteFile,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    TicketSeen,
    handle_of,
)
from supportterm.core.terms import Role
from supportterm.exchange import addresses

_FIELDS: Final = {
    "subject": "subject", "status_id": "status", "priority_id": "priority", "assigned_to_id": "assignee",
    "project_id": "team", "due_date": "due", "tracker_id": f"field.{TRACKER}",
}  # fmt: skip
"""What a journal calls a field → what we do."""


class Reader:
    def __init__(self, names: Names, words: Words) -> None:
        self.names = names
        self._words = words

    def seen(self, issue: Issue) -> TicketSeen:
        """A ticket with all its messages and history."""
        ticket = self.ticket(issue)
        markers = self.markers(issue)
        events = tuple(event for journal in issue.journals for event in self.events(journal))
        return TicketSeen(ticket, (self._first(issue, ticket), *self._messages(issue, markers)), events, whole=True)

    def ticket(self, issue: Issue) -> RemoteTicket:
        """A ticket as it stands. What our words tell less exactly is kept in fields of its own."""
        own = self.names.own()
        custom: dict[str, Value] = {STATUS: issue.status.name, PRIORITY: issue.priority.name}
        custom[TRACKER] = issue.tracker.name
        custom |= {own[field.id]: field.text() or None for field in issue.custom_fields if field.id in own}
        last = issue.journals[-1] if issue.journals else None
        return RemoteTicket(
            key=str(issue.id),
            # Two changes within a second have one moment, but each has its journal.
            version=f"{issue.updated_on} {last.id if last is not None else 0}",
            subject=issue.subject,
            requester=self._requester(issue),
            created_at=moment(issue.created_on) or 0,
            updated_at=issue.updated,
            status=int(self._words.status(issue.status.name, issue.status.is_closed)),
            priority=int(self._words.priority(issue.priority.name)),
            assignee=self.names.agent_handle(issue.assigned_to.id if issue.assigned_to else None),
            team=self.names.teams().known(issue.project.id) or handle_of(issue.project.name) or None,
            due=due_of(issue.due_date),
            fields=custom,
            actor=self.names.handle(last.user) if last is not None else "",
        )

    def markers(self, issue: Issue) -> dict[int, str]:
        """Our markers by journal, 0 for the opening: only what our own account wrote holds one.

        With a private note, Redmine writes what it changes beside it into a journal of its own, right before.
        """
        field, me = self.names.marker(), self.names.me().id
        found: dict[int, str] = {}
        split: Journal | None = None
        for journal in issue.journals:
            ours = journal.user is not None and journal.user.id == me
            marker = _set_to(journal, field) if ours else ""
            if marker and not journal.notes:
                split = journal
                continue
            if split is not None and ours and journal.private_notes and split.created_on == journal.created_on:
                marker = marker or _set_to(split, field)
            split = None
            if marker:
                found[journal.id] = marker
        if issue.author.id == me and field is not None:
            found |= {0: first} if (first := _first_value(issue, field)) else {}
        return found

    # --- messages

    def _first(self, issue: Issue, ticket: RemoteTicket) -> RemoteMessage:
        """What opened the ticket: the customer's words, also when an agent wrote them down."""
        named = {d.name for j in issue.journals for d in j.details if d.property == "attachment"}
        return RemoteMessage(
            key=f"issue-{issue.id}",
            role=Role.CUSTOMER,
            body=(issue.description or "").replace("\r\n", "\n"),  # as browsers send it, which Redmine keeps
            at=ticket.created_at,
            author=ticket.requester.name or ticket.requester.email,
            person=ticket.requester,
            files=tuple(_file(row) for row in issue.attachments if str(row.id) not in named),
            marker=self.markers(issue).get(0, ""),
        )

    def _messages(self, issue: Issue, markers: Mapping[int, str]) -> list[RemoteMessage]:
        files = {str(row.id): row for row in issue.attachments}
        found = []
        for journal in issue.journals:
            named = (d.name for d in journal.details if d.property == "attachment")
            came = tuple(_file(files[name]) for name in named if name in files)
            if not journal.notes and not came:
                continue
            agent = self.names.is_agent(journal.user)
            spoken = Role.REPLY if agent else Role.CUSTOMER
            user = journal.user or Ref(0, "")
            found.append(
                RemoteMessage(
                    key=str(journal.id),
                    role=Role.NOTE if journal.private_notes else spoken,
                    body=journal.notes or "",
                    at=moment(journal.created_on) or 0,
                    author=user.name,
                    person=None if agent else self.names.person(user),
                    agent=self.names.handle(user) if agent else None,
                    files=came,
                    marker=markers.get(journal.id, ""),
                )
            )
        return found

    def _requester(self, issue: Issue) -> RemotePerson:
        asked = self.names.requester()
        text = next((field.text() for field in issue.custom_fields if field.id == asked), "")
        entry = next((entry for entry in addresses.parse(text) if "@" in entry.address), None) if text else None
        return RemotePerson(name=entry.name, email=entry.address) if entry else self.names.person(issue.author)

    # --- history

    def events(self, journal: Journal) -> list[RemoteEvent]:
        at = moment(journal.created_on) or 0
        actor = self.names.handle(journal.user)
        found = []
        for place, detail in enumerate(journal.details):
            field = self._field(detail)
            if field:
                new, old = self._value(field, detail.new_value), self._value(field, detail.old_value)
                found.append(RemoteEvent(f"{journal.id}-{place}", at, actor, field, new, old))
        return found

    def _field(self, detail: Detail) -> str:
        if detail.property == "cf":
            named = (name for name, row in self.names.fields().items() if str(row.id) == detail.name)
            return next((f"field.{name}" for name in named), "")
        return _FIELDS.get(detail.name, "") if detail.property == "attr" else ""

    def _value(self, field: str, value: object) -> Value:
        text = "" if value is None else str(value)
        if not text:
            return None
        match field:
            case "status":
                row = next((row for row in self.names.statuses() if str(row.id) == text), None)
                return int(self._words.status(row.name, row.is_closed)) if row is not None else None
            case "priority":
                row = next((row for row in self.names.priorities() if str(row.id) == text), None)
                return int(self._words.priority(row.name)) if row is not None else None
            case "assignee":
                return self.names.agent_handle(text)
            case "team":
                return self.names.teams().known(int(text)) if text.isdecimal() else None
            case "due":
                return due_of(text)
            case "field.tracker":
                return next((row.name for row in self.names.trackers() if str(row.id) == text), None)
        return text


def _set_to(journal: Journal, field: int | None) -> str:
    told = (d.new_value for d in journal.details if d.property == "cf" and d.name == str(field))
    return str(next(told, "") or "")


def _first_value(issue: Issue, field: int) -> str:
    """What a field had when the issue was opened."""
    for journal in issue.journals:
        for detail in journal.details:
            if detail.property == "cf" and detail.name == str(field):
                return str(detail.old_value or "")
    return next((value.text() for value in issue.custom_fields if value.id == field), "")


def _file(row: AttachmentRow) -> RemoteFile:
    return there(str(row.id), row.filename, row.content_type, row.filesize)
