"""Our own JSONL → tickets: repeats what `jsonl_out` wrote, and leaves alone what is there already."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from supportterm.core import operations
from supportterm.core.operations import Create, Later, Undo, Unknown, Wrote
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.core.writing import NewFile
from supportterm.exchange.contents import Contents
from supportterm.exchange.files import from_iso, reading
from supportterm.exchange.jsonl_known import Here, Known, fingerprint
from supportterm.exchange.numbers import AboutTickets, Numbers, about_here, other_ticket, renumbered
from supportterm.exchange.records import (
    VERSION,
    ArticleLine,
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
)
from supportterm.exchange.report import Report

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.bulk import Bulk

MAX_LINE: Final = 256 << 20
"""Bytes of one line; a line of version 1 holds the files of one message."""
_ROLES: Final = {r.word: r for r in Role}

_decode = msgspec.json.Decoder(Line).decode


def import_jsonl(desk: "Desk", path: str | Path, *, home: str = "") -> Report:
    """Read what `jsonl_out` wrote. Lines that can't be read are named in the report, the rest goes in.

    *home*: the connection that new tickets belong to; empty: this desk.
    """
    report = Report()
    with reading(path) as file, desk.bulk("import") as bulk, Contents(bulk) as contents:
        reader = _Reader(desk, bulk, contents, report, home)
        for where, line in lines(file, report):
            try:
                reader.take(line)
            except (msgspec.DecodeError, UnicodeError, ValueError) as error:
                report.bad.append((where, f"it is no line of such an export: {error}"))
            except Refused as refused:
                report.bad.append((where, str(refused)))
        reader.finish()
    return report


def lines(file: IO[bytes], report: Report) -> Iterator[tuple[str, Line]]:
    """Each line that can be read and where it stands; what can't be is told in *report*."""
    for number, raw in enumerate(_raw(file, report), 1):
        if not raw.strip():
            continue
        where = f"line {number}"
        try:
            line = _decode(raw)
        except (msgspec.DecodeError, UnicodeError, ValueError) as error:
            report.bad.append((where, f"it is no line of such an export: {error}"))
        else:
            yield where, line


def _raw(file: IO[bytes], report: Report) -> Iterator[bytes]:
    """The lines of *file*; where a packed one breaks off the report says so."""
    try:
        while raw := file.readline(MAX_LINE):
            yield raw
    except (EOFError, OSError, zlib.error) as error:
        report.bad.append(("the end", f"the file breaks off: {error}"))


class _Reader:
    def __init__(self, desk: "Desk", bulk: "Bulk", contents: Contents, report: Report, home: str) -> None:
        self.desk = desk
        self.bulk = bulk
        self.contents = contents
        self.report = report
        self.home = home
        self.numbers = Numbers()
        self.known = Known(desk, bulk)
        self.here: Here | None = None
        self.later: list[tuple[int, AboutTickets, int, str, set[tuple[int, bytes]]]] = []

    def take(self, line: Line) -> None:
        match line:
            case DeskLine():
                if not 1 <= line.version <= VERSION:
                    raise Refused(f"the file is of version {line.version}; this program reads 1 to {VERSION}")
            case DefinitionLine():
                self._define(line)
            case OrganizationLine():
                self.numbers.organizations[line.id] = self.bulk.organization(
                    line.name, domain=line.domain, segment=line.segment, manager=line.manager, notes=line.notes
                )
            case PersonLine():
                self.numbers.people[line.id] = self._person(line)
            case ArticleLine():
                self.numbers.articles[line.id] = self._article(line)
                self.report.articles.append(self.numbers.articles[line.id])
            case TicketLine():
                self.here = self._ticket(line)
                self.numbers.tickets[line.number] = self.here.number
                self.numbers.messages.clear()
                self.report.tickets.append(self.here.number)
            case ContentLine():
                self.contents.take(line)
            case MessageLine():
                self._message(line, self._of(line.ticket))
            case ChangeLine():
                self._change(line, self._of(line.ticket))

    def finish(self) -> None:
        """What names another ticket may come before it in the file; it is done when all are there."""
        for ticket, payload, at, actor, done in self.later:
            if (other := self._other(payload)) is not None:
                self._do_with(other, ticket, payload, at, actor, done)

    def _of(self, ticket: int) -> Here:
        if self.here is None or self.numbers.tickets.get(ticket) != self.here.number:
            raise Refused(f"it belongs to ticket {ticket}, which does not stand before it")
        return self.here

    def _define(self, line: DefinitionLine) -> None:
        """What is defined here already stays as it is."""
        if (line.what, line.name) not in self.desk.definitions():
            self.bulk.commit()  # it is written beside it
            self.desk.define(line.what, line.name, line.spec)

    def _person(self, line: PersonLine) -> int:
        known = self.known.nameless(line.name) if not line.email else None
        if known is not None:
            return known
        organization = self.numbers.organizations.get(line.organization) if line.organization is not None else None
        made = self.bulk.person(
            line.email, line.name, organization=organization, phone=line.phone, title=line.title, notes=line.notes
        )
        self.known.met(made)
        return made

    def _article(self, line: ArticleLine) -> int:
        """The article of this desk with the same slug, as it is; else one is made."""
        versions = [(from_iso(v.at), v.author, {"title": v.title, "body": v.body}) for v in line.before]
        last = {"slug": line.slug, "title": line.title, "body": line.body, "section": line.section, "tags": line.tags}
        last |= {"visibility": line.visibility, "state": line.state}
        at = from_iso(line.at) if line.at else None
        return self.bulk.article(line.slug, [*versions, (at, line.author, last)])

    def _ticket(self, line: TicketLine) -> Here:
        began = operations.decode(bytes(line.began), "create")
        people, organizations = self.numbers.people, self.numbers.organizations
        if not isinstance(began, Create) or began.requester not in people:
            raise Refused(f"how ticket {line.number} began can't be read")
        requester, at = people[began.requester], from_iso(line.at)
        asks = people.get(line.person, requester) if line.person is not None else requester
        known = self.known.ticket(line.subject, requester, asks, at)
        if known is not None:
            self.report.known += 1
            return known
        organization = organizations.get(began.organization) if began.organization is not None else None
        number = self.bulk.ticket(
            began.subject, requester, at=at, channel=began.channel, organization=organization, team=began.team,
            tier=began.tier, priority=began.priority, status=began.status, tags=began.tags, fields=began.fields,
            actor=line.actor, home=self.home,
        )  # fmt: skip
        self.report.new_tickets += 1
        return self.known.made(number)

    def _message(self, line: MessageLine, here: Here) -> None:
        at = from_iso(line.at)
        print_ = fingerprint(line.role, at, line.body, line.message_id)
        known = here.messages.get(print_) or self.known.mail(line.message_id)
        if known is not None:
            self.numbers.messages[line.id] = known
            self.report.known += 1
            return
        if line.role not in _ROLES:
            raise Refused(f"{line.role} is no role of a message")
        files = tuple(f for f in (self._file(line.ticket, f) for f in line.attachments) if f is not None)
        self.numbers.messages[line.id] = self.bulk.message(
            here.number, _ROLES[line.role], line.body, at=at, author=line.author, address=line.address,
            person=self.numbers.people.get(line.person) if line.person is not None else None, agent=line.agent,
            markdown=line.markdown, to=line.to, cc=line.cc, bcc=line.bcc, message_id=line.message_id,
            in_reply_to=line.in_reply_to, files=files, original=line.original, notice=line.notice,
            delivery=line.delivery, actor=line.actor, put_at=from_iso(line.put) if line.put else None,
        )  # fmt: skip
        self.report.new_messages += 1

    def _file(self, ticket: int, file: FileLine) -> NewFile | None:
        if file.content is not None:
            return self.bulk.attach(file.content, file.name, file.media_type, file.inline_id)
        if found := self.contents.file(file):
            return found
        self.report.bad.append((f"a message of ticket {ticket}", f"the content of {file.name} is missing"))
        return None

    def _change(self, line: ChangeLine, here: Here) -> None:
        kind = msgspec.json.decode(line.what, type=_Kind).kind
        payload = operations.decode(bytes(line.what), kind)
        at = from_iso(line.at)
        if isinstance(payload, Unknown):
            raise Refused(f"this version does not know what “{kind[:40]}” is")
        if isinstance(payload, Create | Wrote | Undo | Later):  # what was to be said later waits where it was written
            return
        payload = renumbered(payload, self.numbers)
        if isinstance(payload, AboutTickets):
            other = self._other(payload)
            if other is None:
                self.later.append((here.number, payload, at, line.actor, here.changes))
            else:
                self._do_with(other, here.number, payload, at, line.actor, here.changes)
        else:
            self._do(here.number, payload, at, line.actor, here.changes)

    def _other(self, payload: AboutTickets) -> int | None:
        """The ticket here that it names; None when that is not in the file, or comes later."""
        return self.numbers.tickets.get(other_ticket(payload))

    def _do_with(
        self, other: int, ticket: int, payload: AboutTickets, at: int, actor: str, done: set[tuple[int, bytes]]
    ) -> None:
        if other != ticket:  # no desk writes that
            self._do(ticket, about_here(payload, other), at, actor, done)

    def _do(self, ticket: int, payload: operations.Known, at: int, actor: str, done: set[tuple[int, bytes]]) -> None:
        if (at, operations.encode(payload)) not in done:
            self.bulk.do(ticket, payload, at=at, actor=actor)


class _Kind(msgspec.Struct):
    kind: str
