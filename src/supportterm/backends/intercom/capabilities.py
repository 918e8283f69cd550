"""What can be done at Intercom, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven

MOST: Final = Capabilities(
    feed="since",
    deletes="feed",
    guard="reread",
    marker="none",
    settle=180.0,
    poll=5.0,
    overlap=60.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"subject", "status", "assignee", "team", "custom"}),
    tags="delta",
    files_up=True,
    files_down=True,
    most_bytes=20_000_000,
    search=True,
)
"""A priority is shown, and nobody can set it by the API."""
PROOF: Final = proven(MOST, "specification")
"""What tests do against a fake whose every request and answer is held to the vendor's specification."""
