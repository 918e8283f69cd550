"""What can be done at a Redmine, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven

MOST: Final = Capabilities(
    feed="since",
    deletes="scan",
    guard="reread",
    marker="stored",
    settle=180.0,
    poll=15.0,
    overlap=60.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "due", "custom"}),
    files_up=True,
    note_files=False,
    files_down=True,
    most_bytes=5_242_880,
    search=True,
    articles="write",
    history=True,
)
PROOF: Final = proven(MOST, "real server")
"""What tests do against a real Redmine 5."""
