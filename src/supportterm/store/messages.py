"""Messages, their files and originals, and the index that finds them.

A message's id is its time shifted left with a tie-break, so that reading by id is reading by time. The subject of
a ticket is indexed with its first message, which keeps in `subject` what was indexed with it: the index itself holds no
text, and to take an entry out it must be told exactly what went in.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from supportterm.core.ids import MESSAGE_TIE_BITS, message_floor
from supportterm.core.nouns import Attachment, Message
from supportterm.core.refusal import Refused
from supportterm.core.remote import RemoteFile
from supportterm.core.terms import Role
from supportterm.core.words import index_text
from supportterm.core.writing import NewFile
from supportterm.store.sqlite import Connection, sqlite3

COLUMNS: Final = (
    "id, ticket, role, author, address, person, agent, at, body, markdown, recipients, message_id, in_reply_to, "
    "attachments, delivery, notice, hidden, edited"
)
_SELECT: Final = f"SELECT {COLUMNS}, EXISTS (SELECT 1 FROM original WHERE message = message.id) FROM message"
_INSERT: Final = f"INSERT INTO message ({COLUMNS}, subject) VALUES ({', '.join('?' * 19)})"
_INDEX: Final = "INSERT INTO message_fts (rowid, subject, body) VALUES (?, ?, ?)"
_INDEX_PAGE: Final = (
    "INSERT INTO message_fts (rowid, subject, body) "
    "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?)"
)
MERGED: Final = 500
"""Pages of the index that one step of a merge writes."""
WORTH_A_THREAD: Final = 262_144
"""Bytes of originals that take longer to compress than it takes to begin a thread for them."""
SECURE_DELETE: Final = (3, 42, 0)
"""The first SQLite whose index can take out an entry without leaving its words in old segments."""
_SECURELY: Final = "INSERT INTO message_fts (message_fts, rank) VALUES ('secure-delete', ?)"
_UNINDEX: Final = "INSERT INTO message_fts (message_fts, rowid, subject, body) VALUES ('delete', ?, ?, ?)"


class _Recipients(msgspec.Struct, frozen=True, omit_defaults=True):
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


_recipients_from = msgspec.json.Decoder(_Recipients).decode
_to_json = msgspec.json.Encoder().encode


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A message to be stored, with all that comes with it."""

    message: Message
    files: tuple[NewFile, ...] = ()
    original: bytes | None = None
    subject: str = ""
    """The ticket's subject, when it is to be found by this message."""


class FreeIds:
    """Message ids nobody has, within one write transaction."""

    def __init__(self, connection: Callable[[], Connection]) -> None:
        self._connection = connection
        self._taken: dict[int, int] = {}
        """The newest id given for each moment."""
        self._last: int | None = None
        """The newest id stored: after its moment all are free, and none need be asked for."""

    def take(self, at: int) -> int:
        """An id for the moment *at*. Raises Refused when it has no more."""
        floor = message_floor(at)
        end = floor + (1 << MESSAGE_TIE_BITS)
        newest = self._taken.get(floor)
        if newest is None:
            if self._last is None:
                self._last = int(self._connection().execute("SELECT ifnull(max(id), -1) FROM message").fetchone()[0])
            if floor <= self._last:
                row = (
                    self._connection()
                    .execute("SELECT max(id) FROM message WHERE id >= ? AND id < ?", (floor, end))
                    .fetchone()
                )
                newest = row[0]
        number = floor if newest is None else newest + 1
        if number >= end:
            raise Refused("there are too many messages of the same moment")
        self._taken[floor] = number
        return number


def store(connection: Connection, arrived: Iterable[Arrived]) -> None:
    """Insert messages with their files; `index` lets them be found, `originals_after` keeps what they came as."""
    page = sorted(arrived, key=lambda a: a.message.id)
    connection.executemany(_INSERT, [_values(a) for a in page])
    connection.executemany(
        "INSERT INTO attachment (message, name, media_type, size, digest, inline_id, remote) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(a.message.id, f.name, f.media_type, f.size, f.digest, f.inline_id, f.remote) for a in page for f in a.files],
    )


def index(connection: Connection, arrived: Iterable[Arrived]) -> None:
    """Let new messages be found. One statement, so that meanwhile another thread runs without a break."""
    # FTS5 writes a segment whenever a row id goes down, so a page goes in by ascending id.
    page = sorted(arrived, key=lambda a: a.message.id)
    if page:
        rows = [(a.message.id, _no_nul(index_text(a.subject)), _no_nul(index_text(a.message.body))) for a in page]
        connection.execute(_INDEX_PAGE, (_to_json(rows).decode(),))


def merge_late(connection: Connection, late: bool) -> None:
    """Whether the index is merged seldom, as is best for many pages, or as usual. Part of the transaction."""
    connection.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('automerge', ?)", (16 if late else 4,))


def merge(connection: Connection) -> bool:
    """Merge some of the index, a few megabytes; False when there is nothing to merge."""
    before = connection.total_changes
    connection.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('merge', ?)", (MERGED,))
    return connection.total_changes - before >= 2  # by its documentation the one way to know


def _no_nul(text: str) -> str:
    """JSON in SQLite ends a text at its first NUL, the index parts words there."""
    return text.replace("\0", " ")


@contextmanager
def originals_after(connection: Connection, arrived: Iterable[Arrived]) -> Iterator[None]:
    """Insert the originals after what is done within, and compress them meanwhile, on another core."""
    originals = [(a.message.id, a.original) for a in arrived if a.original is not None]
    if sum(len(raw) for _, raw in originals) < WORTH_A_THREAD:
        yield
        connection.executemany("INSERT INTO original VALUES (?, ?)", [(n, zlib.compress(raw)) for n, raw in originals])
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as worker:
        compressed = worker.submit(lambda: [(number, zlib.compress(raw)) for number, raw in sorted(originals)])
        yield
        connection.executemany("INSERT INTO original VALUES (?, ?)", compressed.result())


def show(connection: Connection, shown: Sequence[int], hidden: Sequence[int]) -> None:
    """Bring undone messages back, and take others out of sight and out of the index."""
    for number in hidden:
        _unindex(connection, number)
        connection.execute("UPDATE message SET hidden = 1, subject = '' WHERE id = ?", (number,))
    for number in shown:
        connection.execute("UPDATE message SET hidden = 0 WHERE id = ?", (number,))
        _index(connection, number)


def rewrite(
    connection: Connection, number: int, body: str, *, redacted: bool, left: Collection[RemoteFile] = ()
) -> None:
    """Let a message read *body* from now on, and be found by it; *redacted*: its original goes too, and its files but
    those that are *left* there."""
    forget = redacted and sqlite3.sqlite_version_info >= SECURE_DELETE
    if forget:
        connection.execute(_SECURELY, (1,))
    _unindex(connection, number)
    if forget:
        connection.execute(_SECURELY, (0,))
    connection.execute("UPDATE message SET body = ?, edited = 1 WHERE id = ?", (body, number))
    if redacted:
        connection.execute("DELETE FROM original WHERE message = ?", (number,))
        keys, ours = {file.key for file in left}, {(file.name, file.size) for file in left}
        stay = [f.id for f in attachments_of(connection, number) if f.remote in keys or (f.name, f.size) in ours]
        marks = ", ".join("?" * len(stay))
        connection.execute(f"DELETE FROM attachment WHERE message = ? AND id NOT IN ({marks})", (number, *stay))
        connection.execute("UPDATE message SET attachments = ? WHERE id = ?", (len(stay), number))
    _index(connection, number)


def deliver(connection: Connection, number: int, delivery: str, *, message_id: str = "") -> None:
    """What became of a message on its way out, and the Message-ID under which it left."""
    connection.execute(
        "UPDATE message SET delivery = ?, message_id = CASE WHEN ? <> '' THEN ? ELSE message_id END WHERE id = ?",
        (delivery, message_id, message_id, number),
    )


def retitle(connection: Connection, ticket: int, subject: str) -> None:
    """Let *ticket* be found by *subject*, with its first message, and by no earlier one."""
    found = connection.execute(
        "SELECT id, subject FROM message WHERE ticket = ? AND NOT hidden ORDER BY id", (ticket,)
    ).fetchall()
    for place, (number, indexed) in enumerate(found):
        wanted = subject if place == 0 else ""
        if indexed != wanted:
            _unindex(connection, number)
            connection.execute("UPDATE message SET subject = ? WHERE id = ?", (wanted, number))
            _index(connection, number)


def get(connection: Connection, number: int) -> Message:
    """Raises Refused when there is no such message."""
    row = connection.execute(f"{_SELECT} WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise Refused(f"there is no message {number}")
    return message_from(row)


def some(connection: Connection, numbers: Collection[int]) -> list[Message]:
    """Those of *numbers* that are visible."""
    if not numbers:
        return []
    found = connection.execute(
        f"{_SELECT} WHERE id IN (SELECT value FROM json_each(?)) AND NOT hidden", (_to_json(sorted(numbers)).decode(),)
    )
    return [message_from(row) for row in found]


def of_tickets(
    connection: Connection,
    tickets: Sequence[int],
    *,
    before: int | None,
    after: int | None,
    size: int,
    otherwise: Collection[int] = (),
) -> list[Message]:
    """Up to *size* messages next to a position, oldest first; without one, the newest.

    *otherwise*: those that are hidden are taken as shown here, and those shown as hidden.
    """
    if after is not None:
        bound, order, value = "id > ?", "ASC", after
    else:
        bound, order, value = "id < ?", "DESC", (before if before is not None else 1 << 62)
    marks = ", ".join("?" * len(tickets))
    found = connection.execute(
        f"{_SELECT} WHERE ticket IN ({marks}) AND {bound} AND hidden = (id IN (SELECT value FROM json_each(?))) "
        f"ORDER BY id {order} LIMIT ?",
        (*tickets, value, _to_json(sorted(otherwise)).decode(), size),
    )
    return sorted((message_from(row) for row in found), key=lambda m: m.id)


def said_on(connection: Connection, ticket: int, after: int = 0) -> dict[int, tuple[int, str]]:
    """Role and body of a ticket's visible messages, by id; of those *after* one."""
    sql = "SELECT id, role, body FROM message WHERE ticket = ? AND id > ? AND NOT hidden"
    found = connection.execute(sql, (ticket, after))
    return {number: (role, body) for number, role, body in found}


def attachments_of(connection: Connection, message: int) -> tuple[Attachment, ...]:
    found = connection.execute(
        "SELECT id, message, name, media_type, size, digest, inline_id, remote FROM attachment "
        "WHERE message = ? ORDER BY id",
        (message,),
    )
    return tuple(Attachment(*row) for row in found)


def original_of(connection: Connection, message: int) -> bytes | None:
    """The bytes of the message as they came; None when it was written here."""
    row = connection.execute("SELECT raw FROM original WHERE message = ?", (message,)).fetchone()
    return zlib.decompress(row[0]) if row else None


def message_from(row: Sequence[Any]) -> Message:
    recipients = _recipients_from(row[10]) if row[10] != "{}" else _Recipients()
    return Message(
        id=row[0],
        ticket=row[1],
        role=Role(row[2]),
        author=row[3],
        address=row[4],
        person=row[5],
        agent=row[6],
        at=row[7],
        body=row[8],
        markdown=bool(row[9]),
        to=recipients.to,
        cc=recipients.cc,
        bcc=recipients.bcc,
        message_id=row[11],
        in_reply_to=row[12],
        attachments=row[13],
        delivery=row[14],
        notice=row[15],
        hidden=bool(row[16]),
        edited=bool(row[17]),
        has_original=bool(row[18]),
    )


def _values(arrived: Arrived) -> tuple[Any, ...]:
    m = arrived.message
    recipients = _to_json(_Recipients(m.to, m.cc, m.bcc)).decode() if m.to or m.cc or m.bcc else "{}"
    return (
        m.id,
        m.ticket,
        int(m.role),
        m.author,
        m.address,
        m.person,
        m.agent,
        m.at,
        m.body,
        m.markdown,
        recipients,
        m.message_id,
        m.in_reply_to,
        m.attachments,
        m.delivery,
        m.notice,
        m.hidden,
        m.edited,
        arrived.subject,
    )


def _indexed(connection: Connection, number: int) -> tuple[int, str, str]:
    subject, body = connection.execute("SELECT subject, body FROM message WHERE id = ?", (number,)).fetchone()
    return number, index_text(subject), index_text(body)


def _index(connection: Connection, number: int) -> None:
    connection.execute(_INDEX, _indexed(connection, number))


def _unindex(connection: Connection, number: int) -> None:
    connection.execute(_UNINDEX, _indexed(connection, number))
