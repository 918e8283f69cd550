"""Whether a file is a desk that this program can use.

`PRAGMA application_id` says that a file is a supportterm desk, `PRAGMA user_version` which schema it has.
A newer schema tells in `meta` how old a program may be that reads it (`oldest_reader`) or keeps drafts in
it (`oldest_drafter`); so an older program goes on reading and loses no draft when a colleague upgrades.
"""

from pathlib import Path
from typing import Final

from supportterm.store.errors import StoreError
from supportterm.store.sqlite import Connection

APPLICATION_ID: Final = 0x53546B31
"""`STk1`."""
SCHEMA: Final = 7
"""The schema version of this program."""

NEWER: Final = (
    "this desk was upgraded by a newer supportterm: it can be read here, not written; restart with the new one"
)


def version_of(connection: Connection, path: Path) -> int:
    """Schema version of the desk at *path*. Raises StoreError when the file is no desk or can't be read here."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID or version < 1:
        raise StoreError(f"{path} is not a supportterm desk; nothing in it was touched")
    if version > SCHEMA and _floor(connection, "oldest_reader") > SCHEMA:
        raise StoreError(f"{path} needs a newer supportterm (its schema is {version}, this program knows {SCHEMA})")
    return version


def may_write(connection: Connection) -> bool:
    """Whether the schema is still the one this program writes; asked inside every write transaction."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version == SCHEMA


def may_draft(connection: Connection) -> bool:
    """Whether drafts can be kept although the schema may be a newer one."""
    return may_write(connection) or _floor(connection, "oldest_drafter") <= SCHEMA


def upgrade(connection: Connection) -> None:
    """Bring the schema to `SCHEMA` in one transaction.

    If the machine dies in it the desk is as it was before; other processes see the old schema or the new one.
    """
    from supportterm.store.migrations import apply

    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
            apply(connection)
            connection.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", [("oldest_reader", SCHEMA), ("oldest_drafter", SCHEMA)]
            )
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _floor(connection: Connection, key: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else SCHEMA + 1
