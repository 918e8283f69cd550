"""What can be done at Drift, and what `connect` asks for. Free of the network until a connection is opened."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.drift.words import PLACE, read
from supportterm.backends.protocol import Capabilities, Proof, Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, poll, settle, since

MOST: Final = Capabilities(feed="walk", poll=60.0, reply=True, note=True)
"""Nobody sets a status, an assignee or a tag by its API."""
PROOF: Final[Mapping[str, Proof]] = {}
"""There is no specification of the vendor's to hold it to; what its pages say was read, and Drift is winding down."""
SETTINGS: Final = (
    Setting("url", "Where is its API?", default=PLACE, required=False, place=True, ask=False),
    since("Conversations changed since; empty: everything"),
    poll(60, "Each look goes through all conversations: Drift has no list of what changed"),
    settle(),
    CA_FILE,
)  # fmt: skip
DRIFT: Final = Shipped("drift", "Drift (winding down)", MOST, PROOF, SETTINGS, "access token", "Drift", read)
