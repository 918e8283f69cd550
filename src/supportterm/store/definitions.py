"""What the desk defines, as it is stored: what the operations on the desk fold up to."""

from typing import TYPE_CHECKING, Any

import msgspec

from supportterm.core.definitions import readable, timetables
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.core.directory import Definitions
    from supportterm.core.operations import What
    from supportterm.core.schedule_versions import Timetable


def all_of(connection: Connection, what: "What") -> tuple[Any, ...]:
    """All of a kind in the order they were defined; what this version can't read is left out."""
    found = connection.execute("SELECT name, spec FROM definition WHERE what = ? ORDER BY place", (what,))
    return tuple(readable(what, ((name, msgspec.json.decode(spec)) for name, spec in found)))


def load(connection: Connection) -> "Definitions":
    found = connection.execute("SELECT what, name, spec FROM definition ORDER BY place")
    return {(what, name): msgspec.json.decode(spec) for what, name, spec in found}


def any_of(connection: Connection, what: "What") -> bool:
    """Whether there is any of a kind: what a list asks before its first row, and needs to read none of them for."""
    return connection.execute("SELECT 1 FROM definition WHERE what = ? LIMIT 1", (what,)).fetchone() is not None


def version(connection: Connection) -> bytes | None:
    """Another value after each change of what is defined; None before the first one of this version."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'defined'").fetchone()
    return row[0] if row else None


def every_timetable(connection: Connection) -> "dict[str, Timetable]":
    """Every schedule that was ever defined: one that was taken away, or undone, may still be named by a clock."""
    from supportterm.store.append import ENVELOPE, operation_from

    found = connection.execute(
        f"SELECT {ENVELOPE}, payload FROM operation WHERE subject_kind = 'desk' AND subject = 0 AND kind = 'define' "
        "AND json_extract(CAST(payload AS TEXT), '$.what') = 'schedule' ORDER BY seq"
    )
    return timetables(map(operation_from, found))


def save(connection: Connection, definitions: "Definitions") -> None:
    # By chance, not counted: a number that was rolled back would come again with other definitions.
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('defined', randomblob(8))")
    connection.execute("DELETE FROM definition")
    connection.executemany(
        "INSERT INTO definition VALUES (?, ?, ?, ?)",
        [(w, n, place, msgspec.json.encode(s).decode()) for place, ((w, n), s) in enumerate(definitions.items())],
    )
