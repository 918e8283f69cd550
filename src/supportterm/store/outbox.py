"""What is to leave, and what became of it. Only `move` changes a state, and only along the edges of core/outbox.py."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

from supportterm.core.nouns import Value
from supportterm.core.outbox import State, check_edge
from supportterm.core.refusal import Refused
from supportterm.core.writing import NewMessage
from supportterm.store.sqlite import Connection
from supportterm.store.unsent import OPEN

COPIED: Final = "copied"
"""The original of this desk may send it too: what can't be found may still be there."""
REPEATED: Final = "repeated"
"""It waits to be sent again under the key of a try that may have arrived."""
RECENT: Final = 2000
"""Entries among which those are whose effect has not been told yet."""
_COLUMNS: Final = (
    "seq, id, connection, ticket, kind, what, message, change, actor, at, seen_upto, state, not_before, attempts, "
    "sent_at, fence, doubt, words"
)
_NAMES: Final = _COLUMNS.split(", ")
_SELECT: Final = f"SELECT {_COLUMNS} FROM outbox"
_to_json = msgspec.json.Encoder().encode


class Entry(msgspec.Struct, frozen=True):
    """One thing that is to happen at a remote, whole or not at all."""

    seq: int
    id: bytes
    """16 bytes; its marker at the remote, as a UUID."""
    connection: str
    """Empty for what is said later."""
    ticket: int
    """For an article its number, negative, and for a letter what letters.py says: what leaves of one thing keeps its
    order."""
    kind: str
    """open, say, set, merge, article; later: a message that is said, as it were now, at its moment; letter: a mail to a
    person that belongs to no ticket; transcript: a mail with all that was said on one."""
    what: str
    """JSON: for `set` a `core.merge.Wish`, for `merge` {"into": ticket}, for `article` and `letter` {}, for `later` a
    `NewMessage`, for `transcript` {"to": address}, for `say` {} where *message* says it all, {"also": messages} where
    those before it leave in the same mail, else {"role": …, "body": …}."""
    message: int | None
    change: bytes
    actor: str
    at: int
    seen_upto: int
    """The end of the log when it was written, or when a person last looked: what came later its author had not seen."""
    state: State
    not_before: int
    attempts: int
    sent_at: int | None
    fence: str
    """Incarnation of the keeper that sends it."""
    doubt: str
    """Empty, or why more may have become of it than its state says: `COPIED`, `REPEATED`."""
    words: str
    """What went wrong last, for people."""

    @property
    def unsent(self) -> bool:
        """Whether it is known that it has never left."""
        return self.sent_at is None and not self.doubt

    @property
    def carries(self) -> tuple[int, ...]:
        """The messages that it says for the first time, oldest first."""
        if self.kind != "say" or self.message is None:
            return ()
        what = msgspec.json.decode(self.what)
        return () if "history" in what else (*what.get("also", ()), self.message)

    @property
    def message_for_later(self) -> NewMessage | None:
        """What is to be said at its moment."""
        return msgspec.json.decode(self.what, type=NewMessage) if self.kind == "later" else None

    @property
    def marker(self) -> str:
        raw = self.id.hex()
        return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"


class ConflictRow(NamedTuple):
    """A field that a person must choose. For field `message` mine and theirs are message ids: answered since."""

    entry: bytes
    field: str
    base: Value
    mine: Value
    theirs: Value
    who: str
    at: int


def id_of(marker: str) -> bytes:
    """The id in a marker; empty when it is none."""
    try:
        raw = bytes.fromhex(marker.replace("-", ""))
    except ValueError:
        return b""
    return raw if len(raw) == 16 else b""


def add(
    connection: Connection,
    *,
    id: bytes,
    name: str,
    ticket: int,
    kind: str,
    what: object,
    change: bytes,
    actor: str,
    at: int,
    not_before: int,
    message: int | None = None,
    seen_upto: int = 0,
) -> None:
    """Something new that waits to leave by the connection *name*."""
    connection.execute(
        "INSERT INTO outbox (id, connection, ticket, kind, what, message, change, actor, at, seen_upto, state, "
        "not_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)",
        (id, name, ticket, kind, _to_json(what).decode(), message, change, actor, at, seen_upto, not_before),
    )
    _note(connection, id, at, State.QUEUED, "", actor)


def get(connection: Connection, id: bytes) -> Entry | None:
    row = connection.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
    return _entry(row) if row else None


def of_ticket(connection: Connection, ticket: int) -> list[Entry]:
    """What of a ticket is still open, in order."""
    return _all(connection, f"{_SELECT} WHERE ticket = ? AND {OPEN} ORDER BY seq", ticket)


def unsent(connection: Connection, ticket: int) -> bool | None:
    """Whether something of a ticket that is still open is for a person; None: nothing is open."""
    found = connection.execute(f"SELECT state FROM outbox WHERE ticket = ? AND {OPEN}", (ticket,))
    return max((State(state).for_people for (state,) in found), default=None)


def sets_of(connection: Connection, ticket: int) -> list[Entry]:
    """What of a ticket's fields was to leave lately, newest first, whatever became of it; of the newest `RECENT`."""
    return _all(
        connection,
        f"{_SELECT} WHERE ticket = ? AND kind = 'set' AND state <> 'cancelled' "
        "AND seq > (SELECT max(seq) FROM outbox) - ? ORDER BY seq DESC",
        ticket, RECENT,
    )  # fmt: skip


def of_change(connection: Connection, change: bytes) -> list[Entry]:
    """All that a stroke wanted to leave, whatever became of it."""
    return _all(connection, f"{_SELECT} WHERE change = ? ORDER BY seq", change)


def of_message(connection: Connection, message: int) -> Entry | None:
    row = connection.execute(f"{_SELECT} WHERE message = ? ORDER BY seq DESC LIMIT 1", (message,)).fetchone()
    return _entry(row) if row else None


_HEAD: Final = (
    f"{OPEN} AND NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.connection = outbox.connection "
    f"AND older.ticket = outbox.ticket AND older.seq < outbox.seq AND older.{OPEN})"
)
"""It is the oldest open entry of its ticket: only they may leave, so that a ticket's replies keep their order."""

_HISTORY: Final = "instr(what, '\"history\":') + instr(what, '\"whatever\":') > 0"
"""It is of a desk that moves there, what was said once and how things stood: nobody waits for it. As in the index."""


def due(connection: Connection, name: str, state: State, now: int, limit: int = 50) -> list[Entry]:
    """The first entries in *state* that are the oldest of their ticket and whose moment has come: by age, history
    last."""
    return _all(
        connection,
        f"{_SELECT} WHERE connection = ? AND state = ? AND not_before <= ? AND {_HEAD} "
        f"ORDER BY {_HISTORY}, seq LIMIT ?",
        name, str(state), now, limit,
    )  # fmt: skip


def next_moment(connection: Connection, name: str, now: int) -> int | None:
    """When something has to be sent or looked up next, milliseconds; None when nothing waits for that.

    Of what could leave *now*, the oldest; without looking at all that waits, which may be a whole desk.
    """
    for state in (State.QUEUED, State.UNCERTAIN):
        ready = due(connection, name, state, now, 1)
        if ready:
            return ready[0].not_before
    moment: int | None = connection.execute(
        f"SELECT min(not_before) FROM outbox WHERE connection = ? AND state IN ('queued', 'uncertain') AND {_HEAD}",
        (name,),
    ).fetchone()[0]
    return moment


def scheduled(connection: Connection) -> int | None:
    """When the first thing that is said later is due, milliseconds."""
    moment: int | None = connection.execute(
        f"SELECT min(not_before) FROM outbox WHERE connection = '' AND kind = 'later' AND state = 'queued' AND {OPEN}"
    ).fetchone()[0]
    return moment


class Takeable(NamedTuple):
    """Something written to a customer that can be taken back before it leaves."""

    ticket: int
    until: int
    """When it leaves, milliseconds."""
    is_last: bool
    """Whether nothing was done by its author since: an undo takes it back."""


def takeable(connection: Connection, actor: str, now: int) -> Takeable | None:
    """The last that *actor* wrote which can still be taken back."""
    row = connection.execute(
        f"SELECT ticket, not_before, change = (SELECT id FROM change WHERE actor = ?1 AND kind = 'do' AND NOT undone "
        f"ORDER BY first DESC LIMIT 1) FROM outbox WHERE {OPEN} AND kind = 'say' AND state = 'queued' AND attempts = 0 "
        "AND actor = ?1 AND not_before > ?2 ORDER BY seq DESC LIMIT 1",
        (actor, now),
    ).fetchone()
    return Takeable(row[0], row[1], bool(row[2])) if row else None


def every_open(connection: Connection, name: str | None = None) -> list[Entry]:
    """All that is open, of one connection or of all, oldest first."""
    if name is None:
        return _all(connection, f"{_SELECT} WHERE {OPEN} ORDER BY seq")
    return _all(connection, f"{_SELECT} WHERE connection = ? AND {OPEN} ORDER BY seq", name)


def move(
    connection: Connection, entry: Entry, state: State, *, at: int, words: str = "", actor: str = "", **columns: Any
) -> Entry:
    """Bring *entry* into *state*; *columns* are further columns to set. Raises IllegalEdge, which is a defect.

    What the entry was is read again: another process may have moved it. Raises Refused when it has.
    """
    now = get(connection, entry.id)
    if now is None or now.state is not entry.state or now.fence != entry.fence:
        raise Refused("this has gone on meanwhile; look again")
    check_edge(entry.state, state)
    sets = {"state": str(state), "words": words, **columns}
    connection.execute(
        f"UPDATE outbox SET {', '.join(f'{name} = ?' for name in sets)} WHERE id = ?", (*sets.values(), entry.id)
    )
    if entry.state is State.CONFLICT or not state.open:  # decided, or over
        connection.execute("DELETE FROM conflict WHERE entry = ?", (entry.id,))
    _note(connection, entry.id, at, state, words, actor)
    moved = get(connection, entry.id)
    assert moved is not None
    return moved


def amend(connection: Connection, entry: Entry, **columns: Any) -> None:
    """Set columns of an entry that stays in its state: when it is tried next, what is left of it."""
    connection.execute(
        f"UPDATE outbox SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?", (*columns.values(), entry.id)
    )


def steps(connection: Connection, id: bytes) -> list[tuple[int, str, str, str]]:
    """(at, state, words, actor) of everything that became of an entry, oldest first."""
    return connection.execute(
        "SELECT at, state, words, actor FROM outbox_step WHERE entry = ? ORDER BY rowid", (id,)
    ).fetchall()


def clash(connection: Connection, entry: Entry, rows: Iterable[ConflictRow], *, at: int, words: str) -> None:
    """*entry* is for a person, who chooses of *rows*."""
    move(connection, entry, State.CONFLICT, at=at, words=words)
    set_conflicts(connection, rows)


def set_conflicts(connection: Connection, rows: Iterable[ConflictRow]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO conflict VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(r.entry, r.field, _json(r.base), _json(r.mine), _json(r.theirs), r.who, r.at) for r in rows],
    )


def conflicts(connection: Connection, id: bytes) -> tuple[ConflictRow, ...]:
    found = connection.execute(
        "SELECT entry, field, base, mine, theirs, who, at FROM conflict WHERE entry = ? ORDER BY field", (id,)
    )
    return tuple(ConflictRow._make((*r[:2], *map(msgspec.json.decode, r[2:5]), *r[5:])) for r in found)


def counts(connection: Connection) -> dict[str, dict[str, int]]:
    """How many are open, by connection and state."""
    found: dict[str, dict[str, int]] = {}
    for name, state, number in connection.execute(
        f"SELECT connection, state, count(*) FROM outbox WHERE {OPEN} GROUP BY connection, state"
    ):
        found.setdefault(name, {})[state] = number
    return found


def _note(connection: Connection, id: bytes, at: int, state: State, words: str, actor: str) -> None:
    connection.execute("INSERT INTO outbox_step VALUES (?, ?, ?, ?, ?)", (id, at, str(state), words, actor))


def _all(connection: Connection, sql: str, *values: Any) -> list[Entry]:
    return [_entry(row) for row in connection.execute(sql, values)]


def _entry(row: tuple[Any, ...]) -> Entry:
    values = dict(zip(_NAMES, row, strict=True))
    return Entry(**{**values, "state": State(values["state"])})


def _json(value: Value) -> str:
    return _to_json(value).decode()
