"""How far the hooks of a Unix user, its *owner*, have followed the log, and what went wrong with one.

A run is marked before its program starts and the mark goes when it has ended: what is found marked by the next keeper
was being done when the last one died, and whether it was done can't be known.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from supportterm.core.operations import Operation
from supportterm.store.append import ENVELOPE, last_place, operation_from
from supportterm.store.concerning import OF_TICKETS
from supportterm.store.sqlite import Connection

State = Literal["running", "failed", "uncertain", "held", "again"]
PIECE: Final = 5_000
"""Operations that are looked through at a time."""
_TROUBLES: Final = "('failed', 'uncertain', 'held')"


class Happened(NamedTuple):
    """News of a ticket."""

    seq: int
    operation: Operation
    opening: bool
    """It belongs to how the ticket came into being."""


class Kept(NamedTuple):
    """A hook, as far as the desk knows it."""

    upto: int
    """The place of the log up to which it has followed."""
    ran: int
    last: int | None
    """When it last ran well, milliseconds."""


class Run(NamedTuple):
    """A run that has not ended well, or not yet."""

    hook: str
    seq: int
    ticket: int
    at: int
    state: State
    words: str


def news(connection: Connection, after: int) -> tuple[list[Happened], int]:
    """What happened to tickets after a place of the log, but for history and what was undone; up to which place."""
    upto = min(last_place(connection), after + PIECE)
    return _happened(connection, "operation.seq > ? AND operation.seq <= ?", (after, upto)), upto


def at_place(connection: Connection, seq: int) -> Happened | None:
    """What stands at a place of the log; None when that is history, or was undone."""
    return next(iter(_happened(connection, "operation.seq = ?", (seq,))), None)


def _happened(connection: Connection, where: str, values: tuple[int, ...]) -> list[Happened]:
    columns = ", ".join(f"operation.{column}" for column in ENVELOPE.split(", "))
    found = connection.execute(
        f"SELECT {columns}, operation.payload, operation.seq, EXISTS (SELECT 1 FROM operation AS began "
        "WHERE began.subject_kind = 'ticket' AND began.subject = operation.subject AND began.kind = 'create' "
        "AND began.change = operation.change) FROM operation JOIN change ON change.id = operation.change "
        f"WHERE {where} AND {OF_TICKETS} AND change.news AND NOT change.undone "
        "ORDER BY operation.seq",
        values,
    )
    return [Happened(row[12], operation_from(row), bool(row[13])) for row in found]


def kept(connection: Connection, owner: str) -> dict[str, Kept]:
    found = connection.execute("SELECT name, upto, ran, last FROM hook WHERE owner = ?", (owner,))
    return {name: Kept(*rest) for name, *rest in found}


def start(connection: Connection, since: int) -> int:
    """The place of the log up to which a hook has nothing to follow that is there *since* a moment."""
    row = connection.execute("SELECT last FROM change WHERE at < ? ORDER BY first DESC LIMIT 1", (since,)).fetchone()
    return int(row[0]) if row else 0


def settle(connection: Connection, owner: str, there: Mapping[str, int]) -> None:
    """The hooks that are *there*, each since when: new ones begin, of those that are gone nothing stays."""
    known = kept(connection, owner)
    for name in known.keys() - there.keys():
        connection.execute("DELETE FROM hook WHERE owner = ? AND name = ?", (owner, name))
        connection.execute("DELETE FROM hook_run WHERE owner = ? AND name = ?", (owner, name))
    for name in there.keys() - known.keys():
        values = (owner, name, start(connection, there[name]))
        connection.execute("INSERT INTO hook (owner, name, upto) VALUES (?, ?, ?)", values)


def pass_on(connection: Connection, owner: str, name: str, upto: int) -> None:
    """Up to there is nothing for it to do."""
    connection.execute("UPDATE hook SET upto = max(upto, ?) WHERE owner = ? AND name = ?", (upto, owner, name))


def mark(connection: Connection, owner: str, run: Run) -> None:
    """A run begins, or is held before it does."""
    pass_on(connection, owner, run.hook, run.seq)
    values = (owner, run.hook, run.seq, run.ticket, run.at, run.state, run.words)
    connection.execute("INSERT OR REPLACE INTO hook_run VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def end(connection: Connection, owner: str, hook: str, seq: int, at: int) -> None:
    """A run ended well."""
    connection.execute("DELETE FROM hook_run WHERE owner = ? AND name = ? AND seq = ?", (owner, hook, seq))
    connection.execute("UPDATE hook SET ran = ran + 1, last = ? WHERE owner = ? AND name = ?", (at, owner, hook))


def fail(connection: Connection, owner: str, hook: str, seq: int, state: State, words: str) -> None:
    connection.execute(
        "UPDATE hook_run SET state = ?, words = ? WHERE owner = ? AND name = ? AND seq = ?",
        (state, words, owner, hook, seq),
    )


def doubt(connection: Connection, owner: str, words: str) -> None:
    """Whoever ran them is gone: of what was being done nobody knows whether it was."""
    connection.execute(
        "UPDATE hook_run SET state = 'uncertain', words = ? WHERE owner = ? AND state = 'running'", (words, owner)
    )


def troubles(connection: Connection, owner: str) -> tuple[Run, ...]:
    """What a person is to know of, oldest first."""
    return _runs(connection, owner, _TROUBLES)


def troubled(connection: Connection, owner: str) -> int:
    """How many runs a person is to know of."""
    found = connection.execute(f"SELECT count(*) FROM hook_run WHERE owner = ? AND state IN {_TROUBLES}", (owner,))
    return int(found.fetchone()[0])


def asked_again(connection: Connection, owner: str) -> tuple[Run, ...]:
    return _runs(connection, owner, "('again')")


def decide(connection: Connection, owner: str, names: Iterable[str], *, again: bool) -> int:
    """What went wrong with those is to run again, or is forgotten; how many runs that are."""
    verb = "UPDATE hook_run SET state = 'again'" if again else "DELETE FROM hook_run"
    where = f"WHERE owner = ? AND name = ? AND state IN {_TROUBLES}"
    return sum(connection.execute(f"{verb} {where}", (owner, name)).rowcount for name in names)


def _runs(connection: Connection, owner: str, states: str) -> tuple[Run, ...]:
    found = connection.execute(
        f"SELECT name, seq, ticket, at, state, words FROM hook_run WHERE owner = ? AND state IN {states} ORDER BY seq",
        (owner,),
    )
    return tuple(Run(*row) for row in found)
