"""Zammad's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, milliseconds, priorities, seconds, statuses, words, wrong
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

KINDS: Final = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "pending reminder": Status.PENDING,
    "pending action": Status.ON_HOLD,
    "closed": Status.SOLVED,
    "merged": Status.CLOSED,
    "removed": Status.CLOSED,
}
"""Kinds of states: their names are a site's own, their kinds are not."""
MERGED: Final = "merged"
PENDING: Final = ("pending reminder", "pending action")
"""Kinds that need a moment at which they end."""
UNSETTABLE: Final = ("pending action", MERGED, "removed")
"""Kinds that would close a ticket by themselves, or lose it."""
PRIORITIES: Final = {"1 low": Priority.LOW, "2 normal": Priority.NORMAL, "3 high": Priority.HIGH}
REPLIES: Final = ("email", "note")


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    replies: str = "email"
    statuses: Mapping[str, Status] = {}
    """By the names of states, where their kind says too little."""
    priorities: Mapping[str, Priority] = msgspec.field(default_factory=lambda: dict(PRIORITIES))
    fields: tuple[str, ...] = ()
    """Names of the site's own fields; none: as the object manager tells."""
    pending: int = 0
    """Milliseconds."""
    sweep: float = 3600.0

    def status(self, name: str, kind: str) -> Status:
        return self.statuses.get(name.lower(), KINDS.get(kind, Status.OPEN))


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    replies = settings.get("replies", "").strip() or REPLIES[0]
    if replies not in REPLIES:
        raise wrong("replies", f"one of {', '.join(REPLIES)}")
    return Words(
        **usual(settings, poll=15.0, path="/api/v1"),
        replies=replies,
        statuses=statuses(settings, {}),
        priorities=priorities(settings, PRIORITIES),
        fields=words(settings, "fields"),
        pending=milliseconds(age(settings, "pending") or "7 days"),
        sweep=seconds(settings, "sweep", 3600.0, least=0),
    )
