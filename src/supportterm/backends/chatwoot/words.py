"""Chatwoot's words and ours, and what `connect` is asked about them."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, seconds, wrong
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


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    account: str = ""
    """Its number; empty: the one that our account is in."""
    inbox: str = ""
    """Where conversations are opened from here."""
    since: str = ""
    ca_file: str = ""
    sweep: float = 900.0
    poll: float = 10.0
    settle: float = 180.0


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    url, account = settings.get("url", "").strip().rstrip("/"), settings.get("account", "").strip()
    if found := _ACCOUNT.search(url):
        url, account = url[: found.start()], account or found[1]
    if account and not (account.isascii() and account.isdecimal() and len(account) < 10):
        raise wrong("account", "the number behind /app/accounts/ in the browser's address")
    return Words(
        url=url,
        account=account,
        inbox=settings.get("inbox", "").strip(),
        since=age(settings, "since"),
        ca_file=settings.get("ca_file", "").strip(),
        sweep=seconds(settings, "sweep", 900.0, least=0),
        poll=seconds(settings, "poll", 10.0),
        settle=seconds(settings, "settle", 180.0),
    )
