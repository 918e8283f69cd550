"""Our own JSONL → tickets: repeats what `jsonl_out` wrote, and leaves alone what is there already."""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from supportterm.core import operations
from supportterm.core.operations import (
    Absorb,
    Create,
    LinkArticle,
    MergeInto,
    Set,
    Undo,
    Unknown,
    Wrote,
)
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.exchange.files import from_iso, reading
from supportterm.exchange.records import (
    ArticleLine,
    ChangeLine,
    DeskLine,
    Line,
    MessageLine,
    OrganizationLine,
    PersonLine,
    TicketLine,
)
from supportterm.exchange.report import Report

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.bulk import Bulk

MAX_LINE: Final = 256 << 20
"""Bytes of one line; a line holds the files of one message."""
_UNLIKELY: Final = 20
"""Tickets of another subject that are looked at when a ticket may be here already."""
_ROLES: Final = {r.word: r for r in Role}

_decode = msgspec.json.Decoder(Line).decode


def import_jsonl(desk: "Desk", path: str | Path) -> Report:
    """Read what `write_jsonl` wrote. Lines that can't be read are named in the report, the rest goes in."""
    report = Report()
    with reading(path) as file, desk.bulk("import") as bulk:
        reader = _Reader(desk, bulk, report)
        for number, raw in enumerate(_lines(file, report), 1):
            if not raw.strip():
                continue
            try:
                reader.take(_decode(raw))
            except (msgspec.DecodeError, UnicodeError, ValueError) as error:
                report.bad.append((f"line {number}", f"it is no line of such an export: {error}"))
            except Refused as refused:
                report.bad.append((f"line {number}", str(refused)))
        reader.finish()
    return report


def _lines(file: IO[bytes], report: Report) -> Iterator[bytes]:
    """The lines of *file*; where a packed one breaks off the report says so."""
    try:
        while raw := file.readline(MAX_LINE):
            yield raw
    except (EOFError, OSError, zlib.error) as error:
        report.bad.append(("the end", f"the file breaks off: {error}"))


class _Here(msgspec.Struct):
    """What is known of the ticket whose lines are being read."""

    number: int
    messages: set[bytes] = msgspec.field(default_factory=set)
    changes: set[tuple[int, bytes]] = msgspec.field(default_factory=set)


class _Reader:
    def __init__(self, desk: "Desk", bulk: "Bulk", report: Report) -> None:
        self.desk = desk
        self.bulk = bulk
        self.report = report
        self.people: dict[int, int] = {}
        self.organizations: dict[int, int] = {}
        self.articles: dict[int, int] = {}
        self.tickets: dict[int, int] = {}
        self.here: _Here | None = None
        self.merges: list[tuple[int, Absorb | MergeInto, int, str, set[tuple[int, bytes]]]] = []

    def take(self, line: Line) -> None:
        match line:
            case DeskLine():
                if line.version != 1:
                    raise Refused(f"the file is of version {line.version}; this program reads version 1")
            case OrganizationLine():
                self.organizations[line.id] = self.bulk.organization(
                    line.name, domain=line.domain, segment=line.segment, manager=line.manager, notes=line.notes
                )
            case PersonLine():
                self.people[line.id] = self._person(line)
            case ArticleLine():
                self.articles[line.id] = self._article(line)
            case TicketLine():
                self.here = self._ticket(line)
                self.tickets[line.number] = self.here.number
            case MessageLine():
                self._message(line, self._of(line.ticket))
            case ChangeLine():
                self._change(line, self._of(line.ticket))

    def finish(self) -> None:
        """Merges name tickets that may come later in the file; they are done when all are there."""
        for ticket, payload, at, actor, done in self.merges:
            other = payload.target if isinstance(payload, MergeInto) else payload.source
            number = self.tickets.get(other, ticket)
            if number == ticket:  # the other side is not in the file
                continue
            self._do(ticket, MergeInto(number) if isinstance(payload, MergeInto) else Absorb(number), at, actor, done)

    def _of(self, ticket: int) -> _Here:
        if self.here is None or self.tickets.get(ticket) != self.here.number:
            raise Refused(f"it belongs to ticket {ticket}, which does not stand before it")
        return self.here

    def _person(self, line: PersonLine) -> int:
        if not line.email:
            same = [p for p in self.desk.people(line.name, 50) if p.name == line.name and not p.email]
            if same:
                return same[0].id
        organization = self.organizations.get(line.organization) if line.organization is not None else None
        return self.bulk.person(
            line.email, line.name, organization=organization, phone=line.phone, title=line.title, notes=line.notes
        )

    def _article(self, line: ArticleLine) -> int:
        """The article of this desk with the same slug, as it is; else one is made."""
        self.bulk.commit()  # an article is written beside it
        try:
            return self.desk.article(line.slug).id
        except Refused:
            given = {k: v for k, v in msgspec.structs.asdict(line).items() if k != "id"}
            return self.desk.put_article(**given)

    def _ticket(self, line: TicketLine) -> _Here:
        began = operations.decode(bytes(line.began), "create")
        if not isinstance(began, Create) or began.requester not in self.people:
            raise Refused(f"how ticket {line.number} began can't be read")
        requester, at = self.people[began.requester], from_iso(line.at)
        known = self._known_ticket(line, {requester, self.people.get(began.requester, requester)}, at)
        if known is not None:
            self.report.known += 1
            return known
        organization = self.organizations.get(began.organization) if began.organization is not None else None
        number = self.bulk.ticket(
            began.subject, requester, at=at, channel=began.channel, organization=organization, team=began.team,
            tier=began.tier, priority=began.priority, status=began.status, tags=began.tags, fields=began.fields,
            actor=line.actor,
        )  # fmt: skip
        self.report.new_tickets += 1
        return _Here(number)

    def _known_ticket(self, line: TicketLine, requesters: set[int], at: int) -> _Here | None:
        """The ticket of this desk that began at the same moment, of the same person, with the same subject."""
        for requester in requesters:
            theirs = self.bulk.tickets_of(requester, 1_000)
            # A subject may have been changed since; that happens, but not often.
            likely = [n for n, subject, _ in theirs if subject == line.subject]
            others = [n for n, subject, _ in theirs if subject != line.subject][:_UNLIKELY]
            if theirs:
                self.bulk.commit()  # so that the desk sees them
            for number in (*likely, *others):
                log = [e.operation for e in self.desk.log(number)]
                first = log[0]
                began = first.payload
                if not isinstance(began, Create) or first.at != at or began.requester not in requesters:
                    continue
                here = _Here(number)
                for operation in log[1:]:
                    payload = operation.payload
                    if isinstance(payload, Wrote):
                        m = self.desk.message(payload.message)
                        here.messages.add(_fingerprint(m.role.word, m.at, m.body, m.message_id))
                    else:
                        here.changes.add((operation.at, operations.encode(payload)))
                return here
        return None

    def _message(self, line: MessageLine, here: _Here) -> None:
        at = from_iso(line.at)
        fingerprint = _fingerprint(line.role, at, line.body, line.message_id)
        if fingerprint in here.messages or (line.message_id and self.bulk.known(line.message_id)):
            self.report.known += 1
            return
        if line.role not in _ROLES:
            raise Refused(f"{line.role} is no role of a message")
        files = []
        for f in line.attachments:
            if f.content is None:
                self.report.bad.append((f"a message of ticket {line.ticket}", f"the content of {f.name} is missing"))
                continue
            files.append(self.bulk.attach(f.content, f.name, f.media_type, f.inline_id))
        self.bulk.message(
            here.number, _ROLES[line.role], line.body, at=at, author=line.author, address=line.address,
            person=self.people.get(line.person) if line.person is not None else None, agent=line.agent,
            markdown=line.markdown, to=line.to, cc=line.cc, bcc=line.bcc, message_id=line.message_id,
            in_reply_to=line.in_reply_to, files=tuple(files), original=line.original, notice=line.notice,
            delivery=line.delivery,
        )  # fmt: skip
        self.report.new_messages += 1

    def _change(self, line: ChangeLine, here: _Here) -> None:
        kind = msgspec.json.decode(line.what, type=_Kind).kind
        payload = operations.decode(bytes(line.what), kind)
        at = from_iso(line.at)
        if isinstance(payload, Unknown):
            raise Refused(f"this version does not know what “{kind[:40]}” is")
        if isinstance(payload, LinkArticle):
            if payload.article not in self.articles:
                raise Refused(f"it names article {payload.article}, which does not stand before it")
            payload = LinkArticle(self.articles[payload.article], payload.link)
        if isinstance(payload, MergeInto | Absorb):
            self.merges.append((here.number, payload, at, line.actor, here.changes))
            return
        if isinstance(payload, Set) and payload.field in ("requester", "organization"):
            numbers = self.people if payload.field == "requester" else self.organizations
            if payload.value is not None and payload.value not in numbers:
                raise Refused(f"it names {payload.field} {payload.value}, who does not stand before it")
            payload = Set(payload.field, None if payload.value is None else numbers[int(payload.value)])
        if not isinstance(payload, Create | Wrote | Undo):
            self._do(here.number, payload, at, line.actor, here.changes)

    def _do(self, ticket: int, payload: operations.Known, at: int, actor: str, done: set[tuple[int, bytes]]) -> None:
        if (at, operations.encode(payload)) not in done:
            self.bulk.do(ticket, payload, at=at, actor=actor)


class _Kind(msgspec.Struct):
    kind: str


def _fingerprint(role: str, at: int, body: str, message_id: str) -> bytes:
    return hashlib.sha256(f"{role}\0{at}\0{message_id}\0{body}".encode("utf-8", "replace")).digest()
