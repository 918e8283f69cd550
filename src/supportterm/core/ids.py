"""Identities, made from a clock and random bits that the caller gives."""

from collections.abc import Callable
from typing import Final

MESSAGE_TIE_BITS: Final = 20
LAST_MOMENT: Final = 4_102_444_800_000
"""2100-01-01, in milliseconds: later dates are a sender's mistake and sort as this one."""


def uuid7(at: int, random_bytes: Callable[[int], bytes]) -> bytes:
    """16 bytes of a UUID version 7 (RFC 9562) for the moment *at* in milliseconds."""
    raw = bytearray((max(at, 0) & ((1 << 48) - 1)).to_bytes(6, "big") + random_bytes(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def message_floor(at: int) -> int:
    """Smallest message id of the moment *at*: its time, clamped to 1970 to 2100, shifted left; 0 is no message."""
    return min(max(at, 1), LAST_MOMENT) << MESSAGE_TIE_BITS


def message_time(message: int) -> int:
    """The moment of a message id, in milliseconds."""
    return message >> MESSAGE_TIE_BITS
