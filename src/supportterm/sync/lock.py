"""Locks of the kernel, held for as long as a process lives: who keeps a desk, and who uses it.

Not on the desk file itself: closing any descriptor of it would drop SQLite's own locks. A lock that lives on a clock
would be held by two when one of them sleeps; this one can't be.
"""

import fcntl
import os
import time
from pathlib import Path
from typing import Final, Self

from supportterm.core.refusal import Refused
from supportterm.store.errors import from_os

_REMOTE: Final = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "orangefs",
    "smb3", "smbfs", "vboxsf", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "fuse.vmhgfs-fuse",
})  # fmt: skip
"""File systems whose locks other machines may not see."""
_MOUNTS: Final = Path("/proc/self/mounts")
_A_MOMENT: Final = 1.0
"""Seconds to try for: who only looks holds a lock for much less."""


class Held(Refused):
    """Another process holds the lock; the words say which."""


class Lock:
    """A lock of *path*, ours until `release` or the end of this process, however it ends."""

    def __init__(self, path: Path, mode: int, *, shared: bool = False, note: str = "", wait: float = 0.0) -> None:
        """Raises Held when another process has it for longer than *wait* seconds, StoreError when the file can't be.

        *mode*: who may lock it too. *note* is written into the file, for people who look.
        """
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        except OSError as error:
            raise from_os(error, path) from error
        try:
            if os.fstat(self._handle).st_uid == os.getuid():
                os.fchmod(self._handle, mode)
            self._take((fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB, time.monotonic() + wait)
            there = os.fstat(self._handle)
            self.last_held = there.st_mtime_ns // 1_000_000 if there.st_size else None
            """When somebody who left a note last said to hold it, in milliseconds; None: nobody ever has."""
            if note:
                os.ftruncate(self._handle, 0)
                os.pwrite(self._handle, note.encode(), 0)
        except OSError as error:
            self.release()
            raise from_os(error, path) from error
        except Held:
            self.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def hold_on(self) -> None:
        """Say that it is held still, for who comes after."""
        os.utime(self._handle)

    def release(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _take(self, how: int, until: float) -> None:
        while True:
            try:
                return fcntl.flock(self._handle, how)
            except BlockingIOError:
                if time.monotonic() >= until:
                    said = os.pread(self._handle, 200, 0).decode("utf-8", "replace").strip()
                    raise Held(f"another process keeps this desk{': ' + said if said else ''}") from None
            time.sleep(0.01)


def keeping(desk: Path, note: str = "") -> Lock:
    """The lock of the one process that sends and receives for a desk. Raises Held, or Refused on a network disk."""
    kind = file_system(desk)
    if kind in _REMOTE:
        raise Refused(
            f"{desk} lies on a network disk ({kind}), where two machines could both send; "
            "put the desk on a disk of this machine, such as ~/.local/share/supportterm, and connect it there"
        )
    return Lock(_beside(desk, ".keeper"), mode_of(desk), note=note, wait=_A_MOMENT)


def using(desk: Path) -> Lock:
    """Says that somebody is at the desk; any number may."""
    return Lock(_beside(desk, ".used"), mode_of(desk), shared=True, wait=_A_MOMENT)


def making(desk: Path) -> Lock:
    """Says that a throwaway desk is made here, for whoever makes it until their end. Raises Held."""
    return Lock(_beside(desk, ".making"), 0o600)


def is_kept(desk: Path) -> bool:
    """Whether a process keeps the desk now."""
    return _is_held(desk, ".keeper", shared=True)


def is_used(desk: Path) -> bool:
    """Whether somebody is at the desk now."""
    return _is_held(desk, ".used", shared=False)


def mode_of(desk: Path) -> int:
    """The rights of what lies beside a desk: those of the desk itself."""
    try:
        return desk.stat().st_mode & 0o660
    except OSError as error:
        raise from_os(error, desk) from error


def file_system(path: Path) -> str:
    """The kind of file system that *path* lies on; empty where the system does not say.

    What is mounted as the root of this machine is its own, whatever it is called.
    """
    real = path.resolve()
    best, kind = "/", ""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        place = fields[1].encode().decode("unicode_escape") if "\\" in fields[1] else fields[1]
        inside = real == Path(place) or Path(place) in real.parents
        if inside and place != "/" and len(place) >= len(best):
            best, kind = place, fields[2]
    return kind


def _is_held(desk: Path, ending: str, *, shared: bool) -> bool:
    path = _beside(desk, ending)
    if not path.exists():
        return False
    try:
        Lock(path, mode_of(desk), shared=shared).release()
    except Held:
        return True
    return False


def _beside(desk: Path, ending: str) -> Path:
    real = desk.resolve()
    return real.with_name(real.name + ending)
