"""One desk in the place of another: at every moment one of the two is there, whole, also when the machine dies.

The desk that is there gets a second name, `team.desk.replaced-20261127-221608-514021`, and keeps its own until the
other takes it over in one step. Who is killed between the two leaves a desk of two names, which is all that there is to
tidy up.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Final

from supportterm.store.errors import StoreError, translate
from supportterm.store.files import to_disk
from supportterm.store.sqlite import sqlite3

_JOURNALS: Final = ("-wal", "-journal")
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def part_of(desk: Path) -> Path:
    """Where this process makes the desk that is to be *desk*, beside it."""
    return desk.with_name(f".{desk.name}.{os.getpid()}.part")


def replace(desk: Path, part: Path) -> Path:
    """Make *part*, whole and closed, the desk at *desk*; where the one that was there is kept.

    Raises StoreError when somebody has it open, OSError for all else that fails; it is where it was then.
    """
    with _alone(desk):
        aside = _second_name(desk)
        if aside is None:
            aside = desk.with_name(f"{desk.name}.replaced-{datetime.now():%Y%m%d-%H%M%S-%f}")
            os.link(desk, aside)
        try:
            for journal in _journals(desk):
                if _beside(desk, journal).stat().st_size:  # of a damaged desk
                    os.link(_beside(desk, journal), _beside(aside, journal))
            to_disk(desk.parent)
            for ending in (*_JOURNALS, "-shm"):  # SQLite would write them into the other one
                _beside(desk, ending).unlink(missing_ok=True)
            os.replace(part, desk)
            to_disk(desk.parent)
        except BaseException:
            _put_back(aside, desk)
            raise
    return aside


def left_words(desk: Path) -> str:
    """What to do about what a process left that was killed while it restored *desk*; empty where it left nothing."""
    try:
        left = " ".join(quote(str(path)) for path in _left_behind(desk))
    except OSError:
        left = ""
    return left and f"a restore of this desk was broken off and nothing is lost; remove what it left: rm {left}"


@contextmanager
def _alone(desk: Path) -> Iterator[None]:
    """Nobody else reads or writes the desk meanwhile, and all of it is in its one file; a damaged one is as it is.

    Raises StoreError when somebody has it open, or when it can't be written.
    """
    if _is_damaged(desk):
        yield
        return
    with closing(sqlite3.connect(desk, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise StoreError(f"another program has {desk} open; close it, then restore") from None
            if error.sqlite_errorcode & 0xFF not in _DAMAGE:
                raise translate(error, desk) from error
            connection.close()  # it would take away a journal of that name later, whosever it is by then
        yield


def _is_damaged(desk: Path) -> bool:
    """Whether SQLite can't read it; asked without a right to write, with which it would throw the journal away."""
    with closing(sqlite3.connect(f"{desk.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            connection.execute("PRAGMA schema_version")
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorcode & 0xFF in _DAMAGE
    return False


def _left_behind(desk: Path) -> list[Path]:
    """What holds nothing that is not elsewhere, and is nobody's who lives."""
    names = os.listdir(desk.parent)
    parts = [name for name in names if name.startswith(f".{desk.name}.") and name.endswith((".part", ".part-journal"))]
    if any(_lives(name) for name in parts):
        return []
    left = [desk.with_name(name) for name in sorted(parts)]
    again = _second_name(desk)
    return [*left, again] if again else left


def _second_name(desk: Path) -> Path | None:
    """What a replacing that was broken off named the desk; None when it has one name.

    One that has a journal is not the same: what is in that may be nowhere else.
    """
    if desk.stat().st_nlink < 2:
        return None
    given = (desk.with_name(name) for name in os.listdir(desk.parent) if name.startswith(f"{desk.name}.replaced-"))
    return next((path for path in given if path.samefile(desk) and not _journals(path)), None)


def _journals(desk: Path) -> list[str]:
    return [ending for ending in _JOURNALS if _beside(desk, ending).exists()]


def _put_back(aside: Path, desk: Path) -> None:
    """Each file has its own name again, and no other."""
    for ending in ("", *_JOURNALS):
        kept = _beside(aside, ending)
        if kept.exists():
            os.replace(kept, _beside(desk, ending))
            kept.unlink(missing_ok=True)  # two names of one file stay as they are when one is made the other


def _lives(part: str) -> bool:
    """Whether the process is there that makes *part*."""
    number = part.split(".")[-2]
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
