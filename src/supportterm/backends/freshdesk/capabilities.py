"""What can be done at Freshdesk, and how we know."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.protocol import Capabilities, Proof

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
"""Texts can't be searched for there: its search knows fields alone."""
PROOF: Final[Mapping[str, Proof]] = dict.fromkeys(
    (
        "feed", "guard", "marker", "tickets", "open_tickets", "reply", "note", "forward", "fields", "tags",
        "files_down",
    ),
    "specification",
)  # fmt: skip
"""What tests do against a fake held to a specification, which others than the vendor wrote: it publishes none. How
files go, and that deletions move the moment of a ticket, stands only in its documents."""
