"""Sockets to mail servers, and what went wrong with one in plain words. TLS is always verified."""

import socket
import ssl
from typing import Final

from supportterm.backends import errors
from supportterm.backends.mail.account import Place

PATIENCE: Final = 60.0
"""Seconds that a server has for an ordinary answer."""


def context(ca_file: str) -> ssl.SSLContext:
    """What a server's certificate is checked against. Raises Invalid when *ca_file* holds none."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError):
        raise errors.Invalid(f"there is no certificate in {ca_file}", {"ca_file": "unreadable"}) from None


def dial(place: Place, tls: ssl.SSLContext, patience: float = PATIENCE) -> socket.socket:
    """A connection, secured at once where that is how the place is spoken to. Raises OSError."""
    line = socket.create_connection((place.host, place.port), patience)
    if place.security != "tls":
        return line
    try:
        return tls.wrap_socket(line, server_hostname=place.host)
    except BaseException:
        line.close()
        raise


def unreached(place: Place, error: Exception) -> errors.Unavailable:
    """What a line that could not be had is to who asked for it."""
    kind = errors.Untrusted if isinstance(error, ssl.SSLCertVerificationError) else errors.Unavailable
    return kind(why(place, error))


def why(place: Place, error: Exception) -> str:
    """A sentence for people about a line that could not be had or broke."""
    return f"{place.host} can't be reached: {_reason(error)}"


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return errors.UNTRUSTED
    if isinstance(error, ssl.SSLError):
        return "no TLS could be agreed on"
    if isinstance(error, socket.gaierror | UnicodeError):
        return "there is no such name, or no network"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers at that port"
    return "the line broke"
