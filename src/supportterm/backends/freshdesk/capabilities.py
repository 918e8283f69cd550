"""What can be done at Freshdesk, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities

MOST: Final = Capabilities(
    feed="since",
    deletes="feed",
    guard="looked",
    marker="none",
    settle=180.0,
    poll=60.0,
    overlap=60.0,
    open_tickets=True,
    reply=True,
    note=True,
    forward=True,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}),
    tags="replace",
    files_up=True,
    files_down=True,
    most_bytes=20_000_000,
)
"""Texts can't be searched for there: its search knows fields alone. The vendor publishes no specification: the one that
tests hold every request and answer to was written by others, so that all this counts as read."""
