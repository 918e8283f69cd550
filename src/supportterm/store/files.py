"""Attachments: files beside the desk, each under the digest of its content.

`team.desk` keeps them in `team.desk.files/ab/cdef…`. The same bytes are stored once. A file is complete or not
there: it is written under another name, brought to the disk and renamed, before the message that names it.
"""

import hashlib
import io
import os
import stat
from pathlib import Path
from typing import IO, Final

from supportterm.core.writing import NewFile
from supportterm.store.errors import StoreError, from_os

PIECE: Final = 1 << 20
"""Bytes of a file that are read at a time."""


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

    def put(self, content: bytes | Path, *, durable: bool = True) -> tuple[str, int]:
        """Keep *content*, bytes or a file, and return its digest and size. Raises StoreError with nothing left behind.

        Memory is taken for a piece of a file. When this has returned and *durable* is set, the machine may die and the
        content is there.
        """
        if isinstance(content, bytes):
            digest = hashlib.sha256(content).hexdigest()
            if _size(self.path(digest)) == len(content):  # a machine that died may have left a shorter one
                return digest, len(content)
            return self._put(io.BytesIO(content), durable)
        try:
            with content.open("rb") as source:
                return self._put(source, durable)
        except OSError as error:
            raise from_os(error, content) from error

    def _put(self, source: IO[bytes], durable: bool) -> tuple[str, int]:
        """What is read is what is digested: a file may grow meanwhile."""
        shared = self._made(self.folder)
        part = self.folder / f".{os.getpid()}-{os.urandom(4).hex()}"
        path, digest = part, hashlib.sha256()
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with open(handle, "wb") as file:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    file.write(piece)
                size = file.tell()
                if shared:
                    os.fchmod(handle, 0o660)
                if durable:
                    file.flush()
                    os.fsync(handle)
            path = self.path(digest.hexdigest())
            self._made(path.parent)
            os.replace(part, path)
            if durable:
                to_disk(path.parent)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise from_os(error, path) from error
        return digest.hexdigest(), size

    def intact(self, digest: str) -> bool:
        """Whether the file is there with the content that its name says."""
        try:
            with self.path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            return False

    def _made(self, folder: Path) -> bool:
        """Make *folder* where it is missing; whether it is the group's too."""
        shared = bool(self.folder.parent.stat().st_mode & stat.S_ISGID)
        try:
            folder.mkdir(mode=0o700)
            if shared:
                folder.chmod(0o2770)
            to_disk(folder.parent)
        except FileExistsError:
            pass
        except OSError as error:
            raise from_os(error, folder) from error
        return shared


def new_file(
    files: Files, content: Path | bytes, name: str, media_type: str = "", inline_id: str = "", *, durable: bool = True
) -> NewFile:
    """Keep *content*, bytes or a file, as something that a message can name; its type is else told from its name."""
    if not media_type:
        from mimetypes import guess_type

        media_type = guess_type(name)[0] or "application/octet-stream"
    digest, size = files.put(content, durable=durable)
    return NewFile(name, digest, size, media_type, inline_id)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def to_disk(path: Path) -> None:
    """What *path* is by now survives the machine's death: a file's content, or which names a folder holds."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
