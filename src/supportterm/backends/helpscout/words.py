"""Help Scout's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.settings import age, seconds, words
from supportterm.core.terms import Status

HOME: Final = "https://api.helpscout.net"
STATUSES: Final = {"active": Status.OPEN, "open": Status.OPEN, "pending": Status.PENDING, "closed": Status.SOLVED}
STATUS_WORDS: Final = {int(Status.OPEN): "active", int(Status.PENDING): "pending", int(Status.SOLVED): "closed"}
SPAM: Final = "spam"
PUBLISHED: Final = "published"


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    app: str
    url: str = HOME
    inboxes: tuple[str, ...] = ()
    """Names of the inboxes that are worked on; none: all that we see."""
    since: str = ""
    ca_file: str = ""
    poll: float = 60.0
    settle: float = 180.0


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        app=settings.get("app", "").strip(),
        url=settings.get("url", "").strip().rstrip("/") or HOME,
        inboxes=words(settings, "inboxes"),
        since=age(settings, "since"),
        ca_file=settings.get("ca_file", "").strip(),
        poll=max(10.0, seconds(settings, "poll", 60.0)),
        settle=seconds(settings, "settle", 180.0),
    )
