"""mbox files: mboxrd, mboxo, and list archives in text form; .gz too.

A mail begins at a line "From SOMEBODY DATE", after an empty line or at the top, that a header line follows.
"From" at the beginning of a line of text is none of that, quoted with `>` or not.
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from supportterm.core.refusal import Refused
from supportterm.exchange import dates
from supportterm.exchange.raw import MAX_MAIL, RawMail, Source

_CHUNK: Final = 1 << 20
_LONGEST_START: Final = 2_048
"""Bytes in which a separator and the header line after it are found whole."""

_START: Final = re.compile(
    rb"From ([^\n]{1,400}\d\d:\d\d[^\n]{0,60}\d{4}[^\n]{0,40})\n(?=>?[!-9;-~]{1,76}:|>From )"
)
_FIRST_FIELD: Final = re.compile(
    rb">?(?:From|Return-Path|Received|Date|Subject|Message-ID|To|Delivered-To|MIME-Version|Content-Type|X-[A-Za-z-]+):",
    re.IGNORECASE,
)
"""How mails begin; programs that leave out the empty line before a separator still write one of these after it."""
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_DATE_OF_START: Final = re.compile(r"\S+ (?:at \S+ )?\s*(?:[A-Z][a-z]{2},? )?(.*)")


def read(path: Path) -> Source:
    """The mails of one file. Raises Refused when the file is no mbox."""
    if path.is_dir():
        raise Refused(f"{path} is a folder; an mbox is a file (is it a maildir?)")
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    try:
        with _open(path, packed) as file:
            head = file.read(_LONGEST_START * 4).lstrip(b"\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"{path} can't be read: {error}") from error
    if head and not _START.match(head) and not head.startswith(b"From "):
        raise Refused(f"{path} is no mbox: it does not begin with a line “From …”")
    return Source(_mails(path, packed), path.stat().st_size)


def _open(path: Path, packed: bool) -> IO[bytes]:
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _mails(path: Path, packed: bool) -> Iterator[RawMail]:
    number = 0
    trouble = ""
    with path.open("rb") as file:
        stream = gzip.GzipFile(fileobj=file) if packed else file
        buffer = b""
        searched = 0
        start_line: bytes | None = None
        too_large = False
        ended = False
        while not ended:
            chunk, trouble = _more(stream)
            ended = bool(trouble) or not chunk
            buffer += chunk
            if start_line is None:
                buffer = buffer.lstrip(b"\r\n")
            begin = 0
            # A separator at the very end may not be whole yet; it is looked at with the next chunk.
            limit = len(buffer) if ended else max(len(buffer) - _LONGEST_START, 0)
            for found in _starts(buffer, max(searched - 3, 0), limit):
                if start_line is not None:
                    number += 1
                    yield _mail(path, number, buffer[begin : found.start()], start_line, file.tell(), too_large)
                start_line, begin, too_large = found[1], found.end(), False
            if start_line is None and len(buffer) >= _LONGEST_START:
                # "From" without a date at the top: take the line for a separator, it was checked to be one.
                line, _, rest = buffer.partition(b"\n")
                start_line, buffer = line[5:], rest
            buffer = buffer[begin:]
            if len(buffer) > MAX_MAIL:
                buffer, too_large = buffer[-_LONGEST_START:], True
            searched = max(len(buffer) - _LONGEST_START, 0)
        if start_line is None and buffer.startswith(b"From "):
            line, _, buffer = buffer.partition(b"\n")
            start_line = line[5:]
        if start_line is not None:
            number += 1
            yield _mail(path, number, buffer, start_line, file.tell(), too_large)
        if trouble:
            yield RawMail(f"{path.name} after mail {number}", b"", None, file.tell(), trouble)


def _more(stream: io.BufferedReader | gzip.GzipFile) -> tuple[bytes, str]:
    """The next bytes, and why they are the last ones when that is not the end of the file."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size < _CHUNK and (piece := stream.read1(_CHUNK)):
            pieces.append(piece)
            size += len(piece)
    except (OSError, EOFError, zlib.error) as error:
        return b"".join(pieces), f"the file breaks off here: {error}"
    return b"".join(pieces), ""


def _starts(buffer: bytes, at: int, limit: int) -> Iterator[re.Match[bytes]]:
    """Separators that begin from *at* on and before *limit*."""
    if at == 0:
        first = _START.match(buffer)
        if first:
            yield first
    at = buffer.find(b"\nFrom ", at, limit + 5)
    while at >= 0:
        found = _START.match(buffer, at + 1)
        if found and found.start() < limit:
            after_blank = at > 0 and (buffer[at - 1] == 10 or buffer[at - 2 : at] == b"\n\r")
            if after_blank or _FIRST_FIELD.match(buffer, found.end()):
                yield found
        at = buffer.find(b"\nFrom ", at + 1, limit + 5)


def _mail(path: Path, number: int, data: bytes, start: bytes, done: int, too_large: bool) -> RawMail:
    where = f"{path.name} mail {number}"
    if too_large:
        return RawMail(where, b"", None, done, f"larger than {MAX_MAIL >> 20} MiB")
    if b">From " in data:
        data = _QUOTED_FROM.sub(rb"\1", data)
    return RawMail(where, data.rstrip(b"\r\n") + b"\n", _date(start), done)


def _date(start: bytes) -> int | None:
    found = _DATE_OF_START.match(start.decode("latin-1"))
    return dates.parse_ctime(found[1]) if found else None
