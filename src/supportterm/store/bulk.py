"""The door for history: imports and demo desks.

Nothing fires. What is written goes in pages; between pages other programs get their turn. A page is all there or
not at all, so that what was interrupted can go on where it stopped.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final, Self

from supportterm.core.nouns import Ticket, Value
from supportterm.core.operations import Create, Known, OrganizationIs, PersonIs, Subject
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewFile
from supportterm.store import messages, people
from supportterm.store.append import next_id, next_ticket
from supportterm.store.connection import Store
from supportterm.store.errors import StoreError, plainly
from supportterm.store.files import Files, new_file
from supportterm.store.stroke import Strokes
from supportterm.store.work import Work

PAGE: Final = 4_000
"""Messages in a page, at most."""
LONGEST: Final = 0.4
"""Seconds in which a page is filled, at most; others wait to write for them and for its end."""
TURN: Final = 0.005
"""Seconds between pages, in which others begin to write."""
CHECKPOINT: Final = 8_000
"""Pages of 4 KiB in the write-ahead log before it is copied into the file."""
PIECE: Final = 2_000
"""Messages whose texts are indexed on another core while the next ones come. Each piece is a segment of the index."""
FEW: Final = 16
"""After more pages the index is merged at the end; what fewer left, the next messages merge by and by."""
KEPT: Final = 4_000
"""Tickets and organizations kept in memory from page to page."""
ADDRESSES: Final = 20_000
"""People kept in memory; while there are no more, nobody has to be looked for."""


class Bulk:
    """A context manager: leaving it commits the last page, unless by an error or ctrl-C, which keep the pages before.

    While a page is being filled others wait to write, so that long work belongs after a `commit`: best after one that
    does not wait, since then both are done at the same time.
    """

    def __init__(
        self,
        store: Store,
        strokes: Strokes,
        files: Files,
        clock: Callable[[], int],
        source: str,
        committed: Callable[[], None],
    ) -> None:
        self._store = store
        self._strokes = strokes
        self._files = files
        self._clock = clock
        self._source = source
        self._committed = committed
        self._connection = store.connect_writer()
        # The same pages are written over and over: the longer they stay in the log, the fewer writes to the file.
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        self._aside = ThreadPoolExecutor(1)
        self._under_way: Future[None] | None = None
        """What another core does with the connection: until it is done, nobody else may use it."""
        self._ended = False
        """A page was, and the desk was not told so yet."""
        self._page: Work | None = None
        self._pages = 0
        self._since = 0.0
        self._in_page = 0
        self._seq = -1
        self._tickets: dict[int, Ticket] = {}
        self._emails: dict[str, int] = {}
        self._everybody = False
        """Whether `_emails` has all of them."""
        self._houses: dict[str, int] = {}
        self._next: dict[str, int] = {}
        self._known: dict[str, tuple[int, int]] = {}
        self._children: dict[str, list[tuple[int, int]]] = {}
        self._change = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
                if self._pages > FEW:
                    self._merge()
            else:
                self._aside.shutdown()
                self._store.abandon(self._connection)
        finally:
            self._aside.shutdown()
            self._connection.close()

    def person(
        self,
        email: str,
        name: str = "",
        *,
        organization: int | None = None,
        phone: str = "",
        title: str = "",
        notes: str = "",
    ) -> int:
        """Somebody found by address, or made. Without an address somebody new. What is known is not replaced."""
        work = self._work()
        address = people.address(email)
        number = self._emails.get(address) if address else None
        if number is None and address and not self._everybody:
            known = people.by_email(work.connection, address)
            number = known.id if known else None
        if number is None:
            number = self._number("person")
            known_so_far = PersonIs(
                name or None, address or None, phone or None, organization, title or None, notes or None
            )
            self._record(Subject("person", number), known_so_far, new=True)
        if address:
            self._emails[address] = number
        return number

    def house_of(self, email: str) -> int | None:
        """The organization whose people have addresses in the mail domain of *email*."""
        return people.house_of(self._work().connection, email)

    def organization_of(self, person: int) -> int | None:
        """Where somebody belongs."""
        known = self._work().person(person)
        return known.organization if known else None

    def organization(
        self, name: str, *, domain: str = "", segment: str = "free", manager: str | None = None, notes: str = ""
    ) -> int:
        """An organization found by name, or made."""
        work = self._work()
        key = name.strip().lower()
        number = self._houses.get(key)
        if number is None:
            known = people.organization_named(work.connection, name)
            number = known.id if known else None
        if number is None:
            number = self._number("organization")
            house = OrganizationIs(name, domain or None, segment, manager, notes or None)
            self._record(Subject("organization", number), house, new=True)
        self._houses[key] = number
        return number

    def ticket(
        self,
        subject: str,
        requester: int,
        *,
        at: int,
        channel: str = "mail",
        organization: int | None = None,
        team: str | None = None,
        tier: int = 1,
        priority: Priority | int = Priority.NORMAL,
        status: Status | int = Status.NEW,
        tags: tuple[str, ...] = (),
        fields: Mapping[str, Value] | None = None,
        actor: str | None = None,
    ) -> int:
        """A new ticket, created at the moment *at* (milliseconds); its number."""
        self._work()
        number = self._number("ticket")
        created = Create(
            subject, requester, channel, organization, team, tier, int(priority), int(status), tags, dict(fields or {})
        )
        self._record(Subject("ticket", number), created, at=at, actor=actor, new=True)
        return number

    def message(
        self,
        ticket: int,
        role: Role,
        body: str,
        *,
        at: int,
        author: str = "",
        address: str = "",
        person: int | None = None,
        agent: str | None = None,
        markdown: bool = False,
        to: tuple[str, ...] = (),
        cc: tuple[str, ...] = (),
        bcc: tuple[str, ...] = (),
        message_id: str = "",
        in_reply_to: str = "",
        files: tuple[NewFile, ...] = (),
        original: bytes | None = None,
        notice: str = "",
        delivery: str = "received",
    ) -> int:
        """What somebody wrote at the moment *at*; its id."""
        wrote = self._work().arrive(
            ticket, role, body, at=at, author=author, address=address, person=person, agent=agent, markdown=markdown,
            to=to, cc=cc, bcc=bcc, message_id=message_id, in_reply_to=in_reply_to, files=files, original=original,
            notice=notice, delivery=delivery,
        )  # fmt: skip
        self._record(Subject("ticket", ticket), wrote, at=at, actor=agent or "customer")
        if message_id:
            self._known[message_id] = (wrote.message, ticket)
        if in_reply_to:
            self._children.setdefault(in_reply_to, []).append((wrote.message, ticket))
        self._in_page += 1
        if self._in_page >= PAGE or time.monotonic() - self._since > LONGEST:
            self.commit(wait=False)
        elif self._in_page % PIECE == 0:
            self._flush()
        return wrote.message

    def do(self, ticket: int, payload: Known, *, at: int, actor: str) -> None:
        """Any other thing that happened to a ticket."""
        self._work()
        self._record(Subject("ticket", ticket), payload, at=at, actor=actor)

    def known(self, message_id: str) -> tuple[int, int] | None:
        """(message, ticket) of a Message-ID that is in already."""
        found = self._known.get(message_id)
        if found is None and message_id:
            found = self._read(
                "SELECT id, ticket FROM message WHERE message_id = ? AND message_id <> '' AND NOT hidden LIMIT 1",
                message_id,
            ).fetchone()
        return found

    def children(self, message_id: str) -> tuple[tuple[int, int], ...]:
        """(message, ticket) of those that answer a Message-ID."""
        stored = self._read(
            "SELECT id, ticket FROM message WHERE in_reply_to = ? AND in_reply_to <> '' AND NOT hidden", message_id
        )
        return (*stored, *self._children.get(message_id, ()))

    def tickets_of(self, person: int, limit: int = 20) -> tuple[tuple[int, str, int], ...]:
        """(ticket, subject, updated at) of a requester, newest first."""
        self._flush()
        return tuple(
            self._read(
                "SELECT id, subject, updated_at FROM ticket WHERE requester = ? ORDER BY updated_at DESC LIMIT ?",
                person,
                limit,
            )
        )

    def attach(self, content: bytes, name: str, media_type: str = "", inline_id: str = "") -> NewFile:
        """Keep a file's content. If the machine dies before the next page, the file may have to be attached again."""
        return new_file(self._files, content, name, media_type, inline_id, durable=False)

    def commit(self, *, wait: bool = True) -> None:
        """End the page. The process may die now and it is there; when the machine dies the last pages may go, whole.

        Without *wait* it is so only after the next call, which waits for it and raises what went wrong.
        """
        if self._page is not None:
            stored = self._stored(self._page)
            self._page = None
            self._known.clear()
            self._children.clear()
            self._ended = True
            self._under_way = self._aside.submit(self._end, stored)
        if wait:
            self._settle()

    def _end(self, stored: Work) -> None:
        stored.index()
        messages.merge_late(self._connection, False)
        self._give_turn()

    def _give_turn(self) -> None:
        self._connection.execute("COMMIT")
        # Who waits to write looks every two milliseconds; without a pause the next page would begin before.
        time.sleep(TURN)

    def _merge(self) -> None:
        """Bring the index into the form in which it is searched fastest, in steps."""
        going_on = True
        try:
            while going_on:
                with plainly(self._store.path):
                    self._store.begin(self._connection, durable=False)
                    going_on = messages.merge(self._connection)
                    self._give_turn()
        except StoreError:  # all is in and found; only the merging is left to later messages
            self._store.abandon(self._connection)

    def _settle(self) -> None:
        """Wait for what another core does. Raises StoreError when it can't be kept."""
        if self._under_way is not None:
            with plainly(self._store.path):
                self._under_way.result()
            self._under_way = None
            if self._ended:
                self._ended = False
                self._committed()

    def _work(self) -> Work:
        """The page being filled; begins one when there is none."""
        if self._page is None:
            self._settle()
            with plainly(self._store.path):
                self._store.begin(self._connection, durable=False)
                self._begin()
        assert self._page is not None
        return self._page

    def _begin(self) -> None:
        work = self._strokes.work(self._connection, known=self._tickets, ready=self._settle)
        if work.log.seq != self._seq:  # somebody else wrote since: what is kept may be old
            self._next.clear()
            self._houses.clear()
            self._emails = people.addresses(self._connection, ADDRESSES + 1)
            self._everybody = len(self._emails) <= ADDRESSES
            work = work.then({})
        messages.merge_late(self._connection, True)
        self._pages += 1
        self._page = work
        self._change = work.new_id(self._clock())
        self._since = time.monotonic()
        self._in_page = 0

    def _flush(self) -> None:
        """Write what the page holds so far, so that it can be read; it can be searched when the page has ended."""
        if self._page is not None:
            stored = self._stored(self._page)
            self._page = stored.then(self._tickets)
            self._under_way = self._aside.submit(stored.index)

    def _stored(self, page: Work) -> Work:
        with plainly(self._store.path):
            self._tickets = dict(list(page.store().items())[-KEPT:])
        self._seq = page.log.seq
        if len(self._houses) > KEPT:
            self._houses.clear()
        if len(self._emails) > ADDRESSES:
            self._emails.clear()
            self._everybody = False
        return page

    def _record(
        self, subject: Subject, payload: Known, *, at: int | None = None, actor: str | None = None, new: bool = False
    ) -> None:
        now = self._clock()
        self._work().record(
            subject, payload, change=self._change, actor=actor or self._source, at=now if at is None else at, now=now,
            new=new,
        )  # fmt: skip

    def _number(self, kind: str) -> int:
        number = self._next.get(kind) or (
            next_ticket(self._work().connection) if kind == "ticket" else next_id(self._work().connection, kind)
        )
        self._next[kind] = number + 1
        return number

    def _read(self, sql: str, *values: Any) -> Any:
        self._settle()
        with plainly(self._store.path):
            return self._connection.execute(sql, values)
