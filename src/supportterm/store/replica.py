"""What is known of things that live at a remote: their keys there, what was last told of them, how far was read."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from supportterm.core.merge import Shadow
from supportterm.store.sqlite import Connection

CHANGES: Final = "changes"
ARTICLES: Final = "articles"
"""Streams that have a cursor."""
MISSING: Final = "missing"
"""Beside the cursors: what a page referred to and that page did not tell."""
GONE: Final = "gone"
"""Beside the kinds of what is here: a ticket that was deleted there before it was ever here."""

_NOTHING: Final = Shadow()
_shadow_from = msgspec.json.Decoder(Shadow).decode
_to_json = msgspec.json.Encoder().encode


class Known(msgspec.Struct, frozen=True, gc=False):
    """Something that is here and at a remote: a ticket, message, person or article. Of what is `GONE` the key alone."""

    key: str
    local: int
    version: str
    shadow: Shadow


class ConnectionState(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a connection stands, as its keeper last said. Times in milliseconds."""

    state: str = "new"
    """new, pulling, ok, offline, throttled, auth, changed (another store than before), failing, copy."""
    words: str = ""
    """What is wrong and what to do, for people."""
    since: int = 0
    until: int = 0
    """When it is tried again, while throttled or offline."""
    done: int = 0
    total: int | None = None
    """How far the first pull is; None: nobody knows how much there is."""
    left: int = 0
    """How long the rest of it takes, as it goes now; 0: nobody knows."""
    caught_up: int | None = None
    """When everything there was had come for the first time: from then on what comes is news."""
    looked: int = 0
    """When changes were last asked for with success."""
    account: str = ""
    epoch: str = ""
    skew: int = 0
    """Milliseconds that the remote's clock is ahead."""
    remarks: tuple[str, ...] = ()


_state_from = msgspec.json.Decoder(ConnectionState).decode


def find(connection: Connection, name: str, kind: str, key: str) -> Known | None:
    row = connection.execute(
        "SELECT key, local, version, shadow FROM replica WHERE connection = ? AND kind = ? AND key = ?",
        (name, kind, key),
    ).fetchone()
    return _known(row) if row else None


def find_all(connection: Connection, name: str, kind: str, keys: list[str]) -> dict[str, Known]:
    """As `find` for many keys; those that are not known are not in the answer."""
    found = connection.execute(
        "SELECT replica.key, local, version, shadow FROM json_each(?) AS wanted CROSS JOIN replica "
        "ON replica.connection = ? AND replica.kind = ? AND replica.key = wanted.value",
        (_to_json(keys).decode(), name, kind),
    )
    return {row[0]: _known(row) for row in found}


def count(connection: Connection, name: str, kind: str) -> int:
    row = connection.execute("SELECT count(*) FROM replica WHERE connection = ? AND kind = ?", (name, kind)).fetchone()
    return int(row[0])


def put_all(connection: Connection, name: str, known: list[tuple[str, Known]]) -> None:
    """As `put` for many (kind, what is known)."""
    connection.executemany(
        "INSERT OR REPLACE INTO replica VALUES (?, ?, ?, ?, ?, ?)",
        [(name, kind, k.key, k.local, k.version, "" if k.shadow == _NOTHING else _to_json(k.shadow).decode())
         for kind, k in known],
    )  # fmt: skip


def of_local(connection: Connection, kind: str, local: int, name: str) -> Known | None:
    row = connection.execute(
        "SELECT key, local, version, shadow FROM replica WHERE kind = ? AND local = ? AND connection = ?",
        (kind, local, name),
    ).fetchone()
    return _known(row) if row else None


def put(
    connection: Connection, name: str, kind: str, key: str, local: int, version: str = "", shadow: Shadow | None = None
) -> None:
    """Remember that *local* is *key* there, and what was told of it."""
    told = _to_json(shadow).decode() if shadow is not None else ""
    connection.execute(
        "INSERT OR REPLACE INTO replica VALUES (?, ?, ?, ?, ?, ?)", (name, kind, key, local, version, told)
    )


def forget(connection: Connection, name: str) -> None:
    """How far was read, so that all is read again; what is where stays known."""
    connection.execute("DELETE FROM cursor WHERE connection = ?", (name,))


def cursor(connection: Connection, name: str, stream: str) -> str:
    row = connection.execute("SELECT value FROM cursor WHERE connection = ? AND stream = ?", (name, stream)).fetchone()
    return str(row[0]) if row else ""


def set_cursor(connection: Connection, name: str, stream: str, value: str, at: int) -> None:
    connection.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?, ?)", (name, stream, value, at))


def missing(connection: Connection, name: str) -> tuple[str, ...]:
    """Keys of tickets that were referred to and are still to be fetched, in order."""
    kept = cursor(connection, name, MISSING)
    return msgspec.json.decode(kept, type=tuple[str, ...]) if kept else ()


def add_missing(connection: Connection, name: str, keys: Iterable[str], at: int) -> None:
    """Remember, with the page that told of them, that these are still to be fetched."""
    known = missing(connection, name)
    wanted = tuple(dict.fromkeys((*known, *keys)))
    if wanted != known:
        set_cursor(connection, name, MISSING, _to_json(wanted).decode(), at)


def not_missing(connection: Connection, name: str, key: str, at: int) -> None:
    known = missing(connection, name)
    if key in known:
        set_cursor(connection, name, MISSING, _to_json([k for k in known if k != key]).decode(), at)


def state(connection: Connection, name: str) -> ConnectionState:
    row = connection.execute("SELECT state FROM connection_state WHERE connection = ?", (name,)).fetchone()
    return _state_from(row[0]) if row else ConnectionState()


def set_state(connection: Connection, name: str, state: ConnectionState) -> None:
    connection.execute("INSERT OR REPLACE INTO connection_state VALUES (?, ?)", (name, _to_json(state).decode()))


def _known(row: tuple[Any, ...]) -> Known:
    return Known(row[0], row[1], row[2], _shadow_from(row[3]) if row[3] else Shadow())
