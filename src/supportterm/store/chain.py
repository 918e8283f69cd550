"""What makes the log tamper-evident: each operation's hash covers the one before it.

The chain is over digests, so that a payload can be erased later without breaking it. What stands around a payload
goes in as one JSON array without spaces, bytes in hexadecimal, so that anybody can compute it again.
"""

from hashlib import sha256
from typing import Any, Final

import msgspec

GENESIS: Final = bytes(32)
"""The hash before the first operation."""

_to_json = msgspec.json.Encoder().encode


def digest(payload: bytes, body: str | None = None) -> bytes:
    """SHA-256 of a payload, a zero byte and the text of the message it brought, if any."""
    return sha256(payload + b"\0" + (body or "").encode()).digest()


def link(previous: bytes, envelope: tuple[Any, ...], content: bytes) -> bytes:
    """The hash of an operation.

    *envelope* is (id, change, subject kind, subject, kind, actor, at, device, device sequence, cause, base) as
    stored; *content* its digest.
    """
    identity, change, *rest, cause, base = envelope
    plain = (identity.hex(), change.hex(), *rest, None if cause is None else cause.hex(), base)
    return sha256(previous + content + _to_json(plain)).digest()
