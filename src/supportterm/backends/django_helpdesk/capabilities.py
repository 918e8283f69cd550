"""What can be done at a django-helpdesk, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven

MOST: Final = Capabilities(
    feed="walk",
    deletes="scan",
    guard="looked",
    marker="none",
    settle=180.0,
    poll=15.0,
    sweep=300.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "due", "custom"}),
    merge=True,
    files_up=True,
    files_down=True,
    history=True,
)
PROOF: Final = proven(MOST, "real server")
"""What tests do against a real django-helpdesk 2.6."""
