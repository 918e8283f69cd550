"""What can be done at LiveChat, and how we know."""

from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.backends.shipped import proven

MOST: Final = Capabilities(
    feed="walk",
    deletes="none",
    guard="none",
    marker="stored",
    settle=120.0,
    poll=5.0,
    reply=True,
    note=True,
    fields=frozenset({"status", "assignee", "team"}),
    tags="delta",
    files_down=True,
    search=True,
    push=True,
)
"""Without the number of the organization nothing is pushed, and chats are looked through every few seconds."""
PROOF: Final = proven(MOST, "specification")
"""What tests do against a fake whose every request is held to what the vendor's pages say of it."""
