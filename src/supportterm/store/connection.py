"""One desk file in one process: a reader for each thread, one writer, and what was noticed on opening."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from supportterm.store import schema
from supportterm.store.errors import StoreError, from_os, plainly
from supportterm.store.sqlite import VERSION, WAL_SAFE, Connection, sqlite3

Journal = Literal["wal", "truncate"]

MAPPED: Final = 256 << 20
"""Bytes of the file that are mapped rather than read: pages are shared with the system's cache, not copied."""
PATIENCE: Final = 5.0
"""Seconds to wait for another writer."""
NOT_YOURS: Final = "you may only read this desk"
WAL_KEPT: Final = 64 << 20
"""The log is cut to this size after a checkpoint, so that one large import does not hold the disk for ever."""


class Store:
    """An open desk file. Safe to use from several threads: each gets its own reader, writers take turns."""

    def __init__(self, path: Path, *, read_only: bool = False, journal: Journal | None = None) -> None:
        """Raises StoreError when there is no desk at *path* or this program can't use it.

        *journal* forces a journal mode; otherwise it is the one the desk was made with, or TRUNCATE where this
        SQLite has the WAL-reset bug.
        """
        # What lies beside the file lies beside the real one, by whatever link it is opened.
        self.path = path = path.resolve()
        self.read_only = read_only
        self.outdated = False
        self._remarks: list[str] = []
        self._state: tuple[int, ...] | None = None
        """Of a file that is read as one that nobody changes: its state when that was last found to be so."""
        self._lock = threading.RLock()
        self._local = threading.local()
        self._write: Connection | None = None
        self._data_version = 0
        self._inode = 0
        self._left: str | None = None
        """What is to be said of what lies beside the desk; None until somebody asks, once."""
        if not path.is_file():
            raise StoreError(f"there is no desk at {path}; make one with `supportterm demo` or `supportterm import`")
        if not read_only and not _may_write(path):
            self.read_only = read_only = True
            self._remarks.append(NOT_YOURS)
        with plainly(path):
            self._inode = path.stat().st_ino
            reader = self.reader()
            self.outdated = schema.version_of(reader, path) > schema.SCHEMA
            if not self.outdated and not read_only:
                self._bring_up_to_date(reader)
                self.journal = self._settle_journal(reader, journal)
            else:
                self.journal = _mode(reader)

    def reader(self) -> Connection:
        """This thread's connection for reading."""
        connection: Connection | None = getattr(self._local, "reader", None)
        if connection is None:
            connection = self._local.reader = self._connect()
            connection.execute("PRAGMA query_only = ON")
        return connection

    @contextmanager
    def writing(self, *, durable: bool = True, drafts: bool = False) -> Iterator[Connection]:
        """One write transaction: all of what is done inside is kept, or none of it.

        When the block has ended without an error and *durable* is set, the machine may die and it is still there.
        Otherwise the last few transactions may be gone, whole. *drafts* allows a newer schema that says drafts can
        be kept in it. Raises StoreError, with nothing changed.
        """
        with self._lock, plainly(self.path):
            connection = self._writer()
            self.begin(connection, durable=durable, drafts=drafts)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self.abandon(connection)
                raise

    def begin(self, connection: Connection, *, durable: bool, drafts: bool = False) -> None:
        """Begin a write transaction; waits up to `PATIENCE` for another writer, in short steps so as to get a turn.

        Raises StoreError when the schema is no longer the one this program writes.
        """
        # A rollback journal with NORMAL may, on some disks, be lost together with the file it protects.
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable or self.journal != 'wal' else 'NORMAL'}")
        connection.execute("PRAGMA busy_timeout = 0")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.002)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        try:
            self._check_schema(connection, drafts)
        except BaseException:
            self.abandon(connection)
            raise

    def abandon(self, connection: Connection) -> None:
        """Take back what the open transaction did."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")

    def changed_elsewhere(self) -> bool:
        """Whether another process has written since the last call; False while this one is writing."""
        if self._state is not None:
            return self._is_another()
        if self.read_only:
            return self._moved(self.reader())
        if not self._lock.acquire(blocking=False):
            return False
        try:
            with plainly(self.path):
                return self._moved(self._writer())
        finally:
            self._lock.release()

    def notices(self) -> tuple[str, ...]:
        """Sentences for the status line and `doctor`; reads what it needs for them."""
        from supportterm.store import identity, replacing

        said = list(self._remarks)
        if self.outdated:
            said.append(schema.NEWER)
        with plainly(self.path):
            reader = self.reader()
            if identity.restored_at(reader) is not None:
                said.append(
                    "this desk was restored from a backup; `supportterm doctor --claim` makes it the one that counts"
                )
            elif identity.is_copy(reader, self.path):
                said.append(
                    "this desk is a copy, or was moved: nothing that the original had queued is sent from here; "
                    "`supportterm doctor --claim` makes it the one that counts"
                )
        if self._left is None:
            self._left = replacing.left_words(self.path)
        return (*said, self._left) if self._left else tuple(said)

    def close(self) -> None:
        """Close the connections to the desk; a reader that another thread is just using, when it has its answer.

        To close a connection under a running statement ends the process: the Python module asks a database that is
        gone for its last row. Who lets go of a connection last closes it, so here they are only let go.
        """
        with self._lock:
            if self._write is not None:
                self._write.close()
            self._write = None
            self._local = threading.local()

    def _connect(self) -> Connection:
        how = "mode=ro" if self.read_only else "mode=rw"
        if self.read_only and not _beside(self.path, "-wal").exists() and not os.access(self.path.parent, os.W_OK):
            # Where nothing can be put beside the file, SQLite reads it only as one that nobody changes.
            self._state, how = _state(self.path), f"{how}&immutable=1"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{how}",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
            factory=Connection,  # a simulation puts its own in its place
        )
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
        return connection

    def connect_writer(self) -> Connection:
        """A connection for writing that its caller closes. Raises StoreError on a desk opened for reading only."""
        if self.read_only:
            why = f"{NOT_YOURS}: nothing you change or write in it is kept"
            raise StoreError(why if NOT_YOURS in self._remarks else f"{self.path} was opened for reading only")
        with plainly(self.path):
            connection = self._connect()
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA journal_size_limit = {WAL_KEPT}")
            if self.journal == "truncate":
                connection.execute("PRAGMA journal_mode = TRUNCATE")
        return connection

    def _writer(self) -> Connection:
        if self._write is None:
            self._write = self.connect_writer()
        return self._write

    def _is_another(self) -> bool:
        """Whether somebody changed what was taken for unchanging; then every thread opens it anew."""
        now = _state(self.path)
        if now == self._state:
            return False
        self._state, self._local = None, threading.local()
        self._data_version = -1  # of what happens until it is looked at again nothing is known
        return True

    def _moved(self, connection: Connection) -> bool:
        version: int = connection.execute("PRAGMA data_version").fetchone()[0]
        before, self._data_version = self._data_version, version
        return before not in (0, version)

    def _check_schema(self, connection: Connection, drafts: bool) -> None:
        if self._inode != _inode(self.path):
            raise StoreError(f"{self.path} is another file by now, restored or moved; restart")
        if not schema.may_write(connection):
            self.outdated = True
            if not drafts or not schema.may_draft(connection):
                raise StoreError(schema.NEWER)
        if not WAL_SAFE and self.journal != "wal" and _mode(connection) == "wal":
            raise StoreError(f"another program changed how {self.path} is written; restart")

    def _bring_up_to_date(self, reader: Connection) -> None:
        if schema.version_of(reader, self.path) < schema.SCHEMA:
            schema.upgrade(self._connect())

    def _settle_journal(self, reader: Connection, wanted: Journal | None) -> Journal:
        """The journal mode to write with; switches the file to it where need be."""
        row = reader.execute("SELECT value FROM meta WHERE key = 'journal'").fetchone()
        kept: Journal = "truncate" if row and row[0] == "truncate" else "wal"
        want: Journal = wanted or (kept if WAL_SAFE else "truncate")
        if want == "truncate" and not WAL_SAFE:
            self._remarks.append(
                f"SQLite {VERSION} can lose writes in WAL mode, so the slower TRUNCATE journal is used; "
                "`pip install pysqlite3` brings a newer one"
            )
        if want != kept or (_mode(reader) == "wal") != (want == "wal"):
            self._switch_journal(want)
        return want

    def _switch_journal(self, want: Journal) -> None:
        """Needs the desk for itself for a moment; where another program holds it, this one only reads."""
        self._local.reader.close()
        del self._local.reader
        connection = self._connect()
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute(f"PRAGMA journal_mode = {want}")
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('journal', ?)", (want,))
        except sqlite3.OperationalError as error:
            if want == "wal":
                return
            self.read_only = True
            self._remarks.append(
                f"SQLite {VERSION} can't write safely beside the program that has this desk open ({error}): "
                "it is read-only here until that ends"
            )
        finally:
            connection.close()


def create(path: Path, name: str, *, journal: Journal | None = None) -> None:
    """Make an empty desk at *path*, readable by its owner only, or by the group in a setgid folder.

    It appears whole or not at all: it is made beside its place and linked in. Raises StoreError when something
    is there already.
    """
    from supportterm.store import files, identity

    shared = files.prepare_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    mode: Journal = journal or ("wal" if WAL_SAFE else "truncate")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        part.chmod(0o660 if shared else 0o600)
        with plainly(path):
            connection = sqlite3.connect(part, isolation_level=None, factory=Connection)
            try:
                connection.execute(f"PRAGMA journal_mode = {mode}")
                schema.upgrade(connection)
                connection.executemany("INSERT INTO meta VALUES (?, ?)", [("name", name), ("journal", mode)])
                identity.claim(connection, part)
            finally:
                connection.close()
        os.link(part, path)
        files.to_disk(path.parent)
    except FileExistsError:
        raise StoreError(f"{path} is there already; nothing was changed") from None
    except OSError as error:
        raise from_os(error, path) from error
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + "-journal").unlink(missing_ok=True)


def _may_write(path: Path) -> bool:
    """Whether this person may change the desk at *path*: the file, and what lies beside it while it is open."""
    logs = [_beside(path, end) for end in ("-wal", "-shm")]
    return os.access(path, os.W_OK) and (
        os.access(path.parent, os.W_OK) or all(os.access(log, os.W_OK) for log in logs)
    )


def _state(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size, _beside(path, "-wal").exists()


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _mode(connection: Connection) -> Journal:
    return "wal" if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal" else "truncate"
