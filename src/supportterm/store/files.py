"""Attachments: files beside the desk, each under the digest of its content.

`team.desk` keeps them in `team.desk.files/ab/cdef…`. The same bytes are stored once. A file is complete or not
there: it is written under another name, brought to the disk and renamed, before the message that names it.
"""

import hashlib
import os
import stat
from pathlib import Path

from supportterm.core.writing import NewFile
from supportterm.store.errors import StoreError, from_os


def prepare_folder(folder: Path) -> bool:
    """Make *folder* (0700) where it is missing; True when it is shared: setgid, so that files are the group's."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return bool(folder.stat().st_mode & stat.S_ISGID)
    except OSError as error:
        raise from_os(error, folder) from error


class Files:
    """The attachments of the desk at *desk*."""

    def __init__(self, desk: Path) -> None:
        real = desk.resolve()
        self.folder = real.with_name(real.name + ".files")

    def path(self, digest: str) -> Path:
        """Where the content with this digest lies, or would lie."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise StoreError(f"{digest!r} is not the digest of an attachment")
        return self.folder / digest[:2] / digest[2:]

    def put(self, content: bytes, *, durable: bool = True) -> str:
        """Keep *content* and return its digest. Raises StoreError (DiskFull) with nothing left behind.

        When this has returned and *durable* is set, the machine may die and the file is there.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if _size(path) == len(content):  # a machine that died may have left a shorter one
            return digest
        shared = self._folders(path)
        part = path.with_name(f".{path.name[:16]}.{os.getpid()}-{os.urandom(4).hex()}")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with open(handle, "wb") as file:
                file.write(content)
                if shared:
                    os.fchmod(handle, 0o660)
                if durable:
                    file.flush()
                    os.fsync(handle)
            os.replace(part, path)
            if durable:
                _sync_folder(path.parent)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise from_os(error, path) from error
        return digest

    def intact(self, digest: str) -> bool:
        """Whether the file is there with the content that its name says."""
        try:
            with self.path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            return False

    def _folders(self, path: Path) -> bool:
        shared = bool(self.folder.parent.stat().st_mode & stat.S_ISGID)
        for folder in (self.folder, path.parent):
            try:
                folder.mkdir(mode=0o700)
                if shared:
                    folder.chmod(0o2770)
            except FileExistsError:
                continue
            except OSError as error:
                raise from_os(error, folder) from error
        return shared


def new_file(
    files: Files, content: Path | bytes, name: str, media_type: str = "", inline_id: str = "", *, durable: bool = True
) -> NewFile:
    """Keep *content*, bytes or a file, as something that a message can name; its type is else told from its name."""
    if isinstance(content, Path):
        source = content
        try:
            content = source.read_bytes()
        except OSError as error:
            raise from_os(error, source) from error
    if not media_type:
        from mimetypes import guess_type

        media_type = guess_type(name)[0] or "application/octet-stream"
    return NewFile(name, files.put(content, durable=durable), len(content), media_type, inline_id)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
