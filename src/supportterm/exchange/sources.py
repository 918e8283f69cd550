"""Raw mails out of files, one after another, in bounded memory. Nothing here knows what a mail says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from supportterm.core.refusal import Refused

MAX_MAIL: Final = 64 << 20
"""Bytes of one mail; larger ones are named and left out."""


class RawMail(NamedTuple):
    where: str
    """For people: the file, and the number in it."""
    data: bytes
    received: int | None
    """When the store of mails says it came, milliseconds; for mails without a date."""
    done: int
    """How far the source is read, in the units of `Source.total`."""
    trouble: str = ""
    """Why *data* could not be had; it is empty then."""


class Source(NamedTuple):
    mails: Iterator[RawMail]
    total: int | None
    """What `RawMail.done` reaches at the end; None when nobody knows."""


def open_source(kind: str, path: str | Path) -> Source:
    """The mails of an mbox (list archives in text form too, .gz too), a maildir, or an .eml file or folder.

    Raises Refused when there is nothing of this kind at *path*.
    """
    from supportterm.exchange import eml, maildir, mbox

    place = Path(path).expanduser()
    if not place.exists():
        raise Refused(f"there is no file or folder {place}")
    try:
        if kind == "mbox":
            return mbox.read(place)
        if kind == "maildir":
            return maildir.read(place)
        if kind == "eml":
            return eml.read(place)
    except OSError as error:
        raise Refused(f"{place} can't be read: {error.strerror or error}") from error
    raise Refused(f"{kind} is no kind of mail archive; there are mbox, maildir and eml")


def read_file(path: Path, where: str, done: int) -> RawMail:
    """One mail that is a file of its own."""
    try:
        status = path.stat()
        if status.st_size > MAX_MAIL:
            return RawMail(where, b"", None, done, f"larger than {MAX_MAIL >> 20} MiB")
        return RawMail(where, path.read_bytes(), status.st_mtime_ns // 1_000_000, done)
    except OSError as error:
        return RawMail(where, b"", None, done, f"can't be read: {error.strerror or error}")
