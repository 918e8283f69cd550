"""What `connect` is asked about Drift, and its words."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Status

PLACE: Final = "https://driftapi.com"
WINDING_DOWN: Final = "Drift is winding down: its vendor sends customers elsewhere, so look for another place in time"
STATUSES: Final = {
    "open": Status.OPEN,
    "pending": Status.PENDING,
    "closed": Status.SOLVED,
    "bulk_sent": Status.CLOSED,
}


def read(settings: Mapping[str, str]) -> Usual:
    """Raises Invalid, naming the setting."""
    return Usual(**usual(settings, poll=60.0, least=10.0, home=PLACE))
