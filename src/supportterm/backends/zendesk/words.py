"""Zendesk's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.settings import seconds
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

STATUSES: Final = {
    "new": Status.NEW,
    "open": Status.OPEN,
    "pending": Status.PENDING,
    "hold": Status.ON_HOLD,
    "solved": Status.SOLVED,
    "closed": Status.CLOSED,
}
PRIORITIES: Final = {
    "low": Priority.LOW,
    "normal": Priority.NORMAL,
    "high": Priority.HIGH,
    "urgent": Priority.URGENT,
}
STATUS_WORDS: Final = {int(status): word for word, status in STATUSES.items()}
PRIORITY_WORDS: Final = {int(priority): word for word, priority in PRIORITIES.items()}
KINDS: Final = ("question", "incident", "problem", "task")
DELETED: Final = "deleted"


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    email: str = ""
    """Of the agent whose API token it is; empty: the secret is an OAuth token."""
    articles: bool = True
    """Whether the Help Center is read."""
    sweep: float = 3600.0
    """Seconds between walks through all its articles."""


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        **usual(settings, poll=60.0, least=10.0, cloud="zendesk.com", path="/api/v2"),
        email=settings.get("email", "").strip(),
        articles=settings.get("articles", "").strip() != "no",
        sweep=seconds(settings, "sweep", 3600.0, least=0),
    )
