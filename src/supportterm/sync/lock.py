"""Locks of the kernel, held for as long as a process lives: who keeps a desk, and who uses it.

Not on the desk file itself: closing any descriptor of it would drop SQLite's own locks. A lock that lives on a clock
would be held by two when one of them sleeps; this one can't be.
"""

import fcntl
import os
from pathlib import Path
from typing import Self

from supportterm.core.refusal import Refused

_REMOTE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.rclone")
"""File systems whose locks other machines may not see."""


class Held(Refused):
    """Another process holds the lock; the words say which."""


class Lock:
    """A lock of *path*, ours until `release` or the end of this process."""

    def __init__(self, path: Path, *, shared: bool = False, note: str = "") -> None:
        """Raises Held when another process has it. *note* is written into the file, for people who look."""
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.pread(self._handle, 200, 0).decode("utf-8", "replace").strip()
            os.close(self._handle)
            raise Held(f"another process keeps this desk{': ' + said if said else ''}") from None
        if note:
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, note.encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def keeping(desk: Path, note: str = "") -> Lock:
    """The lock of the one process that sends and receives for a desk. Raises Held, or Refused on a network disk."""
    kind = file_system(desk)
    if kind in _REMOTE:
        raise Refused(
            f"{desk} lies on a network disk ({kind}), where two machines could both send; "
            "put the desk on a disk of this machine"
        )
    return Lock(_beside(desk, ".keeper"), note=note)


def using(desk: Path) -> Lock:
    """Says that somebody is at the desk; any number may."""
    return Lock(_beside(desk, ".used"), shared=True)


def is_kept(desk: Path) -> bool:
    """Whether a process keeps the desk now."""
    return _is_held(_beside(desk, ".keeper"))


def is_used(desk: Path) -> bool:
    """Whether somebody is at the desk now."""
    return _is_held(_beside(desk, ".used"))


def file_system(path: Path) -> str:
    """The kind of file system that *path* lies on; empty where the system does not say."""
    real = path.resolve()
    best, kind = "", ""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        place = fields[1].encode().decode("unicode_escape") if "\\" in fields[1] else fields[1]
        inside = place == "/" or real == Path(place) or Path(place) in real.parents
        if inside and len(place) >= len(best):
            best, kind = place, fields[2]
    return kind


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        Lock(path).release()
    except Held:
        return True
    return False


def _beside(desk: Path, ending: str) -> Path:
    real = desk.resolve()
    return real.with_name(real.name + ending)
