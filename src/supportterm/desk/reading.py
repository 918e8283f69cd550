"""What can be read of a desk. Modules are loaded where they are needed: a list in the shell needs few."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from supportterm.config.zone import MACHINE
from supportterm.core.numbers import bare
from supportterm.core.query.context import Context
from supportterm.desk.defined import Defined
from supportterm.desk.knowing import Knowing, there
from supportterm.desk.promises import Promises
from supportterm.store.connection import Store
from supportterm.store.errors import StoreError
from supportterm.store.rows import Key, TicketRow

if TYPE_CHECKING:
    from supportterm.core.nouns import (
        Attachment,
        Message,
        Ticket,
    )
    from supportterm.core.orders import Order
    from supportterm.core.query import Query
    from supportterm.core.query.record import Record
    from supportterm.core.rule_trial import Story
    from supportterm.core.surveys import Survey
    from supportterm.core.verbs import Rules
    from supportterm.core.writing import Draft
    from supportterm.desk.grouping import Grouped
    from supportterm.desk.metrics import Metrics
    from supportterm.desk.past import Past
    from supportterm.store.alike import Alike
    from supportterm.store.append import Entry
    from supportterm.store.compile import Filter
    from supportterm.store.files import Files
    from supportterm.store.found import SearchPage
    from supportterm.store.rule_log import Fired
    from supportterm.store.supposing import Supposing
    from supportterm.store.timeline import Event, News
    from supportterm.store.windows import Window

P = ParamSpec("P")
T = TypeVar("T")


class Reading(Knowing, Promises, Defined):
    """An open desk as one agent sees it. Safe from several threads; each has its own connection."""

    def __init__(self, store: Store, me: str, clock: Callable[[], int]) -> None:
        self.clock = clock
        """The moment in milliseconds."""
        super().__init__(store)
        self._given_as = me

    # --- what the desk is

    @property
    def me(self) -> str:
        """Handle of the agent: the one given, else whose Unix user this is; empty when nobody's."""
        return self._given_as or self._once("me", self._who_logged_in)

    @property
    def path(self) -> Path:
        return self._store.path

    @property
    def id(self) -> str:
        """Its name among all desks: what belongs to it outside of it is kept under that."""
        from supportterm.store.identity import id_of

        return self._read(id_of)

    @property
    def name(self) -> str:
        from supportterm.store.lookups import name

        return self._read(name) or self.path.stem

    @property
    def read_only(self) -> bool:
        """Nothing but drafts can be changed: opened so, or somebody upgraded the desk."""
        return self._store.read_only or self._store.outdated

    @property
    def notices(self) -> tuple[str, ...]:
        """What `doctor` and the status line say: a copy, an old SQLite, restart."""
        return self._store.notices()

    @property
    def is_original(self) -> bool:
        """Whether this file is the desk that counts: no copy of it, and not put back from a backup and unclaimed."""
        from supportterm.store.identity import is_copy, restored_at

        return not self._read(is_copy, self.path) and self._read(restored_at) is None

    def rules_fired(self) -> "dict[str, Fired]":
        """Of each rule that has ever fired, by name: how often, and when last."""
        from supportterm.store.rule_log import fired

        return self._read(fired)

    def record(self, number: int) -> "Record":
        """A ticket with all that a query may ask of it. Raises Refused when there is none."""
        from supportterm.store.facts import record_of

        return self._read(record_of, number, self.me)

    def story(self, number: int) -> "Story":
        """A ticket's past, for a rule to be tried on."""
        from supportterm.store.rule_log import story

        return self._read(story, number)

    def asked_on(self, ticket: int) -> "Survey | None":
        """The survey that was asked last on a ticket and is not answered; None when there is none."""
        from supportterm.store.book import Book
        from supportterm.store.surveying import open_question

        return self._read(open_question, Book(self.definitions()), self.ticket(ticket))

    def supposing(self) -> "Supposing":
        """The past, to be told as if the desk had always defined something else."""
        from supportterm.store.supposing import Supposing

        return self._read(Supposing)

    def rules(self) -> "Rules":
        """What verbs may know of this desk, now."""
        from supportterm.core.verbs import Rules

        return Rules(
            now=self.clock(),
            me=self.me,
            agents=self._by_name("agent", "handle"),
            teams=self._by_name("team", "handle"),
            fields=self._by_name("field", "name"),
        )

    def tags(self, prefix: str = "", limit: int = 50) -> tuple[str, ...]:
        """Tags in use that begin with *prefix*."""
        from supportterm.store.lookups import tags

        return self._read(tags, prefix, limit)

    # --- tickets

    def window(
        self, query: "Query", order: "Order", *, key: Key | None = None, size: int = 100, backwards: bool = False
    ) -> "Window":
        """Rows after *key*, exclusive, or before it; without one from the start, or the end. In the order asked for."""
        from supportterm.store.windows import window

        return self._read(window, self._filter(query), order, self.me, key=key, size=size, backwards=backwards)

    def grouped(self, query: "Query", order: "Order", by: str) -> "Grouped":
        """The same list in groups; see `Grouped.window`."""
        from supportterm.desk.grouping import Grouped

        return Grouped(self, query, order, by)

    def around(self, query: "Query", order: "Order", ticket: int, *, size: int = 100) -> "Window":
        """The rows about the place of *ticket*."""
        from supportterm.store.windows import around

        return self._read(around, self._filter(query), order, self.me, ticket, size)

    def count(self, query: "Query", cap: int = 999) -> int:
        """How many tickets match; cap + 1 stands for more than *cap*. For a worker thread."""
        from supportterm.store.windows import count

        return self._read(count, self._filter(query), cap)

    def ticket(self, number: int) -> "Ticket":
        """Raises Refused when there is no such ticket."""
        from supportterm.store.tickets import get

        return self._read(get, number)

    def tickets(self, numbers: Iterable[int]) -> "tuple[Ticket, ...]":
        """Raises Refused when one of them is not there."""
        return tuple(self.ticket(number) for number in numbers)

    def row(self, number: int) -> TicketRow:
        """Raises Refused when there is no such ticket."""
        from supportterm.store.windows import row

        return there(self._read(row, number, self.me), f"there is no ticket {bare(number)}")

    def label(self, ticket: int) -> str:
        """What people call the ticket with this id: `#12`, `~3`."""
        from supportterm.store.numbers import label_of

        return self._read(label_of, ticket)

    def called(self, word: str) -> tuple[int, ...]:
        """Ids of the tickets that people call *word* (`57`, `~3`): mostly one, none, or several where homes differ."""
        from supportterm.store.numbers import called

        return self._read(called, word)

    def history(self, person: int, limit: int = 20) -> tuple[TicketRow, ...]:
        """The tickets of a requester, newest first."""
        from supportterm.store.windows import of_person

        return self._read(of_person, person, self.me, limit)

    def timeline(
        self, number: int, *, before: int | None = None, after: int | None = None, size: int = 50
    ) -> "tuple[Message | Event, ...]":
        """Up to *size* items with ids below *before* or above *after*, oldest first; without either, the newest."""
        from supportterm.store import timeline

        return self._read(timeline.read, self.ticket(number), before=before, after=after, size=size)

    def log_end(self) -> int:
        """The place at which the log ends."""
        from supportterm.store.append import last_place

        return self._read(last_place)

    def news(self, number: int, place: int, watched: "Collection[int]" = ()) -> "News":
        """What happened to a ticket's timeline behind a *place* of the log, and how the messages *watched* stand."""
        from supportterm.store import timeline

        return self._read(timeline.news, self.ticket(number), place, watched)

    def past(self, moment: int) -> "Past":
        """The tickets as they were at *moment*, for those who read them."""
        from supportterm.desk.past import Past

        return Past(self, moment, self._read)

    def log(self, number: int) -> "tuple[Entry, ...]":
        """All operations of a ticket, oldest first, with what was undone marked so."""
        from supportterm.core.operations import Subject
        from supportterm.store.append import entries_of

        return there(self._read(entries_of, Subject("ticket", number)) or None, f"there is no ticket {bare(number)}")

    def search(self, text: str, *, limit: int = 50, before: int | None = None, typing: bool = False) -> "SearchPage":
        """Messages that match a query, newest first; *before* is `next` of the page before. For a worker thread.

        With *typing* the last word is one that is still being typed.
        """
        from supportterm.core.query import parse
        from supportterm.store.found import search_page

        return self._read(search_page, parse(text, typing=typing), self._context(), limit=limit, before=before)

    def alike(self, ticket: int, *, limit: int) -> "tuple[Alike, ...]":
        """Answered tickets that ask what *ticket* asks, those that share most first. For a worker thread."""
        from supportterm.store.alike import alike

        return self._read(alike, ticket, limit)

    @property
    def metrics(self) -> "Metrics":
        """What it can say in figures."""
        from supportterm.desk.metrics import Metrics

        return Metrics(self._store, self._filter, self.clock, read_only=self.read_only)

    # --- messages and files

    def message(self, number: int) -> "Message":
        """Raises Refused when there is no such message."""
        from supportterm.store.messages import get

        return self._read(get, number)

    def attachments(self, message: int) -> "tuple[Attachment, ...]":
        from supportterm.store.messages import attachments_of

        return self._read(attachments_of, message)

    def attachment_path(self, digest: str) -> Path:
        """Where the content with this digest lies. Raises StoreError when it is not there."""
        path = self._files.path(digest)
        if not path.is_file():
            raise StoreError(f"the content of this file is missing from {self._files.folder}: restore it from a backup")
        return path

    def original(self, message: int) -> bytes | None:
        """The bytes of a message as they came; None when it was written here."""
        from supportterm.store.messages import original_of

        return self._read(original_of, message)

    # --- drafts, and what was seen

    def draft(self, ticket: int, kind: str) -> "Draft | None":
        """What the agent was writing: a reply, note or forward on a ticket, or `new` on ticket 0."""
        from supportterm.store.drafts import get

        return self._read(get, self.me, ticket, kind)

    def drafts(self) -> "tuple[Draft, ...]":
        """Newest first."""
        from supportterm.store.drafts import all_of

        return self._read(all_of, self.me)

    def draft_versions(self, ticket: int, kind: str) -> tuple[tuple[int, str], ...]:
        """Earlier texts with the moment each was left, newest first."""
        from supportterm.store.drafts import versions

        return self._read(versions, self.me, ticket, kind)

    def seen(self, ticket: int) -> int:
        """Id of the newest message of *ticket* that the agent has seen; 0 for none."""
        from supportterm.store.seen import seen

        return self._read(seen, self.me, ticket)

    # --- how

    def _filter(self, query: "Query") -> "Filter":
        from supportterm.store.compile import compile_filter

        return self._read(lambda connection: compile_filter(query, self._context(), connection))

    def _context(self) -> Context:
        return Context(self.clock(), self.me, MACHINE)

    @property
    def _files(self) -> "Files":
        from supportterm.store.files import Files

        return Files(self._store.path)

    def _who_logged_in(self) -> str:
        from supportterm.store.lookups import agent_of_login

        return self._read(agent_of_login)
