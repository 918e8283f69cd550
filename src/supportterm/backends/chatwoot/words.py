"""Chatwoot's words and ours, and what `connect` is asked about them."""

import re
from collections.abc import Mapping
from typing import Final

from supportterm.backends.settings import seconds, wrong
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Priority, Status

STATUSES: Final = {
    "open": Status.OPEN,
    "pending": Status.PENDING,
    "snoozed": Status.ON_HOLD,
    "resolved": Status.SOLVED,
}
PRIORITIES: Final = {
    "low": Priority.LOW,
    "medium": Priority.NORMAL,
    "high": Priority.HIGH,
    "urgent": Priority.URGENT,
}
STATUS_WORDS: Final = {int(status): word for word, status in STATUSES.items()}
PRIORITY_WORDS: Final = {int(priority): word for word, priority in PRIORITIES.items()}
_ACCOUNT: Final = re.compile(r"/app/accounts/(\d{1,9})(?:/.*)?$")
"""In an address as a browser shows it."""


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    account: str = ""
    """Its number; empty: the one that our account is in."""
    inbox: str = ""
    """Where conversations are opened from here."""
    sweep: float = 900.0


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    url, account = settings.get("url", "").strip(), settings.get("account", "").strip()
    if found := _ACCOUNT.search(url):
        url, account = url[: found.start()], account or found[1]
    if account and not (account.isascii() and account.isdecimal() and len(account) < 10):
        raise wrong("account", "the number behind /app/accounts/ in the browser's address")
    return Words(
        **usual({**settings, "url": url}, poll=10.0),
        account=account,
        inbox=settings.get("inbox", "").strip(),
        sweep=seconds(settings, "sweep", 900.0, least=0),
    )
