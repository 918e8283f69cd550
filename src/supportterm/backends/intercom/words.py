"""Intercom's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, milliseconds, seconds
from supportterm.core.terms import Priority, Status

VERSION: Final = "2.16"
PLACES: Final = {
    "us": "https://api.intercom.io",
    "eu": "https://api.eu.intercom.io",
    "au": "https://api.au.intercom.io",
}
STATUSES: Final = {"open": Status.OPEN, "snoozed": Status.ON_HOLD, "closed": Status.SOLVED}
PRIORITIES: Final = {
    "low": Priority.LOW,
    "medium": Priority.NORMAL,
    "high": Priority.HIGH,
    "urgent": Priority.URGENT,
}
_DAY: Final = 86_400_000


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    since: str = ""
    snooze: int = 7 * _DAY
    """Milliseconds."""
    ca_file: str = ""
    poll: float = 5.0
    settle: float = 180.0


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    url = settings.get("url", "").strip().rstrip("/")
    snooze = age(settings, "snooze")
    return Words(
        url=PLACES.get(url.lower(), url),
        since=age(settings, "since"),
        snooze=milliseconds(snooze) if snooze else 7 * _DAY,
        ca_file=settings.get("ca_file", "").strip(),
        poll=max(2.0, seconds(settings, "poll", 5.0)),
        settle=seconds(settings, "settle", 180.0),
    )
