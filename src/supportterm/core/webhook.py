"""Webhooks out: who elsewhere is told what happens to tickets, and under which id. Pure.

An event is told to a webhook under one id for ever, so that the other side can tell whether it has it already. A rule
tells one by the line `announce NAME`.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

import msgspec

from supportterm.core.operations import Announced, Operation, Wrote
from supportterm.core.query.errors import did_you_mean
from supportterm.core.query.fields import CUSTOM_PREFIX
from supportterm.core.refusal import Misdefined
from supportterm.core.rules import EVENTS
from supportterm.core.triggers import events_of

ANNOUNCED: Final = "announced"
"""What an event is called that a rule or a person told."""
_LONGEST: Final = 2_000


class Webhook(msgspec.Struct, frozen=True):
    name: str
    title: str = ""
    url: str = ""
    on: tuple[str, ...] = ()
    """Events of rules that it is told; none: what is announced to it alone."""
    idempotent: bool = False
    """The other side drops what it has by its id: what may have arrived is told once more."""
    off: bool = False


def mistakes(webhook: Webhook, incoming: Collection[str]) -> Iterator[Misdefined]:
    """*incoming*: names of the webhooks in, whose secrets are kept by name too."""
    what = f"webhook {webhook.name}"
    if why := why_not_url(webhook.url):
        yield Misdefined(what, why, ("url",))
    for number, event in enumerate(webhook.on, 1):
        if event not in EVENTS and not (event.startswith(CUSTOM_PREFIX) and event != CUSTOM_PREFIX):
            hint = did_you_mean(event, EVENTS, f"there are {', '.join(EVENTS)} and field.NAME")
            yield Misdefined(what, f"nothing is called {event!r}; {hint}", ("on", number))
    if webhook.name in incoming:
        yield Misdefined(what, "there is one of this name under `incoming`; take another")


def why_not_url(url: str) -> str:
    """Why nothing can be told there; empty when it can."""
    try:
        parts = urlsplit(url)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        well = False
    if not well or len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return f"an address is like https://example.org/hook, not {url[:200]!r}"
    if "@" in parts.netloc:
        return "a name or password does not stand in an address: what is told is signed"
    return ""


def event_of(webhook: Webhook, operation: Operation, *, opening: bool = False) -> str:
    """The event that *operation* is to *webhook*; empty: none. *opening*: it belongs to how its ticket came to be."""
    match operation.payload:
        case Announced(name):
            return ANNOUNCED if name == webhook.name else ""
        case Wrote(machine=machine) if opening or machine:
            return ""  # the first message is told with its ticket; a machine's is nothing to act on
    return next((event for event in events_of(operation.payload) if event in webhook.on), "")


def called(delivery: bytes) -> str:
    """What the other side calls a delivery."""
    return f"evt_{delivery.hex()}"


def delivery_id(webhook: str, operation: bytes) -> bytes:
    """What the event is told under, 16 bytes; *operation*: its id."""
    return sha256(f"webhook {webhook} ".encode() + operation).digest()[:16]
