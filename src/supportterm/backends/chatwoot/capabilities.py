"""What can be done at Chatwoot, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven

MOST: Final = Capabilities(
    feed="since",
    deletes="scan",
    guard="looked",
    marker="stored",
    settle=180.0,
    poll=10.0,
    sweep=900.0,
    overlap=60.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"status", "priority", "assignee", "team", "custom"}),
    tags="replace",
    files_up=True,
    files_down=True,
    most_bytes=40_000_000,
    search=True,
    push=True,
)
"""Since version 4, where an inbox is named in which conversations are opened and its socket can be reached."""
PROOF: Final = proven(MOST, "specification", but=("marker", "push"))
"""What tests do against a fake whose every request and answer is held to the vendor's specification. That it keeps our
marks, and what its socket tells, is only read in its source."""
