"""Mail archives → tickets.

History is silent: nothing is sent, no rule fires. Importing again adds nothing, and what was interrupted goes on
where it stopped: a mail is known by its Message-ID, or by a digest of its bytes where it has none.
"""

import hashlib
import signal
import threading as threads
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NamedTuple

from supportterm.core.ids import message_time
from supportterm.core.operations import Set
from supportterm.core.query import parse as parse_query
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.exchange import mime, threading
from supportterm.exchange.addresses import Address
from supportterm.exchange.conversations import Conversations
from supportterm.exchange.mime import ParsedMail
from supportterm.exchange.raw import RawMail
from supportterm.exchange.report import Report
from supportterm.exchange.sources import open_source

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.bulk import Bulk

Progress = Callable[[int, int | None, str], None]
"""done, of how much (None: nobody knows), words"""

_BATCH: Final = 4_000
_BATCH_BYTES: Final = 16 << 20
"""Mails read at a time, and written in the order of their dates: parents before answers, as a rule."""
_DAY: Final = 86_400_000
_MAX_NOTICE: Final = 500
_MAX_BAD: Final = 10_000
_NO_SUBJECT: Final = "(no subject)"


class _Dated(NamedTuple):
    raw: RawMail
    mail: ParsedMail
    at: int
    dated: bool
    """False when the date is a guess, so that it says nothing about being the same mail."""


def import_mail(
    desk: "Desk",
    kind: str,
    path: str | Path,
    *,
    status: Status | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Report:
    """Bring the mails of an archive (mbox, maildir, eml) into *desk*; new tickets get *status* (new).

    What agents sent, by their addresses, is a reply. A mail that can't be taken is named in the report and the rest
    goes in. Ctrl-C, or *stop* saying so, keeps what is in. Raises Refused when *path* holds no such archive, and
    StoreError when the desk can't be written; what was committed before stays.
    """
    source = open_source(kind, path)
    report = Report()
    with _ctrl_c() as interrupted, desk.bulk("import") as bulk:
        importer = _Importer(desk, bulk, report, status)
        mails = iter(source.mails)
        done, ended = 0, False
        while not (report.stopped or ended):
            batch, done, ended = _batch(mails, report, done)
            for dated in batch:
                if interrupted() or (stop is not None and stop()):
                    report.stopped = True
                    break
                importer.take(dated)
            bulk.commit(wait=False)  # while the next ones are read, and others may write
            if progress is not None:
                progress(done, source.total, report.words)
        bulk.commit()
    return report


def _batch(mails: Iterator[RawMail], report: Report, done: int) -> tuple[list[_Dated], int, bool]:
    """The next mails, oldest first; how far the source is read, and whether that is its end."""
    batch: list[_Dated] = []
    size = 0
    ended = True
    now = time.time_ns() // 1_000_000
    for raw in mails:
        done = raw.done
        if raw.trouble:
            _bad(report, raw.where, raw.trouble)
            continue
        mail = mime.parse(raw.data)
        if not (mail.sender.address or mail.sender.name or mail.subject or mail.text or mail.attachments):
            _bad(report, raw.where, "it holds no mail")
            continue
        at, dated = _moment(mail.date, raw.received, now)
        batch.append(_Dated(raw, mail, at, dated))
        size += len(raw.data)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            ended = False
            break
    batch.sort(key=lambda d: d.at)
    return batch, done, ended


def _moment(date: int | None, received: int | None, now: int) -> tuple[int, bool]:
    """When a mail was written, and whether its own date says so. A date in the future is a wrong clock."""
    if date is not None and date <= now + _DAY:
        return date, True
    if received is not None and received <= now + _DAY:
        return received, False
    return now, False


def _bad(report: Report, where: str, reason: str) -> None:
    if len(report.bad) < _MAX_BAD:
        report.bad.append((where, reason))


class _Importer:
    def __init__(self, desk: "Desk", bulk: "Bulk", report: Report, status: Status | None) -> None:
        self.bulk = bulk
        self.report = report
        self.status = Status.NEW if status is None else status
        self.agents = {a.email.lower(): a.handle for a in desk.agents() if a.email}
        self.ours = frozenset(self.agents)
        empty = desk.count(parse_query(""), cap=0) == 0
        self.conversations = Conversations(desk, bulk, alone=empty)
        self.nameless: dict[str, int] = {}
        self.houses: dict[str, int | None] = {}
        """Organizations by mail domain."""
        """People without an address, by name."""

    def take(self, dated: _Dated) -> None:
        """Put one mail where it belongs, unless it is there."""
        mail = dated.mail
        message_id = mail.message_id
        if not message_id or self._other_with(message_id, dated):
            message_id = f"{hashlib.sha256(dated.raw.data).hexdigest()[:40]}@digest.invalid"
        if self.conversations.message_of(message_id) is not None:
            self.report.known += 1
            return
        try:
            self._write(dated, message_id)
        except Refused as refused:
            _bad(self.report, dated.raw.where, str(refused))

    def _other_with(self, message_id: str, dated: _Dated) -> bool:
        """True when a mail of another date bears the same id: broken programs use an id twice."""
        message = self.conversations.message_of(message_id)
        return message is not None and dated.dated and message_time(message) != dated.at

    def _write(self, dated: _Dated, message_id: str) -> None:
        mail, at = dated.mail, dated.at
        agent = self.agents.get(mail.sender.key)
        ticket = threading.place(mail, at, self.conversations, ours=self.ours)
        person = None if agent else self._person(mail.sender)
        subject = mail.subject or _NO_SUBJECT
        if ticket is None:
            requester = self._person(self._customer(mail)) if agent else person
            assert requester is not None
            house = self.bulk.organization_of(requester)
            ticket = self.bulk.ticket(subject, requester, at=at, organization=house, status=self.status)
            self.report.new_tickets += 1
        elif at < self.conversations.first(ticket):
            self._now_first(ticket, subject, person, at)
        # The longest text goes in last: files are kept before the message that names them.
        files = tuple(self.bulk.attach(f.content, f.name, f.media_type, f.content_id) for f in mail.attachments)
        self.bulk.message(
            ticket,
            Role.REPLY if agent else Role.CUSTOMER,
            mail.text,
            at=at,
            author=mail.sender.name or mail.sender.address,
            address=mail.sender.address,
            person=person,
            agent=agent,
            to=_shown(mail.to),
            cc=_shown(mail.cc),
            message_id=message_id,
            in_reply_to=next(iter(threading.ancestors(mail)), ""),
            files=files,
            original=dated.raw.data,
            notice=_notice(dated),
        )
        self.report.new_messages += 1
        self.conversations.note(mail, ticket, at, message_id)

    def _now_first(self, ticket: int, subject: str, person: int | None, at: int) -> None:
        """The message that began a conversation came after its answers: it says who asked, and what."""
        self.bulk.do(ticket, Set("subject", subject), at=at, actor="import")
        if person is not None:
            self.bulk.do(ticket, Set("requester", person), at=at, actor="import")
            self.bulk.do(ticket, Set("organization", self.bulk.organization_of(person)), at=at, actor="import")

    def _customer(self, mail: ParsedMail) -> Address:
        """Whom an agent wrote to first."""
        return next((a for a in chain(mail.to, mail.cc) if "@" in a.address and a.key not in self.ours), mail.sender)

    def _person(self, who: Address) -> int:
        if "@" in who.address:
            domain = who.key.rpartition("@")[2]
            if domain not in self.houses:
                self.houses[domain] = self.bulk.house_of(who.address)
            return self.bulk.person(who.address, who.name, organization=self.houses[domain])
        name = who.name or who.address or "somebody unknown"
        known = self.nameless.get(name)
        if known is None:
            known = self.nameless[name] = self.bulk.person("", name)
        return known


def _shown(people: tuple[Address, ...]) -> tuple[str, ...]:
    return tuple(a.address for a in people if a.address)


def _notice(dated: _Dated) -> str:
    notices = dated.mail.notices
    if not dated.dated:
        notices = (*notices, "its date can't be believed; it stands where it arrived")
    return "; ".join(notices)[:_MAX_NOTICE]


@contextmanager
def _ctrl_c() -> Iterator[Callable[[], bool]]:
    """Within it ctrl-C is noted, so that a mail is never left half written; a second ctrl-C ends at once."""
    pressed = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    if threads.current_thread() is not threads.main_thread():
        yield lambda: pressed
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)
