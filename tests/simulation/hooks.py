"""Where a simulated program can be ended or its disk be full: at each statement that it runs, at each commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from supportterm.store import connection
from supportterm.store.sqlite import Connection, sqlite3

Watch = Callable[[str], None]
"""Is told the place, `statement`, `commit` or `committed`, and may raise there."""

_watch: Watch = lambda place: None  # noqa: E731


class Killed(BaseException):
    """The program ends here, with whatever it was at."""


def disk_full() -> sqlite3.OperationalError:
    """What SQLite raises when there is no room."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    error.sqlite_errorname = "SQLITE_FULL"
    return error


class Watched(Connection):
    """Tells of every statement within a transaction before it is run."""

    def execute(self, sql: str, *values: Any) -> Any:
        if sql == "COMMIT":
            _watch("commit")
            done = super().execute(sql)
            _watch("committed")
            return done
        if sql.startswith("PRAGMA synchronous"):  # no power fails here, and the disk is memory
            return super().execute("PRAGMA synchronous = OFF")
        if self.in_transaction and sql != "ROLLBACK":
            _watch("statement")
        return super().execute(sql, *values)

    def executemany(self, sql: str, *values: Any) -> Any:
        if self.in_transaction:
            _watch("statement")
        return super().executemany(sql, *values)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """While this lasts, desks opened by this process tell *watch*."""
    global _watch
    before, _watch = _watch, watch
    try:
        with patch.object(connection, "Connection", Watched):
            yield
    finally:
        _watch = before
