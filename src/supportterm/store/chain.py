"""What makes the log tamper-evident: each operation's hash covers the one before it.

The chain is over digests, so that a payload can be erased later without breaking it. Every part goes in with its
length before it, so that no two operations have the same bytes.
"""

from hashlib import sha256
from typing import Any, Final

GENESIS: Final = bytes(32)
"""The hash before the first operation."""


def digest(payload: bytes, body: str | None = None) -> bytes:
    """SHA-256 of a payload, a zero byte and the text of the message it brought, if any."""
    return sha256(payload + b"\0" + (body or "").encode()).digest()


def link(previous: bytes, envelope: tuple[Any, ...], content: bytes) -> bytes:
    """The hash of an operation.

    *envelope* is (id, change, subject kind, subject, kind, actor, at, device, device sequence, cause, base) as
    stored; *content* its digest.
    """
    parts = [previous, content]
    for value in envelope:
        if value is None:
            parts.append(b"-")
        else:
            raw = value if isinstance(value, bytes) else str(value).encode()
            parts.append(b"%d:%b" % (len(raw), raw))
    return sha256(b"".join(parts)).digest()
