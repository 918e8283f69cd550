"""What can be done at a Request Tracker, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven
from supportterm.core.remote import FIELDS

MOST: Final = Capabilities(
    feed="cursor",
    deletes="feed",
    guard="checked",
    marker="stored",
    settle=180.0,
    poll=15.0,
    overlap=180.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({*FIELDS, "custom"}),
    tags="replace",
    merge=True,
    files_up=True,
    files_down=True,
    most_bytes=20_000_000,
    search=True,
    articles="write",
    history=True,
)
PROOF: Final = proven(MOST, "real server")
"""What tests do against a real Request Tracker 5; the overlap is from measurements on PostgreSQL."""
