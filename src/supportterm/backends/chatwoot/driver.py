"""What can be done at Chatwoot, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.chatwoot.words import read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since

MOST: Final = replace(
    HELPDESK,
    feed="since",
    deletes="scan",
    guard="looked",
    marker="stored",
    poll=10.0,
    sweep=900.0,
    overlap=60.0,
    fields=frozenset({"status", "priority", "assignee", "team", "custom"}),
    tags="replace",
    most_bytes=40_000_000,
    search=True,
    push=True,
)
"""Since version 4, where an inbox is named in which conversations are opened and its socket can be reached."""
PROOF: Final = proven(MOST, "specification", but=("marker", "push"))
"""What tests do against a fake whose every request and answer is held to the vendor's specification. That it keeps our
marks, and what its socket tells, is only read in its source."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True,
            help="The address in the browser, like https://app.chatwoot.com/app/accounts/1"),
    Setting("account", "Which account?", required=False, help="Its number; empty: the one in the address, or your own"),
    Setting("inbox", "In which inbox are conversations opened from here?", required=False,
            help="The name of one of the kind API, the only kind that takes customers' words; empty: none are opened"),
    since("Conversations with something said since; empty: all"),
    Setting("sweep", "How many seconds between walks through all conversations?", default="900", required=False,
            ask=False, help="What moves no conversation to the top, and what is gone, is found by them"),
    poll(10, of="messages"),
    settle(),
    CA_FILE,
)  # fmt: skip
CHATWOOT: Final = Shipped("chatwoot", "Chatwoot", MOST, PROOF, SETTINGS, "access token", "Chatwoot", read)
