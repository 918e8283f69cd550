"""Help Scout's words and ours, and what `connect` is asked about them."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.settings import words
from supportterm.backends.usual import Usual, usual
from supportterm.core.terms import Status

HOME: Final = "https://api.helpscout.net"
STATUSES: Final = {"active": Status.OPEN, "open": Status.OPEN, "pending": Status.PENDING, "closed": Status.SOLVED}
STATUS_WORDS: Final = {int(Status.OPEN): "active", int(Status.PENDING): "pending", int(Status.SOLVED): "closed"}
SPAM: Final = "spam"
PUBLISHED: Final = "published"


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    app: str
    url: str = HOME
    inboxes: tuple[str, ...] = ()
    """Names of the inboxes that are worked on; none: all that we see."""


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        **usual(settings, poll=60.0, least=10.0, home=HOME),
        app=settings.get("app", "").strip(),
        inboxes=words(settings, "inboxes"),
    )
