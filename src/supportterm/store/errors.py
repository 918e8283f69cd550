"""What the machine can't do, said so that a person knows what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from supportterm.store.sqlite import sqlite3


class StoreError(Exception):
    """The machine says no: disk full, read-only, newer schema, not our file. Nothing has changed."""


class DiskFull(StoreError):
    """No room is left where the desk lies."""


_FULL = "the disk is full: nothing was saved; make room where {path} lies and try again"

_SENTENCES = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: "another program is writing to {path} and did not finish; nothing was saved, try again",
    sqlite3.SQLITE_LOCKED: "another program is writing to {path} and did not finish; nothing was saved, try again",
    sqlite3.SQLITE_READONLY: "{path} can't be written: check the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "{path} can't be opened: check that you may read it and write its folder",
    sqlite3.SQLITE_NOTADB: "{path} is not a supportterm desk",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: restore a backup, or see `supportterm doctor`",
    sqlite3.SQLITE_IOERR: "reading or writing {path} failed ({reason}): check the disk; nothing was saved",
    sqlite3.SQLITE_PERM: "{path} can't be used: check the rights of the file and its folder",
}


def translate(error: "sqlite3.Error", path: Path) -> StoreError:
    """*error* as a sentence about *path*; what has no sentence of its own keeps SQLite's words."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    sentence = _SENTENCES.get(primary or 0, "{path}: {reason}")
    kind = DiskFull if primary == sqlite3.SQLITE_FULL else StoreError
    return kind(sentence.format(path=path, reason=error))


def from_os(error: OSError, path: Path) -> StoreError:
    """A failed file operation as a sentence about *path*."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(_FULL.format(path=path))
    return StoreError(f"{path}: {error.strerror or error}")


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a StoreError about *path*."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.NotSupportedError):
            raise
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:  # a mistake of this program
            raise
        raise translate(error, path) from error
