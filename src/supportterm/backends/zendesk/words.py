"""Zendesk's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, seconds
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


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    email: str = ""
    """Of the agent whose API token it is; empty: the secret is an OAuth token."""
    since: str = ""
    ca_file: str = ""
    poll: float = 60.0
    settle: float = 180.0
    articles: bool = True
    """Whether the Help Center is read."""
    sweep: float = 3600.0
    """Seconds between walks through all its articles."""


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    url = settings.get("url", "").strip().rstrip("/").removesuffix("/api/v2")
    if url and "://" not in url and "." not in url:
        url = f"https://{url}.zendesk.com"
    return Words(
        url=url,
        email=settings.get("email", "").strip(),
        since=age(settings, "since"),
        ca_file=settings.get("ca_file", "").strip(),
        poll=max(10.0, seconds(settings, "poll", 60.0)),
        settle=seconds(settings, "settle", 180.0),
        articles=settings.get("articles", "").strip() != "no",
        sweep=seconds(settings, "sweep", 3600.0, least=0),
    )
