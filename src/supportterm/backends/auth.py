"""How we say to an HTTP server who we are, and how that is kept out of what people read."""

import base64
import binascii
from typing import Final

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
"""This machine, which may be spoken to without TLS."""


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def bearer(token: str) -> str:
    return f"Bearer {token}"


def without_secret(text: str, authorization: str) -> str:
    """*text* without what is secret in the header *authorization*, whatever a server repeats of it."""
    scheme, _, told = authorization.rpartition(" ")
    secrets = [told.removeprefix("token=")]
    if scheme == "Basic":
        try:
            user, _, password = base64.b64decode(told).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        # An API key may be the name of the user, with a password that means nothing.
        secrets += [part for part in (user, password) if len(part) > 7 and "@" not in part]
    for secret in filter(None, secrets):
        text = text.replace(secret, "...")
    return text
