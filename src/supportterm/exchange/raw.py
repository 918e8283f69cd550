"""A mail as it lies in a file, before anybody knows what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

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


def read_file(path: Path, where: str, done: int) -> RawMail:
    """One mail that is a file of its own."""
    try:
        status = path.stat()
        if status.st_size > MAX_MAIL:
            return RawMail(where, b"", None, done, f"larger than {MAX_MAIL >> 20} MiB")
        return RawMail(where, path.read_bytes(), status.st_mtime_ns // 1_000_000, done)
    except OSError as error:
        return RawMail(where, b"", None, done, f"can't be read: {error.strerror or error}")
