"""What can be done at Zammad, and how we know."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.protocol import Capabilities, Proof

MOST: Final = Capabilities(
    feed="since",
    deletes="scan",
    guard="reread",
    marker="stored",
    settle=180.0,
    poll=15.0,
    sweep=3600.0,
    overlap=60.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}),
    tags="delta",
    merge=True,
    files_up=True,
    files_down=True,
    most_bytes=30_000_000,
    search=True,
    history=True,
)
PROOF: Final[Mapping[str, Proof]] = {}
"""Tests do it all against a fake that speaks as Zammad's documents and source say; none against a real server."""
