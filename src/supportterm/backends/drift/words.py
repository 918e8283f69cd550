"""What `connect` is asked about Drift, and its words."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, seconds
from supportterm.core.terms import Status

PLACE: Final = "https://driftapi.com"
WINDING_DOWN: Final = "Drift is winding down: its vendor sends customers elsewhere, so look for another place in time"
STATUSES: Final = {
    "open": Status.OPEN,
    "pending": Status.PENDING,
    "closed": Status.SOLVED,
    "bulk_sent": Status.CLOSED,
}


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    since: str = ""
    ca_file: str = ""
    poll: float = 60.0
    settle: float = 180.0


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        url=settings.get("url", "").strip().rstrip("/") or PLACE,
        since=age(settings, "since"),
        ca_file=settings.get("ca_file", "").strip(),
        poll=max(10.0, seconds(settings, "poll", 60.0)),
        settle=seconds(settings, "settle", 180.0),
    )
