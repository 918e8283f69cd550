"""Which desk a file is: the original, or a copy of it.

A copied file has all that its original had queued; two of them must never act as one. So a desk remembers the
machine and the inode it lies on and an incarnation, random and new with every claim. A moved file can't be told
from a copied one; a person says which it is by `claim`.
"""

import os
from pathlib import Path
from typing import NamedTuple

from supportterm.store.sqlite import Connection


class Place(NamedTuple):
    """Where a desk lies."""

    machine: str
    inode: int


def place_of(path: Path) -> Place:
    """The place of *path* now."""
    return Place(_machine(), path.stat().st_ino)


def id_of(connection: Connection) -> str:
    """The desk's name among all desks, for what is kept outside it. It moves, and is copied and restored, with it."""
    found: str = connection.execute("SELECT value FROM meta WHERE key = 'id'").fetchone()[0]
    return found


def is_copy(connection: Connection, path: Path) -> bool:
    """Whether the file has left the place that its desk remembers."""
    return _remembered(connection)[0] != place_of(path)


def device_of(connection: Connection, path: Path) -> str:
    """The name under which this file numbers its operations; a copy has another than its original."""
    import hashlib

    incarnation = _remembered(connection)[1]
    return hashlib.sha256(f"{place_of(path)}{incarnation}".encode()).hexdigest()[:12]


def claim(connection: Connection, path: Path) -> None:
    """From now on the desk is at home at *path*. Inside the caller's transaction."""
    place = place_of(path)
    values = [("machine", place.machine), ("inode", place.inode), ("incarnation", os.urandom(16).hex())]
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)
    connection.execute("DELETE FROM meta WHERE key = 'restored_at'")


def restored_at(connection: Connection) -> int | None:
    """When the desk was put back from a backup and not claimed since, in milliseconds."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'restored_at'").fetchone()
    return int(row[0]) if row else None


def _remembered(connection: Connection) -> tuple[Place, str]:
    kept = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('machine', 'inode', 'incarnation')"))
    return Place(str(kept.get("machine")), int(kept.get("inode") or 0)), str(kept.get("incarnation"))


def _machine() -> str:
    """A hash, since the machine's own id is to be kept from files that travel."""
    import hashlib
    import platform

    try:
        own = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        own = ""
    return hashlib.sha256(f"supportterm {own or platform.node()}".encode()).hexdigest()[:16]
