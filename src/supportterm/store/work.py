"""One unit of work: operations go on the log and are folded; at its end the rows are what the log adds up to."""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from typing import Any, Self

import msgspec

from supportterm.core.directory import (
    Definitions,
    effective,
    fold_article,
    fold_definitions,
    fold_organization,
    fold_person,
)
from supportterm.core.fold import fold, fold_all, undone_changes
from supportterm.core.ids import uuid7
from supportterm.core.nouns import Article, Message, Organization, Person, Ticket, Value
from supportterm.core.numbers import bare
from supportterm.core.operations import AnyPayload, Observed, Operation, Set, Subject, Undo, Wrote, encode
from supportterm.core.promised import Promised
from supportterm.core.refusal import Refused
from supportterm.core.safe import storable
from supportterm.core.terms import Role
from supportterm.core.writing import NewFile
from supportterm.store import articles, definitions, messages, people, tickets
from supportterm.store.append import LogEnd, log_of
from supportterm.store.sqlite import Connection

DESK = Subject("desk", 0)

_to_json = msgspec.json.Encoder().encode


class Work:
    """Inside one write transaction that the caller holds. `finish` writes what has been gathered.

    `store` and `index` are its two halves; while one thread does the second, another may fill the work `then` gives.
    """

    def __init__(
        self,
        connection: Connection,
        device: str,
        random: Callable[[int], bytes],
        *,
        known: Mapping[int, Ticket] | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """*known* are tickets as they are stored now, so that they need not be read.

        *ready* is called before the connection is used, to wait until nothing else uses it.
        """

        def when_ready() -> Connection:
            ready()
            return connection

        self._when_ready = when_ready
        self._connection = connection
        self.log = LogEnd(connection, device)
        self._random = random
        self._message_ids = messages.FreeIds(when_ready)
        self._begin(known or {})

    def then(self, known: Mapping[int, Ticket]) -> Self:
        """Work that goes on after this one is stored, in the same transaction; reads nothing."""
        after = copy(self)
        after._begin(known)
        return after

    def _begin(self, known: Mapping[int, Ticket]) -> None:
        self._before: dict[int, Ticket | None] = dict(known)
        self._tickets: dict[int, Ticket | None] = dict(self._before)
        self._touched: set[int] = set()
        self._people: dict[int, tuple[Person | None, Person | None]] = {}
        self._people_read: dict[int, Person | None] = {}
        """As they are stored: each rule may ask who asks."""
        self._organizations: dict[int, tuple[Organization | None, Organization | None]] = {}
        self._articles: dict[int, list[Article]] = {}
        self._definitions: Definitions | None = None
        self._arrived: dict[int, messages.Arrived] = {}
        self._retitled: set[int] = set()

    @property
    def connection(self) -> Connection:
        """When nothing else uses it."""
        return self._when_ready()

    def ticket(self, number: int) -> Ticket:
        """The ticket as it is by now. Raises Refused when there is none."""
        ticket = self.ticket_or_none(number)
        if ticket is None:
            raise Refused(f"there is no ticket {bare(number)}")
        return ticket

    def ticket_or_none(self, number: int) -> Ticket | None:
        """The ticket as it is by now; None when there is none, or its creation was undone."""
        if number not in self._tickets:
            self._tickets[number] = self._before[number] = tickets.load(self.connection, number)
        return self._tickets[number]

    def promise(self, number: int, promise: Promised | None) -> None:
        """What is promised of a ticket from now on; no operation says it."""
        ticket = self.ticket(number)
        if ticket.promise != promise:
            self._tickets[number] = msgspec.structs.replace(ticket, promise=promise)
            self._touched.add(number)

    def person(self, number: int) -> Person | None:
        """Somebody as they are by now."""
        if number in self._people:
            return self._people[number][1]
        if number not in self._people_read:
            self._people_read[number] = people.person(self.connection, number)
        return self._people_read[number]

    def organization(self, number: int) -> Organization | None:
        if number in self._organizations:
            return self._organizations[number][1]
        return people.organization(self.connection, number)

    def said_on(self, ticket: int) -> dict[int, tuple[int, str]]:
        """Role and body of the messages that have arrived on a ticket and are not stored yet, by id."""
        arrived = (a.message for a in self._arrived.values() if a.message.ticket == ticket)
        return {message.id: (int(message.role), message.body) for message in arrived}

    def new_id(self, at: int) -> bytes:
        return uuid7(at, self._random)

    def record(
        self,
        subject: Subject,
        payload: AnyPayload,
        *,
        change: bytes,
        actor: str,
        at: int,
        now: int,
        base: Mapping[str, Value] | None = None,
        cause: bytes | None = None,
        new: bool = False,
        body: str | None = None,
    ) -> Operation:
        """Append that *payload* happened to *subject* at the moment *at*, and fold it.

        *new*: nothing has happened to it before, so that it need not be looked for. *body*: the text it brings, when
        that is not the one of a message which has arrived.
        """
        try:
            encoded = encode(payload)
        except UnicodeEncodeError:
            payload = _storable(payload)
            encoded = encode(payload)
        operation = Operation(
            uuid7(now, self._random), change, subject, payload, actor, at, cause=cause, base=dict(base or {})
        )
        arrived = self._arrived.get(payload.message) if isinstance(payload, Wrote) else None
        if new:
            self._is_new(subject)
        self._fold(subject, operation)  # first: what can't be folded must not be in the log
        self.log.add(operation, encoded, arrived.message.body if arrived else body)
        return operation

    def arrive(
        self,
        ticket: int,
        role: Role,
        body: str,
        *,
        at: int,
        files: tuple[NewFile, ...] = (),
        original: bytes | None = None,
        **head: Any,
    ) -> Wrote:
        """Give a message its id and keep it for `finish`; the returned payload is to be recorded.

        *head* are further fields of `Message`.
        """
        here = self.ticket(ticket)
        number = self._message_ids.take(at)
        message = Message(
            id=number, ticket=ticket, role=role, at=at, body=body, attachments=len(files),
            has_original=original is not None, **head,
        )  # fmt: skip
        subject = here.subject if here.messages == 0 else ""
        if number < here.last_message:
            self._retitled.add(ticket)
        try:
            _to_json((message, files))
        except UnicodeEncodeError:
            message, files = _storable((message, files))
        self._arrived[number] = messages.Arrived(message, files, original, subject)
        return Wrote(number, int(role), message.author, message.person, message.agent, len(files))

    def refold(self, subject: Subject, log: list[Operation], undo: Operation) -> set[bytes]:
        """Fold *subject* again after *undo* has joined its *log*; the changes that lost or regained their effect."""
        whole = [*log, undo]
        before, after = undone_changes(log), undone_changes(whole)
        flipped = before ^ after
        match subject.kind:
            case "ticket":
                self._before.setdefault(subject.id, tickets.load(self.connection, subject.id))
                self._tickets[subject.id] = fold_all(subject.id, whole)
                self._touched.add(subject.id)
                wrote = [
                    (o.payload.message, o.change in after)
                    for o in log
                    if isinstance(o.payload, Wrote) and o.change in flipped
                ]
                messages.show(self.connection, [m for m, gone in wrote if not gone], [m for m, gone in wrote if gone])
                self._retitled.add(subject.id)
            case "person":
                person: Person | None = None
                for operation in effective(whole):
                    person = fold_person(person, subject.id, operation)
                self._people[subject.id] = (people.person(self.connection, subject.id), person)
            case "organization":
                organization: Organization | None = None
                for operation in effective(whole):
                    organization = fold_organization(organization, subject.id, operation)
                self._organizations[subject.id] = (people.organization(self.connection, subject.id), organization)
            case "article":
                self._articles[subject.id] = _versions(subject.id, effective(whole))
            case "desk":
                self._definitions = fold_definitions({}, effective(whole))
        return flipped

    def finish(self) -> dict[int, Ticket]:
        """Write all of it. Returns the tickets as they are stored now."""
        stored = self.store()
        self.index()
        return stored

    def index(self) -> None:
        """Let the messages be found."""
        messages.index(self._connection, self._arrived.values())
        self._arrived.clear()

    def store(self) -> dict[int, Ticket]:
        """Write log, rows and messages. Returns the tickets as they are stored now."""
        connection = self.connection
        with messages.originals_after(connection, self._arrived.values()):
            return self._store(connection)

    def _store(self, connection: Connection) -> dict[int, Ticket]:
        self.log.flush()
        tickets.save_all(connection, [(self._before[n], self._tickets[n]) for n in self._touched])
        people.save_people(connection, tuple(self._people.values()))
        for before, after in self._organizations.values():
            people.save_organization(connection, before, after)
        messages.store(connection, self._arrived.values())
        if self._retitled:
            self.index()
        for number in self._retitled:
            ticket = self._tickets[number]
            if ticket is not None:
                messages.retitle(connection, number, ticket.subject)
        for number, history in self._articles.items():
            articles.save(connection, history, number)
        if self._definitions is not None:
            definitions.save(connection, self._definitions)
        return {number: ticket for number, ticket in self._tickets.items() if ticket is not None}

    def article(self, number: int) -> tuple[Article | None, Article | None]:
        """An article as it is stored, and as what was gathered makes it."""
        stored = articles.get(self.connection, number)
        gathered = self._articles.get(number)
        return stored, gathered[-1] if gathered else stored

    def around(self, number: int) -> tuple[Ticket | None, Ticket | None]:
        """A touched ticket as it is stored, and as it will be."""
        return self._before.get(number), self._tickets.get(number)

    def holds(self, message: int) -> bool:
        """Whether a message has arrived in this work and is not stored yet."""
        return message in self._arrived

    def recipients(self, message: int) -> tuple[str, ...]:
        """To whom a message that has arrived says it goes."""
        arrived = self._arrived.get(message)
        return arrived.message.to if arrived else messages.get(self.connection, message).to

    def delivery(self, message: int, word: str) -> None:
        """What is becoming of a message on its way out."""
        arrived = self._arrived.get(message)
        if arrived is None:
            messages.deliver(self.connection, message, word)
        else:
            self._arrived[message] = msgspec.structs.replace(
                arrived, message=msgspec.structs.replace(arrived.message, delivery=word)
            )

    @property
    def touched(self) -> frozenset[int]:
        """Numbers of the tickets that were changed."""
        return frozenset(self._touched)

    def merged_otherwise(self) -> Iterator[Ticket]:
        """Tickets that have been merged otherwise than they are stored."""
        for number in self._touched:
            old, new = self._before[number], self._tickets[number]
            if new is not None and (old is None or (old.merged_into, old.absorbed) != (new.merged_into, new.absorbed)):
                yield new

    def _is_new(self, subject: Subject) -> None:
        match subject.kind:
            case "ticket":
                self._tickets[subject.id] = self._before[subject.id] = None
            case "person":
                self._people[subject.id] = (None, None)
            case "organization":
                self._organizations[subject.id] = (None, None)

    def _fold(self, subject: Subject, operation: Operation) -> None:
        number = subject.id
        match subject.kind:
            case "ticket":
                ticket = self.ticket_or_none(number)
                if not isinstance(operation.payload, Undo):  # what it means is told by `refold`
                    self._tickets[number] = fold(ticket, number, operation)
                self._touched.add(number)
                if _retitles(operation.payload):
                    self._retitled.add(number)
            case "person":
                old, new = self._people.get(number) or (people.person(self.connection, number),) * 2
                self._people[number] = (old, fold_person(new, number, operation))
            case "organization":
                before, after = self._organizations.get(number) or (people.organization(self.connection, number),) * 2
                self._organizations[number] = (before, fold_organization(after, number, operation))
            case "article":
                history = self._articles.get(number)
                if history is None:
                    history = self._articles[number] = _versions(number, effective(log_of(self.connection, subject)))
                history.append(fold_article(history[-1] if history else None, number, operation))
            case "desk":
                known = self._definitions if self._definitions is not None else definitions.load(self.connection)
                self._definitions = fold_definitions(known, [operation])


def _retitles(payload: AnyPayload) -> bool:
    """Whether it may give the ticket another subject."""
    return (isinstance(payload, Set) and payload.field == "subject") or (
        isinstance(payload, Observed) and "subject" in payload.values
    )


def _storable(value: Any) -> Any:
    """*value* with all text in it fit to be stored: half a character, which Python allows, becomes U+FFFD."""
    match value:
        case str():
            return storable(value)
        case tuple() | list():
            return type(value)(map(_storable, value))
        case dict():
            return {_storable(k): _storable(v) for k, v in value.items()}
        case msgspec.Struct():
            return type(value)(**{f: _storable(getattr(value, f)) for f in value.__struct_fields__})
    return value


def _versions(number: int, log: list[Operation]) -> list[Article]:
    history: list[Article] = []
    for operation in log:
        history.append(fold_article(history[-1] if history else None, number, operation))
    return history
