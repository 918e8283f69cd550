"""Addresses that lead a reply to its ticket although its mail program lost the headers.

`support+t12.k7q2m5xazp@example.test` holds the number and a proof that only this desk can make: a number alone can be
guessed, and is proof of nothing. Pure.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from collections.abc import Set as AnySet
from typing import Final

_PROOF: Final = 10
"""Characters of base 32: 50 bits, which nobody guesses by sending mail."""
_LOCAL_MAX: Final = 64
"""Octets before the @ (RFC 5321, 4.5.3.1.1)."""
_TAGGED: Final = re.compile(r"(?P<plain>.+)\+t(?P<number>[1-9][0-9]{0,17})\.(?P<proof>[a-z2-7]{10})", re.DOTALL)
_HINT: Final = re.compile(r"\[#([1-9][0-9]{0,17})\]")
_LOOKED_AT: Final = 500
"""Characters of a subject or an address that are looked at."""


def reply_address(address: str, number: int, key: bytes) -> str:
    """*address* with the ticket in it; as it is where that would be too long, or there is no *key*."""
    local, at, domain = address.rpartition("@")
    tagged = f"{local}+t{number}.{_proof(number, key)}"
    return f"{tagged}@{domain}" if at and local and key and len(tagged.encode()) <= _LOCAL_MAX else address


def number_in(address: str, ours: Iterable[str], *keys: bytes) -> int | None:
    """The ticket that one of our own addresses leads to; None when it is another's or no key of ours made its proof.

    Small and capital letters are the same: mail programs change them. Of several *keys* any will do: mails that left
    before a desk got a new one are still answered.
    """
    local, _, domain = address.strip().lower()[:_LOOKED_AT].rpartition("@")
    found = _TAGGED.fullmatch(local)
    if found is None or f"{found['plain']}@{domain}" not in {own.lower() for own in ours}:
        return None
    number = int(found["number"])
    good = [hmac.compare_digest(found["proof"], _proof(number, key)) for key in keys if key]  # all, whichever it is
    return number if any(good) else None


def number_hinted(subject: str) -> int | None:
    """The number in a subject's `[#12]`: a hint, to be believed only of somebody who takes part in that ticket."""
    found = _HINT.search(subject[:_LOOKED_AT])
    return int(found[1]) if found else None


def plain_address(address: str) -> str:
    """An address in small letters, without what follows a plus."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def is_own(address: str, ours: AnySet[str]) -> bool:
    """True when *address* is one of *ours* (in small letters), with or without something after a plus."""
    return address.strip().lower() in ours or ("+" in address and plain_address(address) in ours)


def _proof(number: int, key: bytes) -> str:
    digest = hmac.new(key, f"ticket {number}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_PROOF]
