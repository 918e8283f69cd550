"""SLA clocks of tickets: they follow each operation within its stroke, and are folded anew when one was taken back.

A ticket gets clocks at its first live operation on a desk that promises something (`since`, its place in the log). From
then on each operation of a stroke moves them, by the policies and segments at the end of that stroke; what is imported
on top moves none. So the clocks are what `refolded` makes of the log, at any time.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from supportterm.core.fold import fold, undone_changes
from supportterm.core.nouns import Ticket
from supportterm.core.operations import Absorb, Create, MergeInto, Operation, Subject, Undo, Warned
from supportterm.core.sla import Clocks, waiting_since
from supportterm.core.sla_policy import DONE
from supportterm.core.sla_shown import NOTHING, standing, warning
from supportterm.core.sla_story import step
from supportterm.store import tickets
from supportterm.store.append import ENVELOPE, last_place, operation_from
from supportterm.store.book import Book, Books
from supportterm.store.past import NOW, Past
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Moved, Stroke

TOLD: Final = "told"
"""In `meta`: up to where history counts as if it had happened on this desk; only made-up desks have it."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Clocks).decode
_SAVE: Final = "INSERT OR REPLACE INTO clock VALUES (?, ?, ?, ?)"


class Kept(NamedTuple):
    """What is stored of a ticket's clocks."""

    since: int
    """Place of the operation at which their story begins."""
    clocks: Clocks | None
    """None while all of the story is taken back."""


def decode(stored: bytes | None) -> Clocks | None:
    """A ticket's clocks as the table `clock` has them; None for none."""
    return _decode(stored) if stored is not None else None


def of(connection: Connection, ticket: int) -> Kept | None:
    row = connection.execute("SELECT since, clocks FROM clock WHERE ticket = ?", (ticket,)).fetchone()
    return Kept(row[0], decode(row[1])) if row else None


def keep(stroke: "Stroke") -> None:
    """Let the clocks of the tickets of *stroke* follow what it did; at its end, before it is stored."""
    moved = stroke.moved
    if any(isinstance(operation.payload, _NEED_ALL) for operation in stroke.done):
        stroke.flush()
    book = stroke.book()
    for number, steps in moved.items():
        kept = of(stroke.work.connection, number)
        if kept is None and not (stroke.news and book.promising):
            continue
        if kept is not None and any(isinstance(move.operation.payload, Undo) for move in steps):
            past = Past(stroke.work.connection, book)
            clocks = refolded(stroke.work.connection, number, kept.since, past, stroke.id)
            _save(stroke, book, number, kept.since, clocks)
        else:
            _follow(stroke, book, number, kept, steps)


_NEED_ALL: Final = Undo | Absorb
"""What is told by reading more than the ticket: all must be stored for it."""


def _follow(stroke: "Stroke", book: Book, number: int, kept: Kept | None, steps: "list[Moved]") -> None:
    since, clocks = kept if kept is not None else (0, None)
    for operation, seq, before, after in steps:
        if after is None or (clocks is None and not book.serves(after)):
            continue
        segment = _segment(stroke, after.organization)
        waits = _waits(stroke, book, operation) if isinstance(operation.payload, Absorb) else None
        clocks = step(clocks, operation, before, after, segment, book.promises(after), waits)
        if clocks is not None and not since:
            since = seq
    if since:
        _save(stroke, book, number, since, clocks)


def _segment(stroke: "Stroke", number: int | None) -> str:
    organization = stroke.work.organization(number) if number is not None else None
    return organization.segment if organization is not None else ""


def _waits(stroke: "Stroke", book: Book, operation: Operation) -> int | None:
    connection = stroke.work.connection
    return waited(connection, operation, Past(connection, book), stroke.id)


def _save(stroke: "Stroke", book: Book, number: int, since: int, clocks: Clocks | None) -> None:
    ticket = stroke.work.ticket_or_none(number)
    stands = NOTHING
    if clocks is not None and ticket is not None:
        stands = standing(clocks, book.promises(ticket))
    if ticket is not None:
        stroke.work.promise(number, stands.promised)
    encoded = _encode(clocks) if clocks is not None else None
    stroke.work.connection.execute(_SAVE, (number, since, encoded, stands.warn_at))


# --- the whole story at once


def refolded(
    connection: Connection, number: int, since: int, past: Past, own: bytes = b"", *, upto: int = NOW
) -> Clocks | None:
    """The clocks that a ticket's log up to a place adds up to; *own*: id of the stroke that is under way."""
    return _folded(connection, number, since, past, own, upto=upto)


def waited(connection: Connection, absorb: Operation, past: Past, own: bytes) -> int | None:
    """Since when the customer of a ticket that is merged into another by *absorb* has been waiting for an answer."""
    assert isinstance(absorb.payload, Absorb)
    source = absorb.payload.source
    kept = of(connection, source)
    clocks = _folded(connection, source, kept.since, past, own, until=absorb.change) if kept is not None else None
    return waiting_since(clocks) if clocks is not None and clocks.case.status not in DONE else None


def _folded(
    connection: Connection,
    number: int,
    since: int,
    past: Past,
    own: bytes,
    until: bytes = b"",
    upto: int = NOW,
) -> Clocks | None:
    """*until*: the change by which it was merged into another; what came then is left out."""
    told = connection.execute("SELECT value FROM meta WHERE key = ?", (TOLD,)).fetchone()
    live = told[0] if told else 0
    log = list(_log(connection, number, own, until, upto))
    undone = undone_changes([operation for operation, *_ in log])
    clocks: Clocks | None = None
    ticket: Ticket | None = None
    for operation, seq, end in log:
        if operation.change in undone:
            if isinstance(operation.payload, Create):
                return None
            continue
        before, ticket = ticket, fold(ticket, number, operation)
        if seq < since or (end is None and seq > live):
            continue
        place = seq if end is None else end
        book = past.book(place)
        if clocks is None and not book.serves(ticket):
            continue
        segment = past.segment(ticket.organization, place)
        waits = waited(connection, operation, past, own) if isinstance(operation.payload, Absorb) else None
        clocks = step(clocks, operation, before, ticket, segment, book.promises(ticket), waits)
    return clocks


def _log(
    connection: Connection, number: int, own: bytes, until: bytes, upto: int
) -> Iterator[tuple[Operation, int, int | None]]:
    """Operations with their place, and that at which their stroke ended; None when they were none of a stroke."""
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload, seq, (SELECT last FROM change WHERE change.id = operation.change) FROM operation "
        "WHERE subject_kind = 'ticket' AND subject = ? AND seq <= ? ORDER BY seq",
        (number, upto),
    )
    for row in found:
        operation = operation_from(row)
        if until and operation.change == until and isinstance(operation.payload, MergeInto):
            return
        yield operation, row[12], NOW if operation.change == own else row[13]


def serve_history(connection: Connection) -> None:
    """Let all that happened so far count as if it had happened on this desk, which is made up, and fold it."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (TOLD, last_place(connection)))
    book = Books().current(connection)
    past = Past(connection, book)
    for (number,) in connection.execute("SELECT id FROM ticket ORDER BY id").fetchall():
        clocks = refolded(connection, number, 1, past)
        ticket = tickets.get(connection, number)
        if clocks is not None:
            stands = standing(clocks, book.promises(ticket))
            tickets.save(connection, ticket, replace(ticket, promise=stands.promised))
            connection.execute(_SAVE, (number, 1, _encode(clocks), stands.warn_at))


def findings(connection: Connection) -> Iterator[str]:
    """What is kept of promises and is not what the log adds up to."""
    book = Books().current(connection)
    past = Past(connection, book)
    for number, since, kept, warn_at in connection.execute("SELECT * FROM clock ORDER BY ticket").fetchall():
        clocks, ticket = refolded(connection, number, since, past), tickets.load(connection, number)
        encoded = _encode(clocks) if clocks is not None else None
        stands = standing(clocks, book.promises(ticket)) if clocks is not None and ticket is not None else NOTHING
        shown = ticket.promise if ticket is not None else None
        if (encoded, *stands) != (kept, shown, warn_at):
            yield f"the promises of #{number} are not what its log adds up to"


def warn(stroke: "Stroke", number: int) -> bool:
    """Put on record that a promise of the ticket *number* is close to its deadline; whether one was, by now."""
    kept, ticket = of(stroke.work.connection, number), stroke.work.ticket_or_none(number)
    if kept is None or kept.clocks is None or ticket is None:
        return False
    service = stroke.book().promises(ticket)
    found = warning(kept.clocks, service, stroke.now)
    if found is None:  # what is kept of it is old
        later = standing(kept.clocks, service).warn_at
        stroke.work.connection.execute("UPDATE clock SET warn_at = ? WHERE ticket = ?", (later, number))
        return False
    stroke.record(Subject("ticket", number), Warned(found[0].value, found[1]))
    return True
