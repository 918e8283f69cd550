"""What can be done at Intercom, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.intercom.words import PLACES, read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since

MOST: Final = replace(
    HELPDESK,
    feed="since",
    deletes="feed",
    guard="reread",
    poll=5.0,
    overlap=60.0,
    fields=frozenset({"subject", "status", "assignee", "team", "custom"}),
    tags="delta",
    search=True,
)
"""A priority is shown, and nobody can set it by the API."""
PROOF: Final = proven(MOST, "specification")
"""What tests do against a fake whose every request and answer is held to the vendor's specification."""
SETTINGS: Final = (
    Setting("url", "Where is its data kept?", default=PLACES["us"], place=True,
            help="us, eu or au; or the address of its API"),
    since("Conversations changed since; empty: everything"),
    Setting("snooze", "For how long does a conversation sleep that is put on hold?", default="7 days", required=False),
    poll(5),
    settle(),
    CA_FILE,
)  # fmt: skip
INTERCOM: Final = Shipped("intercom", "Intercom", MOST, PROOF, SETTINGS, "access token", "Intercom", read)
