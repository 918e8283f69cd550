"""What can be done at Help Scout, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities

MOST: Final = Capabilities(
    feed="since",
    deletes="none",
    guard="looked",
    marker="none",
    settle=180.0,
    poll=60.0,
    overlap=300.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"subject", "status", "assignee", "team", "custom"}),
    tags="replace",
    files_up=True,
    files_down=True,
    most_bytes=10_000_000,
    search=True,
)
"""The vendor publishes no specification: what tests hold every request and answer to was written from its documents."""
