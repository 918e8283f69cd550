"""Tickets, or a whole desk → our own JSONL: all that counts about them, so that they can be read in again.

A ticket is its log, so that is what is written: how it began, then each message and each change in order. What was
undone is left out. Memory is taken for one ticket's log, one message and a piece of a file.
"""

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final, get_args

import msgspec

from supportterm.core import operations
from supportterm.core.operations import AnyPayload, Create, LinkArticle, Operation, Undo, Wrote
from supportterm.exchange.files import iso
from supportterm.exchange.numbers import values_in
from supportterm.exchange.records import (
    ArticleLine,
    Carried,
    ChangeLine,
    ContentLine,
    DefinitionLine,
    DeskLine,
    FileLine,
    Line,
    MessageLine,
    OrganizationLine,
    PersonLine,
    TicketLine,
    VersionLine,
)
from supportterm.exchange.selection import tickets_of

if TYPE_CHECKING:
    from supportterm.core.nouns import Attachment
    from supportterm.desk import Desk
    from supportterm.store.rows import TicketRow

PIECE: Final = 3 << 20
"""Bytes of a file's content in a line."""
CARRIED: Final[tuple[Carried, ...]] = get_args(Carried)
"""What a desk defines that goes along. The rest goes by `desk export`, so that a plan is seen before it holds."""
_OURS: Final = {"agent": ("unix_user", "role")}
"""What of a definition is this desk's own: who is who on a machine, and who may do what."""

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


def write_whole(desk: "Desk", file: IO[bytes]) -> int:
    """Write all there is on a desk but its connections, rules and promises; how many tickets."""
    file.write(_encode(DeskLine(desk.name)) + b"\n")
    writer = _Writer(desk, file)
    writer.definitions()
    for organization in desk.every_organization():
        writer.organization(organization.id)
    for person in desk.everybody():
        writer.person(person.id)
    for article in desk.every_article():
        writer.article(article.id)
    count = 0
    for row in tickets_of(desk, ""):
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
        self.contents: set[bytes] = set()
        """Digests of files that are written."""

    def definitions(self) -> None:
        there = self.desk.definitions()
        for kind in CARRIED:
            for name, spec in ((name, spec) for (what, name), spec in there.items() if what == kind):
                shared = {k: v for k, v in spec.items() if k not in _OURS.get(kind, ())}
                self._line(DefinitionLine(kind, name, shared))

    def ticket(self, row: "TicketRow") -> None:
        ticket = self.desk.ticket(row.id)
        log = [e.operation for e in self.desk.log(row.id) if not e.undone]
        first = log[0]
        assert isinstance(first.payload, Create)
        for person in {ticket.requester, first.payload.requester, *ticket.participants}:
            self.person(person)
        for organization in {ticket.organization, first.payload.organization} - {None}:
            self.organization(organization)
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
                person=ticket.requester,
                due=iso(ticket.due_set),
            )
        )
        for operation in log[1:]:
            payload = operation.payload
            if isinstance(payload, Wrote):
                self._message(operation, payload.message)
            elif not isinstance(payload, Undo):
                self._named(payload)
                what = msgspec.Raw(operations.encode(payload))
                self._line(ChangeLine(row.id, iso(operation.at) or "", operation.actor, what))

    def _named(self, payload: AnyPayload) -> None:
        """Who and what a change names comes before it."""
        if isinstance(payload, LinkArticle):
            self.article(payload.article)
        for field, value in values_in(payload).items():
            if isinstance(value, int) and field == "requester":
                self.person(value)
            elif isinstance(value, int) and field == "organization":
                self.organization(value)

    def _message(self, put: Operation, number: int) -> None:
        message = self.desk.message(number)
        if message.person is not None:
            self.person(message.person)
        files = tuple(map(self._file, self.desk.attachments(number)))
        self._line(
            MessageLine(
                put.subject.id, number, message.role.word, iso(message.at) or "", message.body, message.author,
                message.address, message.person, message.agent, message.markdown, message.to, message.cc, message.bcc,
                message.message_id, message.in_reply_to, message.delivery, message.notice, files,
                self.desk.original(number),
                "" if put.actor == (message.agent or "customer") else put.actor,
                "" if put.at == message.at else iso(put.at) or "",
            )
        )  # fmt: skip

    def _file(self, file: "Attachment") -> FileLine:
        """A file as a message names it, after its content is written; without a digest when it is not to be had."""
        from supportterm.store.errors import StoreError

        digest = file.digest
        if digest and bytes.fromhex(digest) not in self.contents:
            try:
                content = self.desk.attachment_path(digest).open("rb")
            except (StoreError, OSError):
                digest = ""
            else:
                with content:
                    self._content(digest, content)
        return FileLine(file.name, file.media_type, digest, inline_id=file.inline_id, size=file.size)

    def _content(self, digest: str, content: IO[bytes]) -> None:
        piece, more = content.read(PIECE), True
        while more:
            following = content.read(PIECE)
            more = bool(following)
            self._line(ContentLine(digest, piece, more))
            piece = following
        self.contents.add(bytes.fromhex(digest))

    def person(self, number: int) -> None:
        if number in self.people:
            return
        self.people.add(number)
        person = self.desk.person(number)
        if person.organization is not None:
            self.organization(person.organization)
        self._line(PersonLine(*msgspec.structs.astuple(person)))

    def organization(self, number: int | None) -> None:
        if number is None or number in self.organizations:
            return
        self.organizations.add(number)
        self._line(OrganizationLine(*msgspec.structs.astuple(self.desk.organization(number))))

    def article(self, number: int) -> None:
        if number in self.articles:
            return
        self.articles.add(number)
        a = self.desk.article(number)
        before = tuple(
            VersionLine(iso(v.at) or "", v.author, v.title, v.body)
            for v in reversed(self.desk.article_versions(number))
            if v.version != a.version
        )
        self._line(
            ArticleLine(
                a.id, a.slug, a.title, a.body, a.section, a.tags, a.visibility, a.state, iso(a.updated_at) or "",
                a.author, before,
            )
        )  # fmt: skip

    def _line(self, line: Line) -> None:
        self.file.write(_encode(line) + b"\n")
