"""The door for history: imports and demo desks.

Nothing fires. What is written goes in pages; between pages other programs get their turn. A page is all there or
not at all, so that what was interrupted can go on where it stopped.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from supportterm.core.directory import check_article
from supportterm.core.nouns import Value
from supportterm.core.operations import ArticleIs, Create, Known, OrganizationIs, PersonIs, Subject
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewFile
from supportterm.store import articles, people
from supportterm.store.append import next_id, next_ticket
from supportterm.store.connection import Store
from supportterm.store.files import Files, new_file
from supportterm.store.pages import Pages
from supportterm.store.stroke import Strokes

HOUSES: Final = 4_000
"""Organizations kept in memory from page to page."""
ADDRESSES: Final = 20_000
"""People kept in memory; while there are no more, nobody has to be looked for."""


class Bulk(Pages):
    """Finds or makes what is told."""

    def __init__(
        self,
        store: Store,
        strokes: Strokes,
        files: Files,
        clock: Callable[[], int],
        source: str,
        committed: Callable[[], None],
    ) -> None:
        super().__init__(store, strokes, clock, source, committed)
        self._files = files
        self._emails: dict[str, int] = {}
        self._everybody = False
        """Whether `_emails` has all of them."""
        self._houses: dict[str, int] = {}
        self._slugs: dict[str, int] = {}
        self._next: dict[str, int] = {}
        self._known: dict[str, tuple[int, int]] = {}
        self._children: dict[str, list[tuple[int, int]]] = {}

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

    def article(self, slug: str, versions: Sequence[tuple[int | None, str, Mapping[str, Any]]]) -> int:
        """An article found by its short name, or made; its number.

        *versions*, oldest first: when (None: now), by whom, and what of it (`Article`) was otherwise from then on.
        """
        work = self._work()
        number = self._slugs.get(slug)
        if number is None:
            known = articles.get(work.connection, slug)
            number = known.id if known else None
        if number is None:
            for _, _, given in versions:
                check_article({"slug": slug, **given})
            number = self._number("article")
            for at, author, given in versions:
                what = ArticleIs(**{"slug": slug, **given})
                self._record(Subject("article", number), what, at=at, actor=author or None)
        self._slugs[slug] = number
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
        home: str = "",
    ) -> int:
        """A new ticket, created at the moment *at* (milliseconds); its number. *home*: the connection it belongs to."""
        self._work()
        number = self._number("ticket")
        created = Create(
            subject, requester, channel, organization, team, tier, int(priority), int(status), tags,
            dict(fields or {}), home,
        )  # fmt: skip
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
        actor: str = "",
        put_at: int | None = None,
    ) -> int:
        """What somebody wrote at the moment *at*; its id.

        *actor*, *put_at*: who put it on the ticket and when, where that is not who wrote it as they did.
        """
        wrote = self._work().arrive(
            ticket, role, body, at=at, author=author, address=address, person=person, agent=agent, markdown=markdown,
            to=to, cc=cc, bcc=bcc, message_id=message_id, in_reply_to=in_reply_to, files=files, original=original,
            notice=notice, delivery=delivery,
        )  # fmt: skip
        moment = at if put_at is None else put_at
        self._record(Subject("ticket", ticket), wrote, at=moment, actor=actor or agent or "customer")
        if message_id:
            self._known[message_id] = (wrote.message, ticket)
        if in_reply_to:
            self._children.setdefault(in_reply_to, []).append((wrote.message, ticket))
        self._one_more()
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

    def attach(self, content: bytes | Path, name: str, media_type: str = "", inline_id: str = "") -> NewFile:
        """Keep a file's content. If the machine dies before the next page, the file may have to be attached again."""
        return new_file(self._files, content, name, media_type, inline_id, durable=False)

    def _changed_elsewhere(self) -> None:
        self._next.clear()
        self._houses.clear()
        self._slugs.clear()
        self._emails = people.addresses(self._connection, ADDRESSES + 1)
        self._everybody = len(self._emails) <= ADDRESSES

    def _page_stored(self) -> None:
        self._known.clear()
        self._children.clear()
        if len(self._houses) > HOUSES:
            self._houses.clear()
        if len(self._emails) > ADDRESSES:
            self._emails.clear()
            self._everybody = False

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
