"""A stroke: all that one key, line or call changes, kept whole or not at all, and undone as one."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple

from supportterm.core.directory import Definitions
from supportterm.core.nouns import Ticket, Value
from supportterm.core.operations import Known, Operation, Planned, Subject
from supportterm.core.refusal import Refused
from supportterm.core.undo import check_merges
from supportterm.core.undo import plan as plan_undo
from supportterm.store import attention, definitions, departing, identity, waiting
from supportterm.store.append import log_of
from supportterm.store.book import Book, Books
from supportterm.store.connection import Store
from supportterm.store.done import in_words
from supportterm.store.facts import KeptTexts
from supportterm.store.numbers import label_of
from supportterm.store.roster import Roster
from supportterm.store.sqlite import Connection
from supportterm.store.work import DESK, Work

Kind = Literal["do", "undo", "redo", "take"]
"""`take`: what a remote told; nothing of it leaves again."""


class Change(NamedTuple):
    """What a stroke did. Its id is empty when things already were as asked."""

    id: bytes
    tickets: tuple[int, ...]
    operations: int
    words: str
    """For people: `status open → solved on 3 tickets`; holds text from outside as it came."""


class Moved(NamedTuple):
    """A ticket before and after an operation, and the operation's place in the log."""

    operation: Operation
    seq: int
    before: Ticket | None
    after: Ticket | None


class Stroke:
    """An unfinished stroke, inside its transaction."""

    def __init__(
        self,
        begin: Callable[[], Work],
        actor: str,
        now: int,
        kind: Kind,
        books: Books,
        texts: KeptTexts,
        roster: Roster,
        wait: int = 0,
        id: bytes | None = None,
    ) -> None:
        """*begin* gives a unit of work in the transaction; *wait*: how long replies can be taken back, milliseconds.

        *id*: of the change, where it follows from what leads to it.
        """
        self._begin = begin
        self._books = books
        self.texts = texts
        self.roster = roster
        self.work = work = begin()
        self.actor = actor
        self.now = now
        self.kind = kind
        self.wait = wait
        self.news = kind == "do"
        """Whether rules and the like follow from what it does: it is no history."""
        self.unnoticed: set[bytes] = set()
        """Operations from which nothing follows all the same: a machine wrote."""
        self.id = id or work.new_id(now)
        self.words = ""
        """What to say of it, where the operations do not say it themselves."""
        self.change = Change(b"", (), 0, "nothing to change")
        """What it did, once it is finished."""
        self._first = work.log.seq + 1
        self._done: list[Operation] = []
        self._moved: list[Moved] = []
        self._departed = 0
        """How many of `_done` have been looked through for what must leave."""
        self._flipped: set[bytes] = set()
        """Changes that lost or regained their effect by this stroke."""
        self.turned: list[Operation] = []
        """What lost or regained its effect by this stroke."""
        self._touched: set[int] = set()
        self._before: dict[int, Ticket | None] = {}
        self._defined_before: Definitions | None = None
        self._cause: bytes | None = None
        self._followed = False
        self._following = False
        """What is done now follows from what was done."""

    @contextmanager
    def step(self) -> Iterator[None]:
        """One write of several in this stroke: those after it find it done; if it is refused it leaves no trace."""
        connection = self.work.connection
        done, moved = len(self._done), len(self._moved)
        connection.execute("SAVEPOINT step")
        try:
            yield
            stored = self._settle()
        except BaseException:
            del self._done[done:], self._moved[moved:]
            self._departed = min(self._departed, done)
            if connection.in_transaction:
                connection.execute("ROLLBACK TO step")
                connection.execute("RELEASE step")
                self.work = self._begin()
            raise
        connection.execute("RELEASE step")
        self.work = self.work.then(stored)

    @property
    def done(self) -> Sequence[Operation]:
        """All operations so far."""
        return self._done

    @property
    def moves(self) -> Sequence[Moved]:
        """What was done to tickets so far."""
        return self._moved

    @property
    def moved(self) -> dict[int, list[Moved]]:
        """What was done to tickets so far, by ticket."""
        by_ticket: dict[int, list[Moved]] = {}
        for move in self._moved:
            by_ticket.setdefault(move.operation.subject.id, []).append(move)
        return by_ticket

    @property
    def flipped(self) -> frozenset[bytes]:
        """Changes that lost or regained their effect by this stroke."""
        return frozenset(self._flipped)

    def book(self) -> Book:
        """What the desk defines by now."""
        return self._books.current(self.work.connection)

    @contextmanager
    def on_behalf(self, actor: str, cause: Operation | None) -> Iterator[None]:
        """A step done by *actor* because of *cause*. What was done before is stored first."""
        if not self._following:
            self.flush()
            self._following = True
        before = self.actor, self._cause
        self.actor, self._cause = actor, cause.id if cause is not None else None
        try:
            with self.step():
                yield
        finally:
            self.actor, self._cause = before

    def do(self, planned: Iterable[Planned], *, at: int | None = None) -> None:
        """Carry out what a verb planned, as having happened at the moment *at*, which is else now."""
        for plan in planned:
            self.record(plan.subject, plan.payload, at=at, base=plan.base)

    def record(
        self,
        subject: Subject,
        payload: Known,
        *,
        at: int | None = None,
        base: Mapping[str, Value] | None = None,
        actor: str = "",
        new: bool = False,
        body: str | None = None,
    ) -> Operation:
        """*payload* happened to *subject*; *new*: it is the first that did. *body*: the text of an edited message."""
        moment = self.now if at is None else at
        about_ticket = subject.kind == "ticket"
        before = self.work.ticket_or_none(subject.id) if about_ticket and not new else None
        operation = self.work.record(
            subject, payload, change=self.id, actor=actor or self.actor, at=moment, now=self.now, base=base, new=new,
            body=body, cause=self._cause,
        )  # fmt: skip
        self._done.append(operation)
        if about_ticket:
            self._moved.append(Moved(operation, self.work.log.seq, before, self.work.ticket_or_none(subject.id)))
        return operation

    def aside(self, subject: Subject, payload: Known) -> None:
        """Carry out what stays when this stroke is undone: getting to know a person."""
        work = self.work
        if self.kind == "take":  # what was told is not undone
            self.record(subject, payload)
            return
        work.record(subject, payload, change=work.new_id(self.now), actor=self.actor, at=self.now, now=self.now)

    def defining(self, there: Definitions) -> None:
        """Something is being defined on the desk that has these definitions: at the end all of it must fit."""
        if self._defined_before is None and self.kind != "take":  # what a remote tells is as it is
            self._defined_before = there

    def defined(self) -> tuple[Definitions, Definitions] | None:
        """What the desk defined before this stroke and defines by now; None when it is about something else."""
        if self._defined_before is None:
            return None
        self.flush()
        return self._defined_before, definitions.load(self.work.connection)

    def undo(self, change: bytes, *, though_merged_on: bool = False) -> None:
        """Take *change* back, or bring it back when it is an undo. Raises Refused with the reason when it can't be.

        *though_merged_on*: as in `core.undo.check`.
        """
        connection = self.work.connection
        logs = {subject: log_of(connection, subject) for subject in subjects_of(connection, change)}
        if DESK in logs:
            self.defining(definitions.load(connection))
        flipped: set[bytes] = set()
        for subject, payload in plan_undo(logs, change, _sent(connection, change), though_merged_on=though_merged_on):
            operation = self.record(subject, payload)
            flipped |= self.work.refold(subject, logs[subject], operation)
        for ticket in self.work.merged_otherwise():
            check_merges(ticket, self.work.ticket)
        connection.executemany("UPDATE change SET undone = NOT undone WHERE id = ?", [(c,) for c in flipped])
        self._flipped |= flipped
        self.turned += [o for log in logs.values() for o in log if o.change in flipped]

    def finish(self) -> None:
        """Write all of it, with what follows from it, inside the transaction."""
        self.follow()
        if self._moved:
            from supportterm.store.clocks import keep

            keep(self)
        self._settle()
        if not self._done:
            return
        if self.news:
            attention.notice(self, [o for o in self._done if o.id not in self.unnoticed])
        if self._flipped:
            attention.turned(self, self._flipped)
        if self._defined_before is not None:
            self._defined(self._defined_before, definitions.load(self.work.connection))
        if self.news or self.kind != "take":
            from supportterm.store import watching

            watching.follow(self, self._touched)
        waiting.settle(self, self._touched)
        words = self._in_words(self._done, self.words)
        self.work.connection.execute(
            "INSERT INTO change (first, last, id, actor, at, kind, words, news) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (self._first, self.work.log.seq, self.id, self.actor, self.now, self.kind, words, self.news),
        )
        self.change = Change(self.id, tuple(sorted(self._touched)), len(self._done), words)

    def follow(self) -> None:
        """Let happen what follows from what it did, once."""
        if self.news and self._done and not self._followed:
            from supportterm.store.aftermath import follow

            self._followed = True
            follow(self)

    def since(self, done: int) -> Change:
        """What it did after its first *done* operations, as a change that is not finished: it has no id."""
        operations = self._done[done:]
        words = self._in_words(operations) if operations else "nothing to change"
        return Change(b"", tuple(sorted({o.subject.id for o in operations})), len(operations), words)

    def _defined(self, before: Definitions, after: Definitions) -> None:
        """What the desk defines is otherwise than *before*. Raises Refused when it does not fit together."""
        from supportterm.core.definition_check import check
        from supportterm.store.watching import redefine

        check(before, after, self.now)
        redefine(self, before, after)

    def _in_words(self, operations: Sequence[Operation], said: str = "") -> str:
        """What its actor did, as *said* where that is known, and who followed."""
        own = [operation for operation in operations if operation.cause is None]
        followed = dict.fromkeys(o.actor.replace(":", " ") for o in operations if o.cause is not None)
        words = said or in_words(own, self.now, lambda number: label_of(self.work.connection, number))
        return f"{words}; then {', '.join(followed)}" if followed else words

    def flush(self) -> None:
        """Write what was done so far, so that it can be read; the stroke goes on."""
        self.work = self.work.then(self._settle())

    def before(self, number: int) -> Ticket | None:
        """A ticket as it was before this stroke touched it."""
        return self._before.get(number)

    def _settle(self) -> dict[int, Ticket]:
        """Write what was done; the tickets as they are stored now."""
        new, self._departed = self._done[self._departed :], len(self._done)
        if new and (self.kind != "take" or self._following):
            departing.depart(self, new, self._flipped)
        for number in self.work.touched:
            self._before.setdefault(number, self.work.around(number)[0])
        self._touched |= self.work.touched
        return self.work.finish()


class Strokes:
    """Where strokes of one process come from."""

    def __init__(
        self, store: Store, clock: Callable[[], int], random: Callable[[int], bytes] = os.urandom, wait: int = 0
    ) -> None:
        """*wait*: how long what is written to customers can be taken back before it leaves, milliseconds."""
        self._wait = wait
        self._store = store
        self._clock = clock
        self._random = random
        self._books = Books()
        self._texts = KeptTexts()
        self._roster = Roster()
        self._device = ""

    @contextmanager
    def begin(
        self, actor: str, kind: Kind = "do", *, durable: bool = True, id: bytes | None = None
    ) -> Iterator[Stroke]:
        """A stroke in its own transaction, finished when the block has ended without an error.

        If the machine dies before that, nothing of the stroke is there; after it, all of it is.
        """
        with self._store.writing(durable=durable) as connection:
            self._texts.look(connection)
            stroke = Stroke(
                lambda: self.work(connection), actor, self._clock(), kind, self._books, self._texts, self._roster,
                self._wait, id,
            )  # fmt: skip
            try:
                yield stroke
                stroke.finish()
            except BaseException:
                self._texts.forget()
                raise
            if kind != "do":
                self._texts.forget()

    def work(
        self,
        connection: Connection,
        *,
        known: Mapping[int, Ticket] | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> Work:
        """A unit of work inside a transaction that the caller holds, with what `Work` takes."""
        if not self._device:
            self._device = identity.device_of(connection, self._store.path)
        return Work(connection, self._device, self._random, known=known, ready=ready)


def subjects_of(connection: Connection, change: bytes) -> list[Subject]:
    """What a stroke was about. Its operations stand together in the log, since it was one transaction."""
    row = connection.execute("SELECT first, last FROM change WHERE id = ?", (change,)).fetchone()
    if row is None:
        raise Refused("there is no such change to undo")
    found = connection.execute(
        "SELECT DISTINCT subject_kind, subject FROM operation WHERE seq BETWEEN ? AND ? AND change = ?",
        (row[0], row[1], change),
    )
    return [Subject(kind, number) for kind, number in found]


def _sent(connection: Connection, change: bytes) -> set[int]:
    """Messages of a stroke that have left the house, or are about to by what others did since."""
    found = connection.execute(
        """SELECT message.id FROM change JOIN operation ON operation.seq BETWEEN change.first AND change.last
        JOIN message ON message.id = json_extract(CAST(operation.payload AS TEXT), '$.message')
        WHERE change.id = ?1 AND operation.kind = 'message' AND (message.delivery = 'sent' OR (
        message.delivery = 'waiting'
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.message = message.id AND outbox.change = ?1)))""",
        (change,),
    )
    return {row[0] for row in found}
