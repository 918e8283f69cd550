"""What happens in a week: who asks, who answers, and what else those do who answer.

A mailing list's mails tell who wrote when and to what. Who begins a thread is its customer, everybody else in it is an
agent. What mails do not tell (that an answer solves, that somebody takes a ticket) follows from a checksum of the
mail, so that it is always the same. Only of the standard library: the reckoning stands on this too.
"""

import gzip
import mailbox
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
SUPPORT, BACKEND = ("ada", "ben", "cai", "dan", "eva"), ("fay", "gus", "hal")
SEGMENTS = ("free", "paid", "enterprise")
HOUR = 3_600_000
THANKS, QUESTION = "Thanks a lot!", "One more question: what is this?"
NAP = 6 * HOUR
"""So long a ticket is snoozed."""
_MASKED = re.compile(rb"(?m)^From: (\S+) (?:at|@end\|ng \|rom) (\S+)")
_ANSWER = re.compile(r"(\[[^]]*\] *)*(re|aw|antw|sv|答复|回复) *[:：]", re.IGNORECASE)
_BEFORE = re.compile(r"^((re|aw|antw|sv|fwd?|答复|回复) *[:：]|\[[^]]*\]| )+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Mail(NamedTuple):
    """A mail as the archive has it; *at* in milliseconds."""

    id: str
    at: int
    author: str
    subject: str
    answers: tuple[str, ...]
    raw: bytes

    @property
    def chance(self) -> int:
        return crc32(self.id.encode())


class Deed(NamedTuple):
    """What an agent does who answers: in this order, the answer before the status."""

    agent: str
    urgent: bool
    take: bool
    then: str
    """The status that is asked for with it; empty: none."""
    snooze: bool


class Event(NamedTuple):
    mail: Mail
    thread: int
    """Threads are counted from 0, as they begin."""
    deed: Deed | None
    """None: its customer wrote."""
    said: str = ""
    """What its customer wrote besides: what is a bare thanks is not left to taste here."""

    @property
    def thanks(self) -> bool:
        return self.said == THANKS


class Week(NamedTuple):
    monday: date
    events: tuple[Event, ...]

    @property
    def start(self) -> int:
        return midnight(self.monday)

    @property
    def end(self) -> int:
        return midnight(self.monday + timedelta(7))

    @property
    def holiday(self) -> date:
        """Wednesday is one."""
        return self.monday + timedelta(2)


def midnight(day: date) -> int:
    return milliseconds(datetime(day.year, day.month, day.day, tzinfo=ZONE))


def milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def week_of(archive: Path, monday: date) -> Week:
    """The week from *monday* on, of an mbox that may be compressed."""
    mails = [mail for mail in _mails(archive) if midnight(monday) <= mail.at < midnight(monday + timedelta(7))]
    return Week(monday, tuple(_events(sorted(mails, key=lambda mail: mail.at))))


def segment_of(author: str) -> str:
    """That of the organization with the author's domain."""
    return SEGMENTS[crc32(author.rpartition("@")[2].encode()) % len(SEGMENTS)]


def words(subject: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", subject.lower())


def _mails(archive: Path) -> Iterator[Mail]:
    raw = gzip.decompress(archive.read_bytes()) if archive.suffix == ".gz" else archive.read_bytes()
    with tempfile.NamedTemporaryFile() as file:
        file.write(_MASKED.sub(_unmasked, raw))
        file.flush()
        seen = set[str]()
        for message in mailbox.mbox(file.name):
            mail = _mail(message)
            if mail is not None and mail.id not in seen:
                seen.add(mail.id)
                yield mail


def _unmasked(found: re.Match[bytes]) -> bytes:
    """An address that can be written to, another for each that an archive hides from machines."""
    name, domain = (re.sub(rb"[^\w.+-]", b"x", part) for part in found.groups())
    return b"From: " + name + b"@" + domain + b".test"


def _mail(message: Message) -> Mail | None:
    """None for a piece of a body that looks like a mail of its own."""
    told, author = "".join(str(message["Message-ID"] or "").split()), parseaddr(str(message["From"]))[1].lower()
    id = "".join(_ids(told)[:1]) or told
    try:
        when = parsedate_to_datetime(str(message["Date"]))
        subject = str(make_header(decode_header(str(message["Subject"] or ""))))
    except (ValueError, LookupError):
        return None
    if not id or "@" not in author:
        return None
    answered = _ids(message["In-Reply-To"])[:1] + _ids(message["References"])[::-1]
    at = milliseconds(when if when.tzinfo else when.replace(tzinfo=UTC))
    return Mail(id, at, author, " ".join(subject.split()), tuple(dict.fromkeys(answered)), bytes(message))


def _ids(field: object) -> list[str]:
    return re.findall(r"<[^<>\s]+>", str(field or ""))


def _events(mails: Iterable[Mail]) -> Iterator[Event]:
    """Who writes where: in answer to a mail of the week, else to one that they answered before, else on the same."""
    threads: dict[str, int] = {}
    customers: list[str] = []
    awaited: dict[tuple[str, str], int] = {}
    asked: dict[tuple[str, str], int] = {}
    for mail in mails:
        topic, begins = (mail.author, _topic(mail.subject)), False
        found = next((threads[id] for id in mail.answers if id in threads), None)
        if found is None:
            absent = [(mail.author, id) for id in (mail.id, *mail.answers)]
            found = next((awaited[id] for id in absent if id in awaited), None)
        if found is None and (mail.answers or _ANSWER.match(mail.subject)):
            found = asked.get(topic)
        if found is None:
            found = len(customers)
            customers.append(mail.author)
            asked[topic], begins = found, True
        threads[mail.id] = found
        if mail.author != customers[found]:
            yield Event(mail, found, _deed(mail))
            continue
        for id in mail.answers[:1]:
            awaited.setdefault((mail.author, id), found)
        yield Event(mail, found, None, "" if begins else THANKS if mail.chance % 4 == 0 else QUESTION)


def _topic(subject: str) -> str:
    return _BEFORE.sub("", subject.lower())


def _deed(mail: Mail) -> Deed:
    everybody, chance = SUPPORT + BACKEND, mail.chance
    then = ("", "", "pending", "pending", "pending", "solved", "solved", "on-hold")[chance >> 3 & 7]
    return Deed(
        everybody[crc32(mail.author.encode()) % len(everybody)],
        urgent=chance >> 8 & 7 == 0,
        take=chance >> 12 & 3 == 0,
        then=then,
        snooze=chance >> 16 & 3 == 0,
    )
