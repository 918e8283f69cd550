"""Intercom's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.settings import age, milliseconds
from supportterm.backends.usual import Usual, usual
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


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    snooze: int = 7 * _DAY
    """Milliseconds."""


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    place = settings.get("url", "").strip()
    snooze = age(settings, "snooze")
    return Words(
        **usual({**settings, "url": PLACES.get(place.lower(), place)}, poll=5.0, least=2.0),
        snooze=milliseconds(snooze) if snooze else 7 * _DAY,
    )
