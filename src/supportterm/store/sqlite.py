"""Which SQLite this desk runs on.

pysqlite3 brings a new SQLite where it has wheels; elsewhere the interpreter's own is taken. SQLite 3.7.0 to
3.51.2 can lose a committed write when several connections commit and checkpoint a WAL at the same time
(https://www.sqlite.org/wal.html#walresetbug), so there a rollback journal is used instead.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

Connection = sqlite3.Connection

__all__ = ["VERSION", "WAL_SAFE", "Connection", "sqlite3", "wal_safe"]

VERSION: Final = sqlite3.sqlite_version


def wal_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug, as released or as backported."""
    if version >= (3, 51, 3):
        return True
    return version[:2] in ((3, 50), (3, 44)) and version >= ((3, 50, 7) if version[1] == 50 else (3, 44, 6))


WAL_SAFE: Final = wal_safe(sqlite3.sqlite_version_info)
