"""Where mails become tickets: each page with its cursor in one transaction, so that a mail counts once."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from supportterm.core.nouns import Connected, Ticket
from supportterm.core.numbers import label
from supportterm.core.operations import Create, Set, Subject, Suspend
from supportterm.core.rating import Answer, content, rate
from supportterm.core.remote import MailCame, Page, RemotePerson
from supportterm.core.terms import Role, Status
from supportterm.core.thanks import is_thanks
from supportterm.core.writing import NewFile
from supportterm.exchange import bounces, headers, mime, threading
from supportterm.exchange.addresses import Address
from supportterm.exchange.fields import Fields
from supportterm.exchange.intake import House, Intake, Twin, judge
from supportterm.exchange.mime import ParsedMail
from supportterm.exchange.quoting import visible
from supportterm.exchange.threading import Place
from supportterm.store import courtesy
from supportterm.store.acknowledging import acknowledge
from supportterm.store.correspondence import Correspondence
from supportterm.store.departing import Departing
from supportterm.store.settling import delivered
from supportterm.store.surveying import answer_in

if TYPE_CHECKING:
    from supportterm.core.surveys import Survey
    from supportterm.desk import Desk
    from supportterm.store.stroke import Stroke
    from supportterm.store.taking import Taking

_NO_SUBJECT: Final = "(no subject)"


class MailRoom:
    """The mail of one connection."""

    def __init__(self, desk: "Desk", connected: Connected) -> None:
        self._desk = desk
        self._connected = connected
        self._replica = desk.replica(connected.name)

    def take(self, page: Page) -> tuple[str, ...]:
        """Take in a page with its cursor. The keys of all its mails: they can be put away."""
        house = self._house()
        # Read, and their files kept, before the transaction: others may write meanwhile.
        letters = [self._letter(item) for item in page.items if isinstance(item, MailCame)]
        with self._replica.taking(page.cursor, durable=True) as (stroke, taking):
            arrivals = _Arrivals(self._desk, self._connected, house, stroke, taking)
            arrivals.expect(letters)
            for letter in letters:
                arrivals.take(letter)
        return tuple(letter.came.key for letter in letters)

    def _letter(self, came: MailCame) -> "_Letter":
        block = headers.split(came.raw)
        mail = mime.parse(came.raw, block)
        attach = self._desk.attach
        files = (attach(f.content, f.name, f.media_type, f.content_id) for f in mail.attachments)
        return _Letter(came, mail, Fields(came.raw, block), tuple(files))

    def _house(self) -> House:
        settings = self._connected.settings
        pairs = settings.get("addresses", "").replace(",", " ").split()
        addresses = {p.rpartition("=")[2].lower() for p in pairs} | {settings.get("address", "").lower()}
        agents = {a.email.lower(): a.handle for a in self._desk.agents() if a.email}
        key = settings.get("address_key", "")
        ours = frozenset(a for a in addresses if a)
        return House(
            ours,
            agents,
            bytes.fromhex(key) if key and settings.get("plus") == "yes" else b"",
            settings.get("trust_authentication", ""),
            frozenset(a.rpartition("@")[2] for a in ours),
        )


class _Known(Correspondence):
    """As the judgement of mails asks for it."""

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterator[Place]:
        return (Place(*near) for near in self.asked_about(subject, people))


class _Letter(NamedTuple):
    """A mail, what it says, and its files, which are kept already."""

    came: MailCame
    mail: ParsedMail
    fields: Fields
    files: tuple[NewFile, ...]


class _Met:
    """Whom and what the mails since the last flush were about: what concerns the same must be able to read them."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._senders: set[str] = set()

    def again(self, mail: ParsedMail) -> frozenset[str] | None:
        """All ids since it was last so, when *mail* is by somebody, or about a conversation, that was just met.

        None when it is not. From now on it is met too.
        """
        ids, met = _about(mail), None
        if mail.sender.key in self._senders or not self._ids.isdisjoint(ids):
            met = frozenset(self._ids)
            self._ids.clear()
            self._senders.clear()
        self._ids |= ids
        self._senders.add(mail.sender.key)
        return met


class _Arrivals:
    """The mails of a page on their way to their tickets, within the transaction."""

    def __init__(self, desk: "Desk", connected: Connected, house: House, stroke: "Stroke", taking: "Taking") -> None:
        self._desk = desk
        self._connected = connected
        self._house = house
        self._stroke = stroke
        self._taking = taking
        self._known = _Known(stroke.work.connection, threading.normal_subject)
        self._met = _Met()
        self._rules = desk.rules()

    def expect(self, letters: Sequence[_Letter]) -> None:
        """Look up at once what is known of all of them, before they are taken one by one."""
        self._taking.expect_messages([a.came.key for a in letters], (_person(a.mail.sender) for a in letters))
        self._known.expect(id for a in letters for id in _about(a.mail))

    def take(self, letter: _Letter) -> None:
        came, mail, fields, files = letter
        if self._taking.knows(came.key):
            return
        met = self._met.again(mail)
        if met is not None:
            self._stroke.flush()
            self._known.stored(met)
        intake = judge(mail, fields, self._house, self._known, came.at, twin=self._twin(mail))
        if intake.drop:
            return
        if intake.bounce and self._bounced(came, mail, files):
            return
        number = intake.ticket
        if number is None:
            number = self._ticket(mail, intake, came)
        message = self._wrote(number, mail, intake, came, files)
        self._taking.bind(came.key, message)
        if intake.ticket is None and intake.may_answer and self._stroke.news:
            self._answer(number, mail)

    def _twin(self, mail: ParsedMail) -> Twin | None:
        """What is here under the mail's id: it came by two mailboxes, or a broken program uses an id twice."""
        found = self._known.under(mail.message_id)
        return Twin(found[0].lower(), found[1]) if found is not None else None

    def _ticket(self, mail: ParsedMail, intake: Intake, came: MailCame) -> int:
        requester = self._taking.person(_person(mail.sender))
        number = self._taking.number()
        who, known = self._stroke.work.person(requester), self._rules.teams.get(came.team)
        create = Create(
            mail.subject or _NO_SUBJECT,
            requester,
            organization=who.organization if who else None,
            team=known.handle if known else None,
            tier=known.tier if known else 1,
        )
        self._stroke.record(Subject("ticket", number), create, at=min(came.at, self._stroke.now), new=True)
        if intake.suspended:
            self._stroke.record(Subject("ticket", number), Suspend(intake.suspended), base={"status": int(Status.NEW)})
        return number

    def _wrote(self, number: int, mail: ParsedMail, intake: Intake, came: MailCame, files: tuple[NewFile, ...]) -> int:
        from supportterm.core import verbs

        work = self._stroke.work
        ticket = work.ticket(number)
        notices = [*mail.notices, intake.notice]
        notices += [f"held back: {intake.suspended}"] if intake.suspended else []
        if intake.follows is not None:
            notices.append(f"goes on from {label(intake.follows)}")
        wrote = work.arrive(
            number,
            Role.REPLY if intake.agent else Role.CUSTOMER,
            mail.text,
            at=min(_latest(came.at), self._stroke.now),
            author=mail.sender.name or mail.sender.address,
            address=mail.sender.address,
            person=None if intake.agent else self._taking.person(_person(mail.sender)),
            agent=intake.agent,
            to=tuple(a.address for a in mail.to if a.address),
            cc=tuple(a.address for a in mail.cc if a.address),
            message_id=_made_up(came.raw) if intake.id_taken or not mail.message_id else mail.message_id,
            in_reply_to=next(iter(threading.ancestors(mail)), ""),
            files=files,
            original=came.raw,
            notice="; ".join(n for n in notices if n)[:500],
        )
        wrote = replace(wrote, machine=bool(intake.automatic and ticket.messages))
        subject = Subject("ticket", number)
        # An automatic mail is kept with its ticket, but is no reason to work on it again.
        if intake.suspended or wrote.machine:
            operation = self._stroke.record(subject, wrote, actor=intake.agent or "customer")
            self._stroke.unnoticed.add(operation.id)
        else:
            answered = self._answer_in(ticket, mail)
            rests = self._is_thanks(ticket, mail) or (answered is not None and content(answered[1], answered[0]))
            plan = verbs.write(ticket, self._rules, wrote, thanks=rests)
            if answered is not None:
                plan += rate(ticket, self._rules, answered[0], *answered[1])
            for planned in plan:
                self._stroke.record(
                    planned.subject, planned.payload, base=planned.base, actor=intake.agent or "customer"
                )
        if why_not := intake.why_not or intake.automatic:
            courtesy.is_unanswerable(work.connection, wrote.message, why_not)
        return wrote.message

    def _answer_in(self, ticket: Ticket, mail: ParsedMail) -> "tuple[Survey, Answer] | None":
        if mail.attachments:
            return None
        return answer_in(self._stroke.work.connection, self._stroke.book(), ticket, visible(mail.text))

    def _is_thanks(self, ticket: Ticket, mail: ParsedMail) -> bool:
        if ticket.status < Status.SOLVED or mail.attachments:
            return False
        names = [mail.sender.name, *(agent.name for agent in self._rules.agents.values())]
        return is_thanks(visible(mail.text), names)

    def _bounced(self, came: MailCame, mail: ParsedMail, files: tuple[NewFile, ...]) -> bool:
        """Note on the ticket that a mail of ours did not arrive; False when it is about no mail of ours."""
        report = bounces.report_of(came.raw)
        found = next((f for i in report.message_ids if (f := self._known.left_as(i))), None) if report else None
        if report is None or found is None:
            return False
        ticket, message = found
        words = f"{report.recipient or 'somebody'}: {report.words or 'no reason was given'}"
        if report.failed:
            delivered(self._stroke, ticket, message, "bounced", words=words)
        number = self._wrote(ticket, mail, Intake(ticket, automatic="a delivery report"), came, files)
        self._taking.bind(came.key, number)
        now = self._stroke.work.ticket(ticket)
        if report.failed and Status.OPEN < now.status < Status.CLOSED:
            base = {"status": int(now.status)}
            self._stroke.record(Subject("ticket", ticket), Set("status", int(Status.OPEN)), base=base)
        return True

    def _answer(self, number: int, mail: ParsedMail) -> None:
        """The team's automatic answer, if it has one; whether one may be given was judged before."""
        wrote = acknowledge(self._stroke, self._rules, number, mail.sender.name, self._connected.name)
        if wrote is None:
            return
        self._stroke.flush()  # who asked has to be known before something leaves for them
        departing = Departing(self._stroke, {self._connected.name: self._connected})
        departing.message(None, self._stroke.work.ticket(number), wrote)


def _about(mail: ParsedMail) -> set[str]:
    """Ids of the mail and of those that it answers."""
    return {mail.message_id, *threading.ancestors(mail)} - {""}


def _latest(at: int) -> int:
    """The end of the second in which a mail came: servers tell no more, and it is no older than what it answers."""
    return at + 999 if at % 1000 == 0 else at


def _made_up(raw: bytes) -> str:
    """An id for a mail that has none of its own; always the same one."""
    return f"{hashlib.sha256(raw).hexdigest()[:40]}@digest.invalid"


def _person(who: Address) -> RemotePerson:
    name = who.name or ("" if "@" in who.address else who.address or "somebody unknown")
    return RemotePerson("", name, who.address if "@" in who.address else "")
