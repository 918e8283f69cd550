"""Mail as a help desk's backend: what comes, what leaves, and how each is found again."""

import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import msgspec

from supportterm.backends import errors
from supportterm.backends.mail import composing, feed, filing
from supportterm.backends.mail.account import Account
from supportterm.backends.mail.capabilities import MOST, UNPROVED
from supportterm.backends.mail.imap import Session
from supportterm.backends.mail.login import Login
from supportterm.backends.mail.reaching import context
from supportterm.backends.mail.smtp import Submission
from supportterm.backends.mail.watch import Watch
from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Identity,
    Item,
    MailCame,
    Page,
    Receipt,
    RemoteTeam,
    RemoteTicket,
    Say,
)  # fmt: skip
from supportterm.core.terms import Role

_IN_MEMORY: Final = 1_000_000
"""Bytes of a mail that is written; a larger one goes to the disk."""
_REMEMBERED: Final = 100

T = TypeVar("T")


class Mail:
    """All but `wait` for one thread at a time."""

    def __init__(self, account: Account, secret: Callable[[], str]) -> None:
        self._account = account
        self._context: ssl.SSLContext | None = None
        self._login = Login(account, secret, self._tls)
        self._out = Submission(account.smtp, self._login, self._tls)
        self._session: Session | None = None
        self._watch = Watch(account, self._connect)
        self._copies_come = False
        self._left: dict[str, None] = {}
        """Markers of what was sent of late."""
        self._lock = threading.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """`marker` is `stored` once a copy of what we sent has been seen to come back."""
        account = self._account
        if account.bcc_self and self._copies_come:
            return msgspec.structs.replace(MOST, poll=account.poll, settle=account.settle)
        return msgspec.structs.replace(UNPROVED, poll=account.poll, settle=min(UNPROVED.settle, account.settle))

    def probe(self) -> Identity:
        account, offered = self._account, self._out.probe()
        self._reading(lambda s: [s.look_into(box.name) for box in account.mailboxes])
        if account.bcc_self:
            self._copies_come = self._reading(lambda s: filing.copies_come_back(s, account, _now()))
        # A mailbox that numbers its mails anew is read again, and known mails count once: it is no other store.
        epoch = f"{account.user} at {account.imap.host}"
        return Identity(account.user, epoch, None, self._reading(lambda s: self._remarks(s, offered)))

    def close(self) -> None:
        self._watch.close()
        self._out.close()
        self._hang_up()

    # --- what comes

    def catalog(self) -> Catalog:
        handles = dict.fromkeys(filter(None, (*(b.team for b in self._account.mailboxes), *self._account.addresses)))
        return Catalog(teams=tuple(RemoteTeam(handle, handle, handle) for handle in handles))

    def changes(self, cursor: str) -> Page:
        self._out.rest()
        page = self._reading(lambda s: feed.page(s, self._account, cursor, _now()))
        if self._account.bcc_self and not self._copies_come:
            self._copies_come = any(
                isinstance(i, MailCame) and filing.marker_of(i.raw, self._account) in self._left for i in page.items
            )
        return page

    def fetch(self, key: str) -> Item:
        return self._reading(lambda s: feed.one(s, self._account, key))

    def handled(self, keys: tuple[str, ...]) -> None:
        self._reading(lambda s: filing.put_away(s, self._account, keys))

    def wait(self, seconds: float) -> bool:
        return self._watch.wait(seconds)

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        raise errors.CannotDo("a mailbox has no tickets to search")

    def download(self, key: str, into: IO[bytes]) -> None:
        raise errors.CannotDo("files come with their mails")

    # --- what leaves

    def write(self, step: AnyStep) -> Receipt:
        letter = composing.letter(self._public(step), self._account, _now())
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            body: Any = spool
            composing.write(letter, body)
            size = spool.tell()
            spool.seek(0)
            self._out.send(body, size, letter.envelope, letter.recipients, utf8=letter.utf8)
            spool.seek(0)
            self._keep_copy(step.marker, body)
        self._left = dict.fromkeys([*self._left, step.marker.lower()][-_REMEMBERED:])
        return Receipt(message_id=letter.message_id)

    def find(self, step: AnyStep) -> Receipt | None:
        left_as = composing.left_as(self._public(step), self._account)
        found = self._reading(lambda s: filing.arrived(s, self._account, step.marker, getattr(step, "at", 0)))
        if not found:
            return None
        if self._account.bcc_self:
            with suppress(errors.RemoteError):  # it has left, whether or not its copy can be filed
                self._copies_come |= self._reading(lambda s: filing.file_copy(s, self._account, step.marker))
        return Receipt(message_id=left_as)

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return ""

    # --- inside

    def _public(self, step: AnyStep) -> Say:
        if not isinstance(step, Say):
            raise errors.CannotDo("mail carries replies and forwards, and nothing else")
        if step.role not in (Role.REPLY, Role.FORWARD):
            raise errors.CannotDo("an internal note never leaves by mail")
        return step

    def _keep_copy(self, marker: str, mail: IO[bytes]) -> None:
        """It has left; that no copy could be kept does not change that."""
        try:
            raw = mail.read()
            self._reading(lambda s: filing.keep_copy(s, self._account, marker, raw))
        except (errors.RemoteError, OSError):
            return

    def _remarks(self, session: Session, offered: frozenset[str]) -> tuple[str, ...]:
        account, remarks = self._account, [self._login.remark] if self._login.remark else []
        if not session.has("IDLE"):
            remarks.append(
                f"{session.host} does not tell at once when a mail comes (no IDLE); it is asked now and then"
            )
        if account.handled and not (session.has("MOVE") or session.has("UIDPLUS")):
            remarks.append(f"{session.host} can't move mails safely; they stay where they are")
        if not filing.sent_folder(session, account):
            remarks.append("there is no folder for sent mails; no copies are kept there")
        if "smtputf8" not in offered:
            remarks.append(f"{self._out.host} takes no addresses with letters beyond ASCII")
        if not account.bcc_self:
            remarks.append("no copies come back: when a server's answer is lost, a person has to look")
        elif not self._copies_come:
            remarks.append("until a copy of a mail has come back, a person has to look when a server's answer is lost")
        return tuple(remarks)

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = context(self._account.ca_file)
        return self._context

    def _connect(self) -> Session:
        with self._lock:  # two threads log in; one token is enough for both
            try:
                return Session(self._account.imap, self._login, self._tls())
            except errors.AuthFailed:
                if not self._login.worth_another:
                    raise
            return Session(self._account.imap, self._login, self._tls())

    def _reading(self, ask: Callable[[Session], T]) -> T:
        """What the mailboxes answer; asked again over a new line when the kept one turns out to be dead."""
        kept = self._session
        if kept is not None:
            try:
                return ask(kept)
            except errors.Unavailable:
                self._hang_up()
        self._session = session = self._session or self._connect()
        try:
            return ask(session)
        except (errors.Unavailable, errors.Unreadable):
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


def _now() -> int:
    return time.time_ns() // 1_000_000
