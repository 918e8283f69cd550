"""Signed words that expire: what a link or a form carries so that nobody has to be logged in. Pure.

A pass says what it is for, and one made for one thing opens no other. Who changes a letter of it, or comes too late,
holds nothing; that is all they are told.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec

LONGEST: Final = 600
"""Characters of a pass; what is longer is none."""
_SIGNED: Final = 18
"""Bytes of the signature that are kept: 144 bits."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[int, tuple[int | str, ...]]).decode


def signed(key: bytes, purpose: str, claims: tuple[int | str, ...], expires: int) -> str:
    """A pass for *purpose* that holds *claims* until the moment *expires* (milliseconds): letters, digits, `-`, `_`."""
    said = _encode((expires, claims))
    return urlsafe_b64encode(_signature(key, purpose, said) + said).rstrip(b"=").decode()


def opened(key: bytes, purpose: str, text: str, now: int) -> tuple[int | str, ...] | None:
    """What the pass *text* claims; None when it is no pass for *purpose*, or expired by *now* (milliseconds)."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    signature, said = raw[:_SIGNED], raw[_SIGNED:]
    if not hmac.compare_digest(signature, _signature(key, purpose, said)):
        return None
    try:
        expires, claims = _decode(said)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
    return claims if now < expires else None


def _signature(key: bytes, purpose: str, said: bytes) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\0" + said, "sha256")[:_SIGNED]
