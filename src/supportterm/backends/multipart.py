"""Text and files in one request, as a form with files sends them (RFC 7578)."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from supportterm.backends.attaching import OCTETS, content
from supportterm.core.remote import OutFile

_ESCAPED: Final = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""What would end a name; browsers write it so."""

Part = tuple[str, str, str, bytes]
"""A file: the field it is for, its name, its media type, its bytes."""


def form(fields: Iterable[tuple[str, str]], files: Iterable[Part]) -> tuple[bytes, str]:
    """The content of a request, and its media type."""
    boundary = f"supportterm-{uuid.uuid4().hex}"
    parts = [
        f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}'.encode("utf-8", "replace")
        for name, value in fields
    ]
    for name, file, kind, told in files:
        head = f'Content-Disposition: form-data; name="{_quoted(name)}"; filename="{_quoted(file)}"\r\n'
        parts.append(f"{head}Content-Type: {_one_line(kind)}\r\n\r\n".encode("utf-8", "replace") + told)
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), part) for part in parts)
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def attached(field: str, files: Sequence[OutFile]) -> list[Part]:
    """Files that go with a message, read. Raises Invalid, without the path, for one that is not there any more."""
    return [(field, file.name, file.media_type or OCTETS, content(file)) for file in files]


def _quoted(name: str) -> str:
    return name.translate(_ESCAPED)


def _one_line(kind: str) -> str:
    return "".join(c for c in kind if c.isprintable()) or OCTETS
