"""Tickets → our own JSONL: all that counts about them, so that they can be read in again.

A ticket is its log, so that is what is written: how it began, then each message and each change in order. What was
undone is left out.
"""

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import msgspec

from supportterm.core import operations
from supportterm.core.operations import Create, LinkArticle, Set, Undo, Wrote
from supportterm.exchange.files import iso
from supportterm.exchange.records import (
    ArticleLine,
    ChangeLine,
    DeskLine,
    FileLine,
    Line,
    MessageLine,
    OrganizationLine,
    PersonLine,
    TicketLine,
)

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.rows import TicketRow

_encode = msgspec.json.Encoder().encode


def write_jsonl(desk: "Desk", rows: Iterator["TicketRow"], file: IO[bytes]) -> int:
    """Write tickets with their people and all that happened; how many."""
    file.write(_encode(DeskLine(desk.name)) + b"\n")
    writer = _Writer(desk, file)
    count = 0
    for row in rows:
        writer.ticket(row)
        count += 1
    return count


class _Writer:
    def __init__(self, desk: "Desk", file: IO[bytes]) -> None:
        self.desk = desk
        self.file = file
        self.people: set[int] = set()
        self.organizations: set[int] = set()
        self.articles: set[int] = set()

    def ticket(self, row: "TicketRow") -> None:
        ticket = self.desk.ticket(row.id)
        log = [e.operation for e in self.desk.log(row.id) if not e.undone]
        first = log[0]
        assert isinstance(first.payload, Create)
        for person in {ticket.requester, first.payload.requester, *ticket.participants}:
            self._person(person)
        for organization in {ticket.organization, first.payload.organization} - {None}:
            self._organization(organization)
        requester = self.desk.person(ticket.requester)
        self._line(
            TicketLine(
                number=row.id,
                subject=ticket.subject,
                status=ticket.status.word,
                priority=ticket.priority.word,
                channel=ticket.channel,
                requester=requester.name,
                email=requester.email,
                organization=self.desk.organization(ticket.organization).name if ticket.organization else None,
                assignee=ticket.assignee,
                team=ticket.team,
                tier=ticket.tier,
                tags=ticket.tags,
                fields=ticket.fields,
                created=iso(ticket.created_at) or "",
                updated=iso(ticket.updated_at) or "",
                began=msgspec.Raw(operations.encode(first.payload)),
                at=iso(first.at) or "",
                actor=first.actor,
            )
        )
        for operation in log[1:]:
            payload = operation.payload
            if isinstance(payload, Wrote):
                self._message(row.id, payload.message)
            elif not isinstance(payload, Undo):
                if isinstance(payload, LinkArticle):
                    self._article(payload.article)
                if isinstance(payload, Set) and payload.field == "requester" and isinstance(payload.value, int):
                    self._person(payload.value)
                if isinstance(payload, Set) and payload.field == "organization" and isinstance(payload.value, int):
                    self._organization(payload.value)
                what = msgspec.Raw(operations.encode(payload))
                self._line(ChangeLine(row.id, iso(operation.at) or "", operation.actor, what))

    def _message(self, ticket: int, number: int) -> None:
        message = self.desk.message(number)
        if message.person is not None:
            self._person(message.person)
        files = tuple(
            FileLine(a.name, a.media_type, a.digest, self._content(a.digest), a.inline_id)
            for a in self.desk.attachments(number)
        )
        self._line(
            MessageLine(
                ticket, number, message.role.word, iso(message.at) or "", message.body, message.author, message.address,
                message.person, message.agent, message.markdown, message.to, message.cc, message.bcc,
                message.message_id, message.in_reply_to, message.delivery, message.notice, files,
                self.desk.original(number),
            )
        )  # fmt: skip

    def _content(self, digest: str) -> bytes | None:
        from supportterm.store.errors import StoreError

        try:
            return self.desk.attachment_path(digest).read_bytes()
        except (StoreError, OSError):
            return None

    def _person(self, number: int) -> None:
        if number in self.people:
            return
        self.people.add(number)
        person = self.desk.person(number)
        if person.organization is not None:
            self._organization(person.organization)
        self._line(PersonLine(*msgspec.structs.astuple(person)))

    def _organization(self, number: int | None) -> None:
        if number is None or number in self.organizations:
            return
        self.organizations.add(number)
        self._line(OrganizationLine(*msgspec.structs.astuple(self.desk.organization(number))))

    def _article(self, number: int) -> None:
        if number in self.articles:
            return
        self.articles.add(number)
        a = self.desk.article(number)
        self._line(ArticleLine(a.id, a.slug, a.title, a.body, a.section, a.tags, a.visibility, a.state))

    def _line(self, line: Line) -> None:
        self.file.write(_encode(line) + b"\n")
