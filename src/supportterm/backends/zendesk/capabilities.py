"""What can be done at Zendesk, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven

MOST: Final = Capabilities(
    feed="cursor",
    deletes="feed",
    guard="atomic",
    marker="stored",
    settle=180.0,
    poll=60.0,
    open_tickets=True,
    reply=True,
    note=True,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}),
    tags="replace",
    files_up=True,
    files_down=True,
    most_bytes=50_000_000,
    search=True,
    articles="read",
)
"""Of an administrator. Other agents may not use the export: changes are searched for, and deletions not told."""
PROOF: Final = proven(MOST, "specification", but=("deletes", "articles"))
"""What tests do against a fake whose every request and answer is held to the vendor's specification. It does not speak
of the Help Center, which is held to what the vendor's pages say."""
