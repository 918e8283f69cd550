"""Who sent a webhook, and when: signed as Standard Webhooks says, both ways. Pure.

What is signed is the id of the delivery, the second in which it was sent and the body, byte for byte; the three stand
in the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. A secret is `whsec_` and base64, as that
standard writes it; any other text is taken as it is.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from typing import Final, NamedTuple

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
SECRET_BYTES: Final = 32
TOLERANCE: Final = 300
"""Seconds by which a clock may differ, and after which what was once sent can't be sent again by who overheard it."""
_PREFIX: Final = "whsec_"
_VERSION: Final = "v1"
_LONGEST: Final = 256
_MOST: Final = 10
"""Signatures of one delivery that are looked at: while a secret is changed there are two."""


class Signed(NamedTuple):
    """A delivery whose signature is right."""

    id: str
    at: int
    """Seconds."""


class Unsigned(ValueError):
    """It is not signed, or not by who has the secret, or too long ago; a plain phrase says which."""


def new_secret(random: bytes) -> str:
    """A secret made of `SECRET_BYTES` bytes of chance."""
    return _PREFIX + b64encode(random).decode()


def headers(secret: str, id: str, at: int, body: bytes) -> dict[str, str]:
    """What to send with *body*, at the second *at*."""
    return {ID: id, TIMESTAMP: str(at), SIGNATURE: f"{_VERSION},{_signature(secret, id, str(at), body)}"}


def verified(secret: str, given: Mapping[str, str], body: bytes, now: int) -> Signed:
    """What a delivery with the headers *given* is, at the second *now*. Raises Unsigned."""
    id, at, signatures = (given.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not id or not at or not signatures:
        raise Unsigned(f"the headers {ID}, {TIMESTAMP} and {SIGNATURE} are needed")
    if len(id) > _LONGEST or not id.isascii() or not id.isprintable():
        raise Unsigned(f"{ID} is no id")
    if not at.isascii() or not at.isdecimal() or len(at) > 12:
        raise Unsigned(f"{TIMESTAMP} is not in seconds since 1970")
    wanted = _signature(secret, id, at, body).encode()
    # All are compared, so that the time it takes tells nothing.
    right = [hmac.compare_digest(wanted, one) for one in _listed(signatures)]
    if not any(right):
        raise Unsigned("the signature is not that of the secret")
    if abs(now - int(at)) > TOLERANCE:
        raise Unsigned(f"it was signed more than {TOLERANCE // 60} minutes ago, or one of the clocks is wrong")
    return Signed(id, int(at))


def _listed(signatures: str) -> list[bytes]:
    found = (word.partition(",") for word in signatures.split(" ")[:_MOST])
    return [signature.encode("utf-8", "replace") for version, _, signature in found if version == _VERSION]


def _signature(secret: str, id: str, at: str, body: bytes) -> str:
    return b64encode(hmac.digest(_key(secret), f"{id}.{at}.".encode() + body, "sha256")).decode()


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return b64decode(secret.removeprefix(_PREFIX), validate=True)
        except Error:
            pass
    return secret.encode()
