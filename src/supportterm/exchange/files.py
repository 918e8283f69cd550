"""Files that are written whole or not at all, and read whatever they are packed in."""

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final

from supportterm.core.ids import LAST_MOMENT
from supportterm.core.refusal import Refused

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def writing(path: str | Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of *path* when all went well; `-` is standard output.

    It is for its owner alone: it holds what customers wrote. Raises Refused when it can't be written.
    """
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    place = Path(path).expanduser()
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refused(f"{place} can't be written: {error.strerror or error}") from error
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place)
    except OSError as error:
        raise Refused(f"{place} can't be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def reading(path: str | Path) -> IO[bytes]:
    """A file opened for reading, unpacked when it is a .gz. Raises Refused when it can't be."""
    place = Path(path).expanduser()
    try:
        with place.open("rb") as probe:
            packed = probe.read(2) == b"\x1f\x8b"
        return gzip.open(place, "rb") if packed else place.open("rb")  # type: ignore[return-value]
    except OSError as error:
        raise Refused(f"{place} can't be read: {error.strerror or error}") from error


def iso(at: int | None) -> str | None:
    """Milliseconds → `2026-11-24T09:30:00.000Z`."""
    if at is None:
        return None
    return (_EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> int:
    """ISO 8601 → milliseconds; without an offset it is UTC. Raises ValueError, also outside 1970 to 2100."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    at = (moment - _EPOCH) // timedelta(milliseconds=1)
    if not 0 <= at <= LAST_MOMENT:
        raise ValueError(f"{text} does not lie between 1970 and 2100")
    return at
