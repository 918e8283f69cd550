"""Freshdesk's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import statuses
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

STATUSES: Final = {2: Status.OPEN, 3: Status.PENDING, 4: Status.SOLVED, 5: Status.CLOSED}
"""Those that every account has. Others have numbers above, and names of the account's own."""
USUAL: Final = {"waiting on customer": Status.PENDING, "waiting on third party": Status.ON_HOLD}
"""Those an account begins with."""
PRIORITIES: Final = {1: Priority.LOW, 2: Priority.NORMAL, 3: Priority.HIGH, 4: Priority.URGENT}
PRIORITY_NUMBERS: Final = {int(priority): number for number, priority in PRIORITIES.items()}
OUTBOUND: Final = 10
"""Source of a ticket that an agent's mail opened."""
SOURCES: Final = {"call": 3, "chat": 7}
PORTAL: Final = 2
FORWARDED: Final = 8
"""Source of a message that was forwarded."""


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    statuses: Mapping[str, Status] = msgspec.field(default_factory=lambda: dict(USUAL))

    def status(self, number: int, name: str) -> Status:
        """Ours for theirs; of a word that nobody told about only that it is none of the usual: still open."""
        return STATUSES.get(number) or self.statuses.get(name.lower(), Status.OPEN)


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        **usual(settings, poll=60.0, least=20.0, cloud="freshdesk.com", path="/api/v2"),
        statuses=statuses(settings, USUAL),
    )
