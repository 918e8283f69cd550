"""A whole desk in a folder, and back.

FOLDER/desk.sqlite      the database at one moment
FOLDER/files/ab/cdef…   the attachments it names
FOLDER/backup.json      what was written, and the digest of the database
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from supportterm.store import replacing, schema
from supportterm.store.connection import Store
from supportterm.store.errors import StoreError, from_os, plainly
from supportterm.store.files import Files, prepare_folder, to_disk
from supportterm.store.sqlite import Connection, sqlite3

DATABASE: Final = "desk.sqlite"
MANIFEST: Final = "backup.json"


def backup(desk: Path, folder: Path) -> str:
    """Write the desk at *desk* to the new *folder*, read it back, and say what is in it.

    The folder appears whole and checked, or not at all, also when the machine dies. Raises StoreError when it is there
    already.
    """
    if folder.exists():
        raise StoreError(f"{folder} is there already; name a new folder for the backup")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    store = Store(desk, read_only=True)
    try:
        prepare_folder(folder.parent)
        part.mkdir(mode=0o700)
        copy = part / DATABASE
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with plainly(desk), closing(_connect(copy)) as target:
            store.reader().backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        missing = _copy_files(copy, Files(desk), part / "files")
        _check(copy)
        manifest = _manifest(copy)
        (part / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        for written in (*part.rglob("*"), part):
            to_disk(written)
        os.rename(part, folder)
        to_disk(folder.parent)
    except OSError as error:
        raise from_os(error, folder) from error
    finally:
        store.close()
        shutil.rmtree(part, ignore_errors=True)
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    lost = f"; {len(missing)} of its files were missing already" if missing else ""
    return f"{folder}: {manifest['tickets']} tickets, {size / 1e6:.1f} MB, checked{lost}"


def restore(folder: Path, desk: Path, *, replace: bool = False) -> str:
    """Make *desk* the desk that was backed up to *folder*, and say so.

    The backup is checked first. A desk that is there is only replaced with *replace*, and is kept beside it; whatever
    fails, it is there as it was. The restored desk knows that it is one: nothing it had queued is sent until somebody
    claims it.
    """
    desk = desk.resolve()
    if desk.exists() and not replace:
        raise StoreError(f"{desk} is there already; restore to another place, or say --replace")
    source = folder / DATABASE
    if not source.is_file() or not (folder / MANIFEST).is_file():
        raise StoreError(f"{folder} is not a backup made by supportterm")
    if _manifest_of(folder).get("sha256") != _digest(source):
        raise StoreError(f"{source} is not what was backed up: it was changed or is damaged")
    prepare_folder(desk.parent)
    part = replacing.part_of(desk)
    aside = None
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))  # ours alone
        shutil.copyfile(source, part)
        _check(part)
        shared = prepare_folder(desk.parent)
        part.chmod(0o660 if shared else 0o600)
        with plainly(part), closing(_connect(part)) as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('restored_at', ?)", (time.time_ns() // 1_000_000,))
        missing = _restore_files(part, folder / "files", Files(desk))
        if replace and desk.exists():
            aside = replacing.replace(desk, part)
        else:
            os.link(part, desk)
            to_disk(desk.parent)
    except FileExistsError:
        raise StoreError(f"{desk} came to be while restoring; nothing was replaced") from None
    except OSError as error:
        raise from_os(error, desk) from error
    finally:
        with suppress(OSError):
            part.unlink()
    kept = f"; the desk that was there is {aside}" if aside else ""
    lost = f"; {len(missing)} of its files are not in the backup" if missing else ""
    return f"restored {desk} from {folder}{kept}{lost}"


def _connect(path: Path) -> Connection:
    return sqlite3.connect(path, isolation_level=None)


def _check(copy: Path) -> None:
    """Raises StoreError when the database in *copy* is no desk or is damaged."""
    with plainly(copy), closing(_connect(copy)) as connection:
        schema.version_of(connection, copy)
        said = connection.execute("PRAGMA quick_check").fetchone()[0]
        if said != "ok":
            raise StoreError(f"{copy} is damaged: {said}")


def _manifest(copy: Path) -> dict[str, object]:
    with closing(_connect(copy)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('name', 'head', 'head_seq')"))
        tickets = connection.execute("SELECT count(*) FROM ticket").fetchone()[0]
    return {**meta, "tickets": tickets, "at": time.time_ns() // 1_000_000, "sha256": _digest(copy)}


def _manifest_of(folder: Path) -> dict[str, object]:
    try:
        read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(copy: Path) -> Iterator[str]:
    with closing(_connect(copy)) as connection:
        for (digest,) in connection.execute("SELECT DISTINCT digest FROM attachment"):
            yield digest


def _copy_files(copy: Path, files: Files, target: Path) -> list[str]:
    """Copy what the database in *copy* names; the digests of what is missing or damaged."""
    missing = []
    for digest in _digests(copy):
        place = target / digest[:2] / digest[2:]
        if not files.intact(digest):
            missing.append(digest)
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(files.path(digest), place)
        place.chmod(0o600)
        if _digest(place) != digest:
            raise StoreError(f"{place} is not what was written: check the disk")
    return missing


def _restore_files(copy: Path, source: Path, files: Files) -> list[str]:
    missing = []
    for digest in _digests(copy):
        place = source / digest[:2] / digest[2:]
        if files.intact(digest):
            continue
        if not place.is_file() or _digest(place) != digest:
            missing.append(digest)
            continue
        files.put(place)
    return missing
