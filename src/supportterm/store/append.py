"""The end of the log: operations go on here, chained, and nowhere else."""

from collections.abc import Sequence
from typing import Any

import msgspec

from supportterm.core.numbers import PROVISIONAL
from supportterm.core.operations import Operation, Subject, decode, kind_of
from supportterm.store import chain
from supportterm.store.concerning import OF_TICKETS
from supportterm.store.sqlite import Connection

ENVELOPE = "id, change, subject_kind, subject, kind, actor, at, device, device_seq, cause, base"

_INSERT = f"INSERT INTO operation (seq, {ENVELOPE}, payload, digest, hash) VALUES ({', '.join('?' * 15)})"
_to_json = msgspec.json.Encoder().encode
_base_from = msgspec.json.Decoder(dict[str, Any]).decode


class LogEnd:
    """Appends within one write transaction, which the caller holds; `flush` before it ends."""

    def __init__(self, connection: Connection, device: str) -> None:
        self._connection = connection
        self._device = device
        row = connection.execute("SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
        self.seq: int = row[0] if row else 0
        self._hash: bytes = row[1] if row else chain.GENESIS
        kept = connection.execute("SELECT value FROM meta WHERE key = ?", (f"device {device}",)).fetchone()
        self._device_seq: int = kept[0] if kept else 0
        self._waiting: list[tuple[Any, ...]] = []

    def add(self, operation: Operation, payload: bytes, body: str | None = None) -> None:
        """Chain *operation* to the log; *payload* is its encoded one, *body* the text of the message it brings."""
        self.seq += 1
        self._device_seq += 1
        base = _to_json(operation.base).decode() if operation.base else "{}"
        subject = operation.subject
        envelope = (
            operation.id,
            operation.change,
            subject.kind,
            subject.id,
            kind_of(operation.payload),
            operation.actor,
            operation.at,
            self._device,
            self._device_seq,
            operation.cause,
            base,
        )
        digest = chain.digest(payload, body)
        self._hash = chain.link(self._hash, envelope, digest)
        self._waiting.append((self.seq, *envelope, payload, digest, self._hash))

    def flush(self) -> None:
        """Write what was added, and the head of the chain."""
        if not self._waiting:
            return
        self._connection.executemany(_INSERT, self._waiting)
        self._waiting.clear()
        self._connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("head", self._hash.hex()), ("head_seq", self.seq), (f"device {self._device}", self._device_seq)],
        )


def last_place(connection: Connection) -> int:
    """Where the log ends; 0 while it is empty."""
    return int(connection.execute("SELECT ifnull(max(seq), 0) FROM operation").fetchone()[0])


def touched_since(connection: Connection, place: int) -> tuple[int, frozenset[int]]:
    """Where the log ends, and the tickets to which something happened after a place of it."""
    found = connection.execute(
        f"SELECT DISTINCT subject FROM operation WHERE seq > ? AND {OF_TICKETS}", (place,)
    )
    return max(last_place(connection), place), frozenset(row[0] for row in found)


class Entry(msgspec.Struct, frozen=True):
    """An operation in its place in the log."""

    seq: int
    operation: Operation
    undone: bool
    hash: bytes


def operation_from(row: tuple[Any, ...]) -> Operation:
    """An operation from a row of `ENVELOPE, payload`."""
    return Operation(
        id=row[0],
        change=row[1],
        subject=Subject(row[2], row[3]),
        payload=decode(row[11] or b"", row[4]),
        actor=row[5],
        at=row[6],
        device=row[7],
        device_seq=row[8],
        cause=row[9],
        base=_base_from(row[10]),
    )


def log_of(connection: Connection, subject: Subject) -> list[Operation]:
    """All that happened to *subject*, oldest first."""
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload FROM operation WHERE subject_kind = ? AND subject = ? ORDER BY seq",
        (subject.kind, subject.id),
    )
    return [operation_from(row) for row in found]


def since(connection: Connection, tickets: Sequence[int], place: int, limit: int) -> list[tuple[int, Operation]]:
    """What happened to *tickets* behind a *place* of the log, oldest first, each with its place; *limit* at most."""
    marks = ", ".join("?" * len(tickets))
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload, seq FROM operation "
        f"WHERE subject_kind = 'ticket' AND subject IN ({marks}) AND seq > ? ORDER BY seq LIMIT ?",
        (*tickets, place, limit),
    )
    return [(row[12], operation_from(row)) for row in found]


def operations_of(connection: Connection, change: bytes, first: int, last: int) -> list[Operation]:
    """What the stroke *change* did, which lies between two places of the log."""
    found = connection.execute(
        f"SELECT {ENVELOPE}, payload FROM operation WHERE seq BETWEEN ? AND ? AND change = ? ORDER BY seq",
        (first, last, change),
    )
    return [operation_from(row) for row in found]


def entries_of(connection: Connection, subject: Subject, *, without: str = "") -> tuple[Entry, ...]:
    """The log of *subject* with what was undone marked so; operations of the kind *without* are not read."""
    from supportterm.core.fold import undone_changes

    found = connection.execute(
        f"SELECT {ENVELOPE}, payload, seq, hash FROM operation "
        "WHERE subject_kind = ? AND subject = ? AND kind <> ? ORDER BY seq",
        (subject.kind, subject.id, without),
    ).fetchall()
    log = [operation_from(row) for row in found]
    undone = undone_changes(log)
    return tuple(
        Entry(row[12], operation, operation.change in undone, row[13])
        for row, operation in zip(found, log, strict=True)
    )


def next_id(connection: Connection, kind: str, above: int = 0) -> int:
    """The number after the highest ever given to a subject of this kind: numbers are not used twice.

    Of the numbers below `PROVISIONAL`, or else of those *above* it.
    """
    end = PROVISIONAL if above < PROVISIONAL else 1 << 62
    row = connection.execute(
        "SELECT max(subject) FROM operation WHERE subject_kind = ? AND subject > ? AND subject < ?", (kind, above, end)
    ).fetchone()
    return int(row[0] or above) + 1


def used(connection: Connection, numbers: Sequence[int]) -> dict[int, bool]:
    """Whether each of *numbers* was ever a ticket's."""
    found = connection.execute(
        "SELECT wanted.value, EXISTS (SELECT 1 FROM operation WHERE subject_kind = 'ticket' AND subject = wanted.value)"
        " FROM json_each(?) AS wanted",
        (_to_json(numbers).decode(),),
    )
    return {number: bool(is_used) for number, is_used in found}


def next_ticket(connection: Connection) -> int:
    """The number of a new ticket."""
    return next_id(connection, "ticket", ticket_floor(connection))


def ticket_floor(connection: Connection) -> int:
    """Above what new tickets are numbered: provisionally where tickets also come with numbers from elsewhere."""
    elsewhere = connection.execute(
        "SELECT 1 FROM definition, json_each(spec, '$.can') AS can WHERE what = 'connection' AND can.value = 'tickets'"
    ).fetchone()
    return PROVISIONAL if elsewhere else 0
