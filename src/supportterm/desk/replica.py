"""The door of the sync engine: one connection of a desk, as its keeper sees it.

Each method is one transaction. Nothing else may take in what a remote tells, or change what became of what is to leave.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from supportterm.core.operations import What
from supportterm.core.outbox import State
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Item,
    MailCame,
    Page,
    Receipt,
    RemoteArticle,
    RemoteCard,
    TicketGone,
    TicketSeen,
)
from supportterm.store import away as files
from supportterm.store import cards, claiming, definitions, outbox, replica, settling, twins
from supportterm.store.connection import Store
from supportterm.store.errors import plainly
from supportterm.store.files import Files
from supportterm.store.outbox import Entry
from supportterm.store.replica import CHANGES, ConnectionState
from supportterm.store.steps import step_of
from supportterm.store.stroke import Stroke, Strokes
from supportterm.store.taking import Taking

if TYPE_CHECKING:
    from supportterm.core.moving import Target
    from supportterm.store.sqlite import Connection

T = TypeVar("T")


class Replica:
    """What the desk knows of a connection's remote. Raises StoreError when the machine says no; nothing has changed."""

    def __init__(
        self,
        store: Store,
        strokes: Strokes,
        files: Files,
        clock: Callable[[], int],
        name: str,
        tell: Callable[[tuple[int, ...]], None],
    ) -> None:
        self._store = store
        self._strokes = strokes
        self._files = files
        self._clock = clock
        self.name = name
        self._tell = tell

    # --- how it stands

    def state(self) -> ConnectionState:
        return self._read(lambda c: replica.state(c, self.name))

    def set_state(self, **changes: Any) -> ConnectionState:
        """Say how the connection stands; what is not given stays. If the machine dies it may be as it was."""
        with self._store.writing(durable=False) as connection:
            now = msgspec.structs.replace(replica.state(connection, self.name), **changes)
            replica.set_state(connection, self.name, now)
        return now

    def cursor(self, stream: str = CHANGES) -> str:
        return self._read(lambda c: replica.cursor(c, self.name, stream))

    def texts(self) -> int:
        """How many messages and articles are known to be here and there."""
        return self._read(lambda c: sum(replica.count(c, self.name, kind) for kind in ("message", "article")))

    def begin_at(self, cursor: str) -> None:
        """Nothing has to be read that is there already; what comes after *cursor* is news."""
        now = self._clock()
        with self._store.writing() as connection:
            replica.set_cursor(connection, self.name, CHANGES, cursor, now)
            state = msgspec.structs.replace(replica.state(connection, self.name), caught_up=now, looked=now)
            replica.set_state(connection, self.name, state)

    def start_over(self) -> None:
        """Forget how far was read: everything is told again, and counts once."""
        with self._store.writing() as connection:
            replica.forget(connection, self.name)

    def accept(self, begin: str = "") -> None:
        """The remote is another store than before, and a person says to go on with it.

        What is there is told after the cursor *begin*, all of it when that is empty; what waited to leave is for
        people, since it was written to the store that was there before.
        """
        with self._store.writing() as connection:
            replica.forget(connection, self.name)
            if begin:
                replica.set_cursor(connection, self.name, CHANGES, begin, self._clock())
            settling.hold(connection, self.name, self._clock())
            now = msgspec.structs.replace(replica.state(connection, self.name), state="new", words="", epoch="")
            replica.set_state(connection, self.name, now)

    # --- in

    def take(self, page: Page, *, stream: str = CHANGES, silent: bool = False) -> None:
        """A page of tickets or articles, its cursor, and which tickets it refers to that are not here (`missing`).

        *silent*: it is history, unread to nobody. If the machine dies the page may be gone, whole, cursor included.
        """
        with self.taking(page.cursor, stream=stream, silent=silent) as (stroke, taking):
            taking.expect(i for i in page.items if isinstance(i, TicketSeen))
            for item in page.items:
                match item:
                    case TicketSeen():
                        taking.ticket(item)
                    case TicketGone(key, by, at):
                        taking.gone(key, by=by, at=at)
                    case RemoteArticle():
                        taking.article(item)
                    case MailCame():
                        raise TypeError("mail goes through the mail room")
            replica.add_missing(stroke.work.connection, self.name, taking.missing, stroke.now)

    def take_one(self, key: str, item: Item, *, silent: bool = False) -> None:
        """A ticket that was asked for under *key*, as it is now, maybe another: merged. It is not missing any more."""
        with self.taking(None, silent=silent) as (stroke, taking):
            match item:
                case TicketSeen():
                    taking.ticket(item, sure=True)
                case TicketGone():
                    taking.gone(item.key, by=item.by, at=item.at)
            replica.not_missing(stroke.work.connection, self.name, key, stroke.now)

    def bring(self, items: Iterable[TicketSeen]) -> tuple[int, ...]:
        """Tickets that a person asked for, as history; their numbers here.

        Read while the keeper may have taken in newer ones: what is older is left, what is doubtful is fetched again.
        """
        with self.taking(None, silent=True) as (stroke, taking):
            taken = [taking.ticket(item) for item in items]
            replica.add_missing(stroke.work.connection, self.name, taking.missing, stroke.now)
        return tuple(number for number in taken if number is not None)

    def missing(self) -> tuple[str, ...]:
        """Keys of tickets that are still to be fetched as they are now, in order."""
        return self._read(lambda c: replica.missing(c, self.name))

    @contextmanager
    def taking(
        self, cursor: str | None, *, stream: str = CHANGES, silent: bool = False, durable: bool = False
    ) -> Iterator[tuple[Stroke, Taking]]:
        """A transaction that takes in what the caller puts there, and the cursor, when one is given."""
        with self._strokes.begin(self.name, "take", durable=durable) as stroke:
            stroke.words = f"news from {self.name}"
            caught_up = replica.state(stroke.work.connection, self.name).caught_up
            stroke.news = not silent and caught_up is not None  # until then all that comes is history
            taking = Taking(stroke, self.name, silent=silent)
            yield stroke, taking
            taking.finish()
            if cursor is not None:
                replica.set_cursor(stroke.work.connection, self.name, stream, cursor, stroke.now)
        if stroke.change.operations:
            self._tell(stroke.change.tickets)

    def catalog(self, told: Catalog) -> None:
        """Agents, teams, fields, macros and views there are defined here too; what is set here of them stays."""
        from supportterm.store.authoring import define

        with self._strokes.begin(self.name, "take") as stroke:
            known = definitions.load(stroke.work.connection)
            for what, name, spec in _specs(told, self.name):
                define(stroke, what, name, {**known.get((what, name), {}), **spec})
            stroke.words = f"what there is at {self.name}"
        if stroke.change.operations:
            self._tell(())

    def away(self, limit: int, most_bytes: int) -> tuple[tuple[int, str, int], ...]:
        """(attachment, key there, size) of files whose content is only there, newest first."""
        return self._read(lambda c: files.away(c, self.name, limit, most_bytes))

    def fetched(self, attachment: int, content: bytes | None) -> None:
        """The content of a file that was only there; None: it is not to be had."""
        digest, _ = self._files.put(content) if content is not None else ("", 0)
        with self._store.writing() as connection:
            if content is None:
                files.is_lost(connection, attachment)
            else:
                files.is_here(connection, attachment, digest, len(content))
        self._tell(())

    # --- what a directory knows

    def wanted_card(self) -> str | None:
        """The address that it shall be asked of next; None when nobody waits for one."""
        return self._read(lambda c: cards.wanted(c, self.name, self._clock()))

    def card(self, email: str, found: RemoteCard | None) -> None:
        """What it knows of who has this address by now; None: there is nobody."""
        with self._store.writing(durable=False) as connection:
            cards.told(connection, self.name, email, found, self._clock())
        self._tell(())

    def no_card(self, email: str, words: str) -> None:
        """It would not say."""
        with self._store.writing(durable=False) as connection:
            cards.refused(connection, self.name, email, words, self._clock())
        self._tell(())

    # --- out

    def move(
        self, there: "Target", tickets: Iterable[int], articles: Iterable[int] = (), *, actor: str, notes: bool = False
    ) -> int:
        """Queue history: tickets that belong there and articles, each whole, unless they are there; how many.

        *notes*: what customers could read goes as internal notes. When this has returned the machine may die.
        """
        from supportterm.store.moving import Leaving

        with self._strokes.begin(actor, "take") as stroke:
            leaving = Leaving(stroke, self.name, there, notes=notes)
            return sum(map(leaving.ticket, tickets)) + sum(map(leaving.article, articles))

    def take_over(self) -> int:
        """This keeper answers for what leaves from now on; how many sends must be looked up, since nobody knows."""
        with self._store.writing() as connection:
            return settling.take_over(connection, self.name, self._clock())

    def claim(self, fence: str) -> tuple[Entry, AnyStep] | None:
        """The next thing to send, written down as being sent before this returns; None when nothing can leave now."""
        if self.next_moment() is None:
            return None
        with self._store.writing() as connection:
            entry = claiming.claim(connection, self.name, self._clock(), fence)
            claimed = (entry, step_of(connection, self._files, entry)) if entry is not None else None
        return claimed

    def uncertain(self) -> tuple[tuple[Entry, AnyStep], ...]:
        """What has to be looked up by now, with what was sent."""
        now = self._clock()

        def due(connection: "Connection") -> tuple[tuple[Entry, AnyStep], ...]:
            waiting = outbox.due(connection, self.name, State.UNCERTAIN, now)
            return tuple((e, step_of(connection, self._files, e)) for e in waiting)

        return self._read(due)

    def in_doubt(self, entry: Entry) -> bool:
        """Whether it is still not known what became of it."""
        return self._read(lambda c: getattr(outbox.get(c, entry.id), "state", None) is State.UNCERTAIN)

    def twin(self, entry: Entry) -> str | None:
        """The key of the one ticket that came and is the same as the one that *entry* was to open."""
        return self._read(lambda c: twins.twin(c, entry, replica.state(c, self.name).skew))

    def next_moment(self) -> int | None:
        """When something has to be sent or looked up next, milliseconds; None when nothing waits for that."""
        return self._read(lambda c: outbox.next_moment(c, self.name, self._clock()))

    def granted(self, entry: Entry, receipt: Receipt) -> None:
        """It is there. When this has returned the machine may die and it is known."""
        with self._settling() as stroke:
            settling.granted(stroke, entry, receipt)

    def unsure(self, entry: Entry, words: str) -> None:
        with self._store.writing() as connection:
            settling.unsure(connection, entry, words, self._clock())

    def look_again(self, entry: Entry, at: int, words: str) -> None:
        """It is not there yet and may still come."""
        with self._store.writing(durable=False) as connection:
            outbox.amend(connection, entry, not_before=at, words=words)

    def put_back(self, entry: Entry, words: str, again_at: int) -> None:
        """It is proved that nothing was done; it is tried again at a moment."""
        with self._store.writing() as connection:
            settling.put_back(connection, entry, words, self._clock(), again_at)

    def repeat(self, entry: Entry, words: str, again_at: int) -> None:
        """It may be there: it is sent again under the same key at a moment."""
        with self._store.writing() as connection:
            settling.repeat(connection, entry, words, self._clock(), again_at)

    def refused(self, entry: Entry, words: str) -> None:
        with self._settling() as stroke:
            settling.refused(stroke, entry, words)

    def ask(self, entry: Entry, words: str) -> None:
        with self._settling() as stroke:
            settling.ask(stroke, entry, words)

    def ask_late(self, since: int, before: int) -> None:
        """What customers see and should have left between *since* and *before*, while nobody was awake, asks first."""
        with self._settling() as stroke:
            settling.ask_late(stroke, self.name, since, before)

    @contextmanager
    def _settling(self) -> Iterator[Stroke]:
        with self._strokes.begin(self.name, "take") as stroke:
            stroke.words = f"on its way to {self.name}"
            yield stroke
        self._tell(stroke.change.tickets)

    def _read(self, read: "Callable[[Connection], T]") -> T:
        with plainly(self._store.path):
            return read(self._store.reader())


def _specs(told: Catalog, home: str) -> "Iterable[tuple[What, str, dict[str, object]]]":
    for team in told.teams:
        yield "team", team.handle, {"name": team.name, "tier": team.tier}
    for agent in told.agents:
        yield "agent", agent.handle, {"name": agent.name, "email": agent.email, "teams": agent.teams}
    for field in told.fields:
        yield "field", field.name, {"title": field.title, "kind": field.kind, "choices": field.choices}
    for macro in told.macros:
        spec = {"title": macro.title, "reply": macro.reply, "note": macro.note, "commands": macro.commands}
        yield "macro", macro.name, dict(spec)
    for view in told.views:
        query = f"home:{home} ({view.query})" if view.query else f"home:{home}"
        yield "view", view.name, {"title": view.title, "query": query, "order": view.order, "group": view.group}
